// The people and prices of the sample business. All invented.
import type { ClientFields } from '../../commands/save-client.ts'

type SampleClient = Pick<
  ClientFields,
  'name' | 'email' | 'contacts' | 'addresses' | 'termsDays' | 'poNumber' | 'notes' | 'clientNumber'
>

function client(
  name: string,
  email: string,
  [line1, postalCode, city, country]: readonly [string, string, string, string],
  more: Partial<SampleClient> = {},
): SampleClient {
  return { name, email, contacts: [], addresses: [{ label: 'Office', line1, postalCode, city, country }], ...more }
}

export const sampleSeller = {
  name: 'Marlow & Finch Studio',
  address: { line1: '14 Harbour Lane', city: 'Bristol', postalCode: 'BS1 4QA', country: 'GB' },
  email: 'hello@marlowfinch.example',
  phone: '+44 117 496 0140',
  website: 'marlowfinch.example',
  vatId: 'GB123456789',
} as const

export const samplePayment = {
  accountHolder: 'Marlow & Finch Studio',
  iban: 'GB33BUKB20201555555555',
  bic: 'BUKBGB22',
  bankName: 'Harbour Bank',
} as const

/** Twelve clients with habits of their own; the order is used below. */
export const sampleClients: readonly SampleClient[] = [
  client('Meyer Studio', 'rechnung@meyer-studio.example', ['Hauptstraße 12', '10115', 'Berlin', 'DE'], {
    contacts: [{ name: 'Jonas Meyer', email: 'jonas@meyer-studio.example', billing: true }],
    poNumber: 'MS-2201',
  }),
  client('Okafor & Daughters', 'accounts@okafor.example', ['3 Mill Road', 'CB1 2AB', 'Cambridge', 'GB'], {
    termsDays: 30,
  }),
  client('Brightside Prep Centre', 'office@brightside-prep.example', ['88 King Street', 'M2 4WU', 'Manchester', 'GB'], {
    termsDays: 7,
    contacts: [{ name: 'Dana Whitlock', email: 'dana@brightside-prep.example', billing: true }],
  }),
  client('Παπαδόπουλος Νίκος', 'nikos@papadopoulos.example', ['Ερμού 25', '105 63', 'Αθήνα', 'GR']),
  client('Café Lumière', 'bonjour@cafe-lumiere.example', ['5 rue des Halles', '75001', 'Paris', 'FR']),
  client('Nordwind Logistik GmbH', 'einkauf@nordwind.example', ['Am Kai 7', '20457', 'Hamburg', 'DE'], {
    termsDays: 30,
    clientNumber: 'L-4471',
    notes: 'Wants the vendor number on every invoice.',
  }),
  client('Ольга Иванова', 'olga@ivanova.example', ['ул. Абая 10', '050000', 'Алматы', 'KZ']),
  client('Harper Yoga', 'harper@harperyoga.example', ['41 Park Row', 'BS1 5LQ', 'Bristol', 'GB'], { termsDays: 0 }),
  client('Inês Carvalho', 'ines@carvalho.example', ['Rua do Sol 9', '1200-001', 'Lisboa', 'PT']),
  client('Whitfield Law', 'billing@whitfield-law.example', ['2 Temple Gate', 'BS1 6QA', 'Bristol', 'GB'], {
    termsDays: 30,
  }),
  client('Łukasz Zieliński', 'lukasz@zielinski.example', ['ul. Długa 3', '31-147', 'Kraków', 'PL']),
  client('The Paper Mill', 'orders@papermill.example', ['Unit 4, Station Yard', 'BA1 1SX', 'Bath', 'GB']),
]

export interface SampleService {
  readonly name: string
  readonly unit: string
  /** In hundredths of the currency's major unit; scaled for currencies without them. */
  readonly price: number
}

export const sampleServices: readonly SampleService[] = [
  { name: 'Design session', unit: 'hour', price: 8500 },
  { name: 'Brand workshop', unit: 'day', price: 64000 },
  { name: 'Tutoring', unit: 'lesson', price: 4200 },
  { name: 'Website care', unit: 'month', price: 12000 },
  { name: 'Illustration', unit: 'piece', price: 18000 },
  { name: 'Copy editing', unit: 'page', price: 2250 },
  { name: 'Print preparation', unit: 'hour', price: 6800 },
]
