import { beforeAll, describe, expect, it } from 'vitest'
import { calendarDate } from '../../src/core/date.ts'
import { decimal } from '../../src/core/decimal.ts'
import type { TaxRateId } from '../../src/core/ids.ts'
import type { TaxRate } from '../../src/core/model.ts'
import type { CurrencyCode } from '../../src/core/money.ts'
import { loadLanguage } from '../../src/i18n/translate.ts'
import { amountReader } from '../../src/integrations/import/amount-column.ts'
import { dateReader } from '../../src/integrations/import/date-column.ts'
import { fileProblemText } from '../../src/integrations/import/import-text.ts'
import { proposeMapping, restoreMapping, sourceSignature } from '../../src/integrations/import/mapping.ts'
import { openImport } from '../../src/integrations/import/open-import.ts'
import { type ProductContext, planClients, planProducts } from '../../src/integrations/import/plan-import.ts'
import { readBytes } from '../../src/integrations/import/read-bytes.ts'
import { readTable } from '../../src/integrations/import/read-table.ts'
import { refusedRowsCsv } from '../../src/integrations/import/refused-rows.ts'
import { reportImport } from '../../src/integrations/import/report-import.ts'
import { resolveClients, resolveProducts } from '../../src/integrations/import/resolve-duplicates.ts'
import type { Table } from '../../src/integrations/import/table.ts'

beforeAll(() => loadLanguage('en'))

const utf8 = (text: string): Uint8Array => new TextEncoder().encode(text)
const bytes = (...values: number[]): Uint8Array => Uint8Array.from(values)

function utf16(text: string, bigEndian: boolean, mark: boolean): Uint8Array {
  const units = [
    ...(mark ? [0xfeff] : []),
    ...Array.from({ length: text.length }, (_, index) => text.charCodeAt(index)),
  ]
  return Uint8Array.from(units.flatMap((unit) => (bigEndian ? [unit >> 8, unit & 255] : [unit & 255, unit >> 8])))
}

function open(text: string, name = 'list.csv') {
  const opened = openImport(utf8(text), name)
  if (!opened.ok) throw new Error(opened.problem.code)
  return opened.value
}

function table(text: string, name = 'list.csv'): Table {
  return open(text, name).table
}

function clients(text: string, existing: Parameters<typeof planClients>[2]['existing'] = [], name = 'list.csv') {
  const read = table(text, name)
  const plan = planClients(read, proposeMapping(read, 'clients'), { country: 'DE', existing })
  if (!plan.ok) throw new Error(plan.problem.code)
  return plan.value
}

const vat: TaxRate = {
  id: 'tax_19' as TaxRateId,
  version: 1,
  name: 'VAT',
  category: 'S',
  kind: 'normal',
  rates: [{ from: calendarDate('2007-01-01'), percent: decimal('19') }],
  state: 'active',
}

function products(text: string, more: Partial<ProductContext> = {}, name = 'list.csv') {
  const read = table(text, name)
  const context: ProductContext = {
    currency: 'EUR' as CurrencyCode,
    taxIds: [],
    taxIncluded: false,
    taxes: [vat],
    existing: [],
    ...more,
  }
  const plan = planProducts(read, proposeMapping(read, 'products'), context)
  if (!plan.ok) throw new Error(plan.problem.code)
  return plan.value
}

const inputs = <Input>(plan: { rows: readonly ({ state: string } & { input?: Input })[] }): Input[] =>
  plan.rows.flatMap((row) => (row.state === 'accepted' && row.input !== undefined ? [row.input] : []))
const issues = (plan: { rows: readonly { state: string }[] }) =>
  plan.rows.flatMap((row) => ('issue' in row ? [row.issue] : []))

describe('bytes', () => {
  const text = 'name,city\r\nMüller,Köln\r\nΜαρία,Αθήνα\r\n'
  it.each([
    ['utf-8', utf8(text), 'utf-8'],
    ['utf-8 with a mark', bytes(0xef, 0xbb, 0xbf, ...utf8(text)), 'utf-8-sig'],
    ['utf-16 little endian with a mark', utf16(text, false, true), 'utf-16le'],
    ['utf-16 big endian with a mark', utf16(text, true, true), 'utf-16be'],
    ['utf-16 little endian without a mark', utf16(text, false, false), 'utf-16le'],
    ['utf-16 big endian without a mark', utf16(text, true, false), 'utf-16be'],
  ])('%s', (_name, input, encoding) => {
    expect(readBytes(input)).toEqual({ ok: true, value: { text, encoding, damaged: false } })
  })

  it('windows-1252 is what no other encoding is', () => {
    const input = bytes(...utf8('name;price\nM'), 0xfc, ...utf8('ller;5 '), 0x80, 0x0a)
    expect(readBytes(input)).toEqual({
      ok: true,
      value: { text: 'name;price\nMüller;5 €\n', encoding: 'windows-1252', damaged: false },
    })
  })

  it.each([
    ['an empty file', bytes(), 'file-empty'],
    ['white space alone', utf8(' \r\n\t\n'), 'file-empty'],
    ['a PDF called .csv', utf8('%PDF-1.7\n%âãÏÓ'), 'file-not-text'],
    ['an Excel workbook', bytes(0x50, 0x4b, 3, 4, 20, 0), 'file-not-text'],
    ['a picture', bytes(0x89, 0x50, 0x4e, 0x47, 13, 10, 26, 10), 'file-not-text'],
    ['noise', Uint8Array.from({ length: 4096 }, (_, index) => (index * 7919) % 251), 'file-not-text'],
  ])('%s is refused with a plain reason', (_name, input, code) => {
    const read = openImport(input, 'x.csv')
    expect(read).toMatchObject({ ok: false, problem: { code } })
    if (!read.ok) expect(fileProblemText(read.problem)).toMatch(/^[A-Z].+\.$/)
  })

  it('a file over the limit is refused by its size', () => {
    expect(readBytes(utf8('name\nAda\n'), 8)).toEqual({
      ok: false,
      problem: { code: 'file-too-large', bytes: 9, limit: 8 },
    })
  })

  it('a broken byte refuses its row alone', () => {
    const input = bytes(...utf8('name,city\nZoë,Łódź\nJörg,Köln\nBj'), 0xff, ...utf8('rn,Malmö\nÅsa,Umeå\n'))
    const report = reportImport(input, 'x.csv', { currency: 'EUR' as CurrencyCode, country: 'SE' })
    expect(report).toMatchObject({
      encoding: 'utf-8',
      rowsRead: 4,
      accepted: 3,
      refused: [{ row: 4, code: 'broken-character' }],
    })
  })

  it('NUL and half a surrogate pair refuse their row alone', () => {
    const report = reportImport(utf16('name,city\nAda\u0000,Bonn\nBob\ud800,Bonn\nEve,Bonn\n', false, true), 'x.csv', {
      currency: 'EUR' as CurrencyCode,
      country: 'DE',
    })
    expect(report.accepted).toBe(1)
    expect(report.refused.map(({ row, code }) => [row, code])).toEqual([
      [2, 'broken-character'],
      [3, 'broken-character'],
    ])
  })
})

describe('tables', () => {
  it.each([
    [',', 'name,city\nAda,"Bonn, Beuel"\n'],
    [';', 'name;city\nAda;Bonn, Beuel\nBob;"a;b"\n'],
    ['\t', 'name\tcity\nAda\tBonn, Beuel\n'],
    ['|', 'name|city\nAda|Bonn, Beuel\n'],
  ])('are cut at %j', (delimiter, text) => {
    expect(table(text)).toMatchObject({ delimiter, columns: ['name', 'city'], headerRow: 1 })
    expect(table(text).rows[0]?.cells).toEqual(['Ada', 'Bonn, Beuel'])
  })

  it('find the header below a banner, a blank row and a section title', () => {
    const read = table('"Export of 1 May 2026","","",""\n"","","",""\nCustomers,,,\nName,Phone,Phone,\nAda,1,2,x\n')
    expect(read).toMatchObject({ headerRow: 4, columns: ['Name', 'Phone', 'Phone (2)', 'Column 4'] })
    expect(read.titles).toEqual(['Export of 1 May 2026', 'Customers'])
    expect(read.rows).toEqual([{ row: 5, cells: ['Ada', '1', '2', 'x'] }])
  })

  it('know that a file of data has no header', () => {
    expect(table('10/03/2026;Coffee;50,00;\n11/03/2026;Tea;;4,00\n')).toMatchObject({
      headerRow: null,
      columns: ['Column 1', 'Column 2', 'Column 3', 'Column 4'],
    })
  })

  it('take the header that a person points at', () => {
    const read = readTable('a,b\nAda,Bonn\nname,city\nBob,Köln\n', 'x.csv', { headerRow: 3 })
    expect(read).toMatchObject({ ok: true, value: { headerRow: 3, columns: ['name', 'city'], rows: [{ row: 4 }] } })
  })

  it.each(['\n', '\r\n', '\r'])('end lines with %j and keep quoted ones', (end) => {
    const read = table(['name,notes', `Ada,"one${end}two"`, 'Bob,"say ""hi"""', ''].join(end))
    expect(read.rows.map(({ cells }) => cells)).toEqual([
      ['Ada', `one${end}two`],
      ['Bob', 'say "hi"'],
    ])
  })

  it('keep mixed line ends apart', () => {
    expect(table('name,city\r\nAda,Bonn\nBob,Köln\r\n').rows.map(({ cells }) => cells)).toEqual([
      ['Ada', 'Bonn'],
      ['Bob', 'Köln'],
    ])
  })

  it('pad short rows, refuse long ones, and lose no cell', () => {
    const read = table('name,email,city\nAda\nBob,b@x.org,Bonn,extra\nEve,e@x.org,Köln,,\n')
    expect(read.rows).toEqual([
      { row: 2, cells: ['Ada', '', ''] },
      { row: 3, cells: ['Bob', 'b@x.org', 'Bonn | extra'], damage: 'too-many-cells' },
      { row: 4, cells: ['Eve', 'e@x.org', 'Köln'] },
    ])
  })

  it('give columns beyond the header a name when most rows have them', () => {
    expect(table('name,city\nAda,Bonn,1\nBob,Köln,2\n').columns).toEqual(['name', 'city', 'Column 3'])
  })

  it('go on behind a quotation mark that never closes', () => {
    const read = table('name,city\nAda,Bonn\nBob,"Köln\nEve,Mainz\nZoe,Trier\n')
    expect(read.rows.map(({ row, damage }) => [row, damage])).toEqual([
      [2, undefined],
      [3, 'quote-unclosed'],
      [4, undefined],
      [5, undefined],
    ])
    expect(read.rows[1]?.cells.join()).toContain('Köln')
  })

  it('survive columns called like the insides of the language', () => {
    const plan = clients('name,__proto__,constructor,toString,hasOwnProperty\nAda,polluted,x,y,z\n')
    expect(inputs(plan)).toMatchObject([{ fields: { name: 'Ada' } }])
    expect(({} as { polluted?: unknown }).polluted).toBeUndefined()
    const json = table(
      '[{"name":"Ada","email":"a@x.org","__proto__":{"polluted":1},"constructor":{"prototype":2}}]',
      'x.json',
    )
    expect(json.columns).toEqual(['name', 'email', '__proto__.polluted', 'constructor.prototype'])
  })

  it('refuse a repeated header and a row of program names', () => {
    const read = table('Name,E-mail\nParty.name,Party.email\nAda,a@x.org\nName,E-mail\nBob,b@x.org\n')
    expect(read.rows.map(({ damage }) => damage)).toEqual(['technical-names', undefined, 'technical-names', undefined])
  })

  it('refuse the sum below a report', () => {
    const read = table('Customer,Phone,Balance\nTotal Fitness Ltd,,5.00\nBob,1,7.00\nTOTAL,,$12.00\n')
    expect(read.rows.map(({ damage }) => damage)).toEqual([undefined, undefined, 'total-row'])
  })

  it('take `Straße 1` and `PLZ 1` for names of columns', () => {
    expect(table('"Firma";"Straße 1";"PLZ 1";"Ort 1"\n"Ada";"Weg 1";"50667";"Köln"\n')).toMatchObject({ headerRow: 1 })
  })

  it('a header alone is a list without rows', () => {
    expect(
      reportImport(utf8('Client Name,Email,City\n'), 'x.csv', { currency: 'EUR' as CurrencyCode, country: 'DE' }),
    ).toMatchObject({
      entity: 'clients',
      rowsRead: 0,
      accepted: 0,
    })
  })
})

describe('JSON lists', () => {
  it('keep every digit of a number', () => {
    const read = table(
      '[{"name":"A","rate":0.1},{"name":"B","rate":12345678901234567.89},{"name":"C","rate":1.5e3},{"name":"D","rate":25e-3}]',
      'x.json',
    )
    expect(read.rows.map(({ cells }) => cells[1])).toEqual(['0.1', '12345678901234567.89', '1500', '0.025'])
  })

  it('are found inside a wrapper and flattened', () => {
    const read = open(
      '{"QueryResponse":{"Customer":[{"DisplayName":"Ada","SyncToken":"0","domain":"QBO","BillAddr":{"Line1":"Weg 1","City":"Bonn"},"PrimaryEmailAddr":{"Address":"a@x.org"},"Tags":["a","b"]}]}}',
      'x.json',
    )
    expect(read.recognition).toEqual({ system: 'QuickBooks Online', entity: 'clients' })
    const plan = planClients(read.table, proposeMapping(read.table, 'clients'), { country: 'US', existing: [] })
    expect(plan).toMatchObject({
      ok: true,
      value: {
        rows: [
          {
            state: 'accepted',
            input: {
              fields: { name: 'Ada', email: 'a@x.org', addresses: [{ line1: 'Weg 1', city: 'Bonn', country: 'US' }] },
            },
          },
        ],
      },
    })
  })

  it.each([
    ['cut off', '[{"name":"Ada"', 'json-broken'],
    ['not a list', '"name"', 'json-no-records'],
    ['an empty object', '{}', 'json-no-records'],
    ['nested too deep', `${'['.repeat(50_000)}${']'.repeat(50_000)}`, 'json-too-deep'],
  ])('%s is refused with a plain reason', (_name, text, code) => {
    const read = openImport(utf8(text), 'x.json')
    expect(read).toMatchObject({ ok: false, problem: { code } })
    if (!read.ok) expect(fileProblemText(read.problem)).not.toBe('')
  })

  it('entries that are no records are refused one by one', () => {
    const plan = clients('[{"name":"Ada","city":"Bonn"},7,null,"x"]', [], 'x.json')
    expect(plan).toMatchObject({ accepted: 1, refused: 3 })
    expect(issues(plan)).toMatchObject([{ row: 2, code: 'record-expected' }, { row: 3 }, { row: 4 }])
  })
})

describe('amounts and dates', () => {
  it.each([
    [
      ['$-142.85', '$205.15'],
      ['-142.85', '205.15'],
    ],
    [
      ['($400.00)', '$13.50 '],
      ['-400', '13.5'],
    ],
    [
      ['22 000,76', '3,5'],
      ['22000.76', '3.5'],
    ],
    [
      ['2.000,0', '100,0'],
      ['2000', '100'],
    ],
    [
      ['1,280.8', '4,884'],
      ['1280.8', '4884'],
    ],
    [
      ['د.ا.‏4.750', 'د.ا.‏93.210'],
      ['4.75', '93.21'],
    ],
    [
      ['١٢٣٫٤٥', '٩'],
      ['123.45', '9'],
    ],
    [
      ['Rs. 1,20,000.50', 'Rs. 5'],
      ['120000.5', '5'],
    ],
    [['9.779999999999999'], ['9.779999999999999']],
    [
      ['−5,00 €', '5,00-'],
      ['-5', '-5'],
    ],
    [
      ['abc', '', '12x', '1.2.3,4,5', '=1+1'],
      [undefined, undefined, undefined, undefined, undefined],
    ],
  ])('%j', (cells, expected) => {
    const { read } = amountReader(cells)
    expect(cells.map((cell) => read(cell))).toEqual(expected)
  })

  it('ask when a point could be two things', () => {
    expect(products('name,price\nA,22.000\n').doubtfulColumns).toEqual(['price'])
    expect(products('name,price\nA,22.000\nB,"1,50"\n').doubtfulColumns).toEqual([])
    expect(inputs(products('name,price\nA,22.000\n', { decimal: ',' }))[0]?.fields.unitPrice).toBe('22000')
  })

  it('decide day and month by the whole file', () => {
    expect(['13/11/2024', '02/03/2024'].map(dateReader(['13/11/2024', '02/03/2024']))).toEqual([
      '2024-11-13',
      '2024-03-02',
    ])
    expect(['10/20/2019', '2/3/2020'].map(dateReader(['10/20/2019']))).toEqual(['2019-10-20', '2020-02-03'])
    const read = dateReader([])
    expect(
      [
        '2024-03-04T09:23:52Z',
        '01.02.03',
        'Jan 28 2021',
        '28 Jan 2021',
        '2022/11/07',
        '13/15/2024',
        '2023-02-29',
        'soon',
      ].map(read),
    ).toEqual(['2024-03-04', '2003-02-01', '2021-01-28', '2021-01-28', '2022-11-07', undefined, undefined, undefined])
  })
})

describe('clients', () => {
  it.each([
    [
      'German',
      'Kundennummer;Firma;Vorname;Nachname;Straße;PLZ;Ort;Land;E-Mail;USt-IdNr.;Zahlungsziel\n7;Bäcker GmbH;Ute;Bäck;Weg 1;50667;Köln;Österreich;u@b.de;ATU12345678;14 Tage\n',
    ],
    [
      'French',
      'Code client;Raison sociale;Prénom;Nom de famille;Rue;Code postal;Ville;Pays;Courriel;Numéro TVA;Délai de paiement\n7;Bäcker GmbH;Ute;Bäck;Weg 1;50667;Köln;Autriche;u@b.de;ATU12345678;14 jours\n',
    ],
    [
      'Spanish',
      'Código de cliente;Razón social;Nombre de pila;Apellidos;Calle;Código postal;Ciudad;País;Correo electrónico;NIF-IVA;Plazo de pago\n7;Bäcker GmbH;Ute;Bäck;Weg 1;50667;Köln;Austria;u@b.de;ATU12345678;14 días\n',
    ],
    [
      'Italian',
      'Codice cliente;Ragione sociale;First name;Cognome;Via;CAP;Città;Paese;E-mail;Partita IVA;Termini di pagamento\n7;Bäcker GmbH;Ute;Bäck;Weg 1;50667;Köln;Austria;u@b.de;ATU12345678;14 giorni\n',
    ],
    [
      'Dutch',
      'Klantnummer;Bedrijfsnaam;Voornaam;Achternaam;Straat;Postcode;Plaats;Land;E-mailadres;BTW-nummer;Betalingstermijn\n7;Bäcker GmbH;Ute;Bäck;Weg 1;50667;Köln;Oostenrijk;u@b.de;ATU12345678;14 dagen\n',
    ],
    [
      'Portuguese',
      'Código do cliente;Razão social;Primeiro nome;Sobrenome;Rua;Código postal;Cidade;País;Correio eletrónico;Número de IVA;Prazo de pagamento\n7;Bäcker GmbH;Ute;Bäck;Weg 1;50667;Köln;Áustria;u@b.de;ATU12345678;14 dias\n',
    ],
  ])('%s names of columns are understood', (_language, text) => {
    expect(open(text).recognition.entity).toBe('clients')
    expect(inputs(clients(text))).toEqual([
      {
        fields: {
          name: 'Bäcker GmbH',
          clientNumber: '7',
          email: 'u@b.de',
          vatId: 'ATU12345678',
          termsDays: 14,
          contacts: [{ name: 'Ute Bäck', email: 'u@b.de', billing: false }],
          addresses: [{ label: 'Billing', line1: 'Weg 1', city: 'Köln', postalCode: '50667', country: 'AT' }],
        },
      },
    ])
  })

  it.each([
    [
      'Google Contacts',
      'First Name,Middle Name,Last Name,Organization Name,Labels,E-mail 1 - Label,E-mail 1 - Value,Phone 1 - Value,Address 1 - Street,Address 1 - City,Address 1 - Postal Code,Address 1 - Country\n' +
        'Ute,,Bäck,Bäcker GmbH,* myContacts,Work,u@b.de,0221 1,Weg 1,Köln,50667,DE\n',
    ],
    [
      'Outlook contacts',
      '"First Name","Last Name","Company","Business Street","Business City","Business Postal Code","Business Country/Region","Business Phone","E-mail Address"\n' +
        '"Ute","Bäck","Bäcker GmbH","Weg 1","Köln","50667","Germany","0221 1","u@b.de"\n',
    ],
    [
      'Shopify customers',
      'First Name,Last Name,Email,Default Address Company,Default Address Address1,Default Address City,Default Address Zip,Default Address Country Code,Phone\n' +
        'Ute,Bäck,u@b.de,Bäcker GmbH,Weg 1,Köln,50667,DE,0221 1\n',
    ],
  ])('come from %s', (system, text) => {
    expect(open(text).recognition).toEqual({ system, entity: 'clients' })
    expect(inputs(clients(text))).toEqual([
      {
        fields: {
          name: 'Bäcker GmbH',
          email: 'u@b.de',
          phone: '0221 1',
          contacts: [{ name: 'Ute Bäck', email: 'u@b.de', billing: false }],
          addresses: [{ label: 'Billing', line1: 'Weg 1', city: 'Köln', postalCode: '50667', country: 'DE' }],
        },
      },
    ])
  })

  it('take an address in one cell apart', () => {
    const plan = clients(
      'Client Name,Address\nAda,"Lindenweg 4\nHinterhaus\n04103 Leipzig\nGermany"\nBob,"1 Main St.\nBayshore, CA 94326\nUSA"\nEve,somewhere\n',
    )
    expect(inputs(plan).map(({ fields }) => fields.addresses[0])).toEqual([
      {
        label: 'Billing',
        line1: 'Lindenweg 4',
        line2: 'Hinterhaus',
        city: 'Leipzig',
        postalCode: '04103',
        country: 'DE',
      },
      { label: 'Billing', line1: '1 Main St.', city: 'Bayshore', region: 'CA', postalCode: '94326', country: 'US' },
      { label: 'Billing', line1: 'somewhere', city: '', country: 'DE' },
    ])
  })

  it('take a line that holds a whole address apart, and know a state of the US', () => {
    const plan = clients(
      'Customer full name,Billing address,Shipping address\n' +
        'Amy,"4581 Finch St., Bayshore, CA 94326","4581 Finch St., Bayshore, CA 94326"\n' +
        'Bo,"Lindenweg 4, 04103 Leipzig","1 Rue Haute, 75001 Paris, France"\n' +
        'Cy,"Flat 2, The Old Mill",\n',
    )
    expect(inputs(plan).map(({ fields }) => fields.addresses)).toEqual([
      [
        {
          label: 'Billing',
          line1: '4581 Finch St.',
          city: 'Bayshore',
          region: 'CA',
          postalCode: '94326',
          country: 'US',
        },
      ],
      [
        { label: 'Shipping', line1: '1 Rue Haute', city: 'Paris', postalCode: '75001', country: 'FR' },
        { label: 'Billing', line1: 'Lindenweg 4', city: 'Leipzig', postalCode: '04103', country: 'DE' },
      ],
      [{ label: 'Billing', line1: 'Flat 2, The Old Mill', city: '', country: 'DE' }],
    ])
    expect(plan.assumedCountries).toBe(2)
  })

  it('keep an unknown country as written and leave its code open', () => {
    const plan = clients('name,street,city,country\nAda,Weg 1,Birnin Zana,Wakanda\n')
    expect(plan.rows[0]).toMatchObject({
      state: 'accepted',
      input: { fields: { addresses: [{ region: 'Wakanda', country: '' }] } },
      warnings: [{ column: 'country', code: 'country-unknown', cell: 'Wakanda' }],
    })
  })

  it('refuse only what cannot be kept, and go on', () => {
    const plan = clients(
      `name,email,currency,payment terms\n,nobody@x.org,,\nAda,not an address,Galleons,whenever\n${'x'.repeat(201)},,,\nBob,b@x.org,Euro - EUR,Net 30\n`,
    )
    expect(plan).toMatchObject({ accepted: 2, refused: 2, duplicates: 0 })
    expect(issues(plan)).toMatchObject([
      { row: 2, column: 'name', code: 'name-missing' },
      { row: 4, column: 'name', code: 'text-too-long', limit: 200 },
    ])
    expect(plan.rows[1]).toMatchObject({
      warnings: [{ code: 'email-doubtful' }, { code: 'currency-unknown' }, { code: 'terms-unknown' }],
    })
    expect(inputs(plan)[1]).toMatchObject({ fields: { currency: 'EUR', termsDays: 30 } })
  })

  it('find duplicates by e-mail, VAT ID, name and city, in the file and in the books', () => {
    const existing = [
      { id: 'cli_1', version: 3, name: 'Old & Sons', email: 'OLD@x.org', addresses: [{ city: 'Bonn' }] },
    ] as unknown as Parameters<typeof planClients>[2]['existing']
    const plan = clients(
      'name,email,vat number,city\n' +
        'Somebody,old@X.org,,Kiel\n' + // e-mail of the books
        'old & sons,,,bonn\n' + // name and city of the books
        'Old & Sons,,,Hamburg\n' + // another city: another client
        'Ada,a@x.org,DE 123,Bonn\n' +
        'Ada Two,,de-123,Kiel\n' + // VAT ID of row 5
        'Ádà,,,\n' + // name without a city
        'Ada,,,Mainz\n',
      existing,
    )
    expect(
      plan.rows.map((row) =>
        row.state === 'duplicate' ? [row.reason, row.of.kind === 'row' ? row.of.row : row.of.existing.id] : row.state,
      ),
    ).toEqual([
      ['email', 'cli_1'],
      ['name-and-city', 'cli_1'],
      'accepted',
      'accepted',
      ['vat-id', 5],
      ['name-and-city', 5],
      'accepted',
    ])
  })

  it('do with duplicates what the person says, for all and row by row', () => {
    const text = 'name,email,phone,notes\nAda,a@x.org,,first\nAda L.,a@x.org,123,\nAda B.,a@x.org,,third\n'
    const plan = clients(text)
    expect(resolveClients(plan, { all: 'skip' })).toMatchObject({
      add: [{ fields: { name: 'Ada' } }],
      update: [],
      skipped: 2,
    })
    expect(resolveClients(plan, { all: 'add' }).add.map(({ fields }) => fields.name)).toEqual([
      'Ada',
      'Ada L.',
      'Ada B.',
    ])
    const mixed = resolveClients(plan, { all: 'skip', byRow: new Map([[3, 'update']]) })
    expect(mixed.add).toMatchObject([{ fields: { name: 'Ada L.', phone: '123', notes: 'first' } }])
    expect(mixed.skipped).toBe(1)
  })

  it('give refused rows back as a file that can be put right and read again', () => {
    const text = 'name,notes\n,=1+1\n,-5.00\n,"\'=1+1"\n'
    const read = table(text)
    const plan = clients(text)
    const again = table(refusedRowsCsv(read, plan))
    expect(again.columns).toEqual(['name', 'notes', 'Billfold: row', 'Billfold: reason'])
    expect(again.rows.map(({ cells }) => cells)).toEqual([
      ['', '=1+1', '2', 'The name is missing'],
      ['', '-5.00', '3', 'The name is missing'],
      ['', "'=1+1", '4', 'The name is missing'],
    ])
    expect(proposeMapping(again, 'clients').columns).toEqual(proposeMapping(read, 'clients').columns)
  })
})

describe('products', () => {
  it('read prices, kinds, units and taxes', () => {
    const plan = products(
      'Artikelnummer;Bezeichnung;Beschreibung;Einheit;Einzelpreis;MwSt;Typ\nA1;Beratung;vor Ort;Stunde;1.120,50;19 %;Dienstleistung\nA2;Kabel;;Stück;3,00;VAT;Artikel\nA3;Buch;;;9,90;7 %;\n',
    )
    expect(inputs(plan).map(({ fields }) => fields)).toMatchObject([
      {
        sku: 'A1',
        name: 'Beratung',
        description: 'vor Ort',
        unit: 'Stunde',
        unitPrice: '1120.5',
        kind: 'service',
        taxIds: ['tax_19'],
      },
      { sku: 'A2', kind: 'goods', unitPrice: '3', taxIds: ['tax_19'] },
      { sku: 'A3', kind: 'service', unitPrice: '9.9', taxIds: [] },
    ])
    expect(plan.rows[2]).toMatchObject({ warnings: [{ code: 'tax-unknown', cell: '7 %' }] })
  })

  it('refuse prices that are none, negative or too large, and say which cell', () => {
    const plan = products('item,unit price\nA,free\nB,-3\nC,99999999999\nD,\nE,9.779999999999999\n')
    expect(issues(plan)).toMatchObject([
      { row: 2, column: 'unit price', code: 'amount-unreadable', cell: 'free' },
      { row: 3, code: 'price-negative', cell: '-3' },
      { row: 4, code: 'price-too-large' },
    ])
    expect(plan.rows.slice(3)).toMatchObject([
      { input: { fields: { unitPrice: '0' } }, warnings: [{ code: 'price-missing' }] },
      { input: { fields: { unitPrice: '9.78' } }, warnings: [{ code: 'price-rounded' }] },
    ])
  })

  it('are the same by SKU, else by name and description', () => {
    const existing = [
      { id: 'prd_1', version: 1, name: 'Coaching', description: 'an hour' },
    ] as unknown as ProductContext['existing']
    const plan = products(
      'sku,name,description,price\n1,Design,a,5\n2,Design,a,5\n,Design,b,5\n1,Other,x,5\n,coaching,two hours,9\n',
      { existing },
    )
    expect(plan.rows.map((row) => (row.state === 'duplicate' ? row.reason : row.state))).toEqual([
      'accepted',
      'accepted',
      'accepted',
      'sku',
      'name',
    ])
    expect(resolveProducts(plan, { all: 'update' })).toMatchObject({
      add: [{ fields: { name: 'Other', description: 'x' } }, {}, {}],
      update: [{ id: 'prd_1', fields: { unitPrice: '9', description: 'two hours' } }],
    })
  })
})

describe('mappings', () => {
  it('have one signature per set of columns, whatever stands above them', () => {
    const left = table('Name,Phone,Phone\nAda,1,2\n')
    const right = table('"My shop","",""\n"","",""\nname;phone;PHONE\nAda;1;2\n'.replaceAll(',', ';'))
    expect(sourceSignature(left.columns)).toBe(sourceSignature(right.columns))
    expect(sourceSignature(left.columns)).not.toBe(sourceSignature(['Name', 'Phone']))
  })

  it('survive storage, and forget columns and fields that do not exist', () => {
    const read = table('Name,City\nAda,Bonn\n')
    const mapping = proposeMapping(read, 'clients')
    expect(restoreMapping(JSON.parse(JSON.stringify(mapping)), read, 'clients')).toEqual(mapping)
    expect(
      restoreMapping(
        { entity: 'clients', columns: [{ column: 'Gone', field: 'name' }, { column: 'City', field: 'nonsense' }, 7] },
        read,
        'clients',
      ),
    ).toEqual({ entity: 'clients', columns: [] })
    for (const junk of [null, 7, 'x', {}, { entity: 'invoices', columns: [] }, { entity: 'clients' }])
      expect(restoreMapping(junk, read, 'clients')).toBeUndefined()
    expect(restoreMapping(mapping, read, 'products')).toBeUndefined()
  })

  it('without a name are refused whole', () => {
    const read = table('colour,size\nred,1\n')
    expect(planClients(read, { entity: 'clients', columns: [] }, { country: 'DE', existing: [] })).toMatchObject({
      ok: false,
      problem: { code: 'name-column-missing' },
    })
  })

  it('can be made by hand for a file that nobody knows', () => {
    const read = table('wer,wo\nAda,Bonn\n')
    expect(open('wer,wo\nAda,Bonn\n').recognition.entity).toBe('unknown')
    const plan = planClients(
      read,
      {
        entity: 'clients',
        columns: [
          { column: 'wer', field: 'name' },
          { column: 'wo', field: 'city' },
        ],
      },
      { country: 'DE', existing: [] },
    )
    expect(plan).toMatchObject({
      ok: true,
      value: { rows: [{ input: { fields: { name: 'Ada', addresses: [{ city: 'Bonn' }] } } }] },
    })
  })
})

describe('control sums of kinds that are not imported', () => {
  const report = (text: string, name = 'x.csv') =>
    reportImport(utf8(text), name, { currency: 'EUR' as CurrencyCode, country: 'DE' })

  it('invoices: repeated rows count once, continued rows belong to the client above', () => {
    expect(
      report(
        'Invoice Number,Client,Invoice Date,Amount\n1,Ada,2026-01-01,$10.50\n1,Ada,2026-01-01,$10.50\n2,Bob,2026-01-02,"$1,000.00"\n',
      ),
    ).toMatchObject({
      entity: 'invoices',
      code: 'not-imported',
      controlSums: {
        distinctInvoiceNumbers: 2,
        distinctClients: 2,
        invoices: 2,
        sumOfAllRowAmounts: '1021.00',
        sumOfAmountsPerDistinctInvoice: '1010.50',
      },
    })
    expect(
      report(
        'InvoiceNo,Customer,InvoiceDate,DueDate,Item(Product/Service),ItemQuantity,ItemRate,ItemAmount\n7,Ada,1/4/2026,,x,2,5.25,10.50\n7,,,,y,1,1.00,1.00\n',
      ).controlSums,
    ).toMatchObject({
      invoices: 1,
      distinctClients: 1,
      sumLineTotals: '11.50',
    })
  })

  it('time: clock, hours or start and end give the same seconds', () => {
    const head = 'User,Project,Task,'
    expect(report(`${head}Duration\nAda,P,,01:30:00\nBob,P,,00:00:30\nAda,P,,\n`).controlSums).toEqual({
      totalSeconds: 5430,
      rowsPerUser: { Ada: 2, Bob: 1 },
    })
    expect(report('Date;User;Project;Hours\n2026-01-01;Ada;P;1,5\n2026-01-02;Ada;P;0,25\n').controlSums).toEqual({
      totalSeconds: 6300,
      rowsPerUser: { Ada: 2 },
    })
  })

  it('several currencies are never added up', () => {
    expect(
      report('Payment Date,Client,Amount,Currency\n2026-01-01,Ada,5.00,EUR\n2026-01-02,Bob,7.50,USD\n').controlSums,
    ).toMatchObject({
      sumOfAmountsByCurrency: { EUR: '5.00', USD: '7.50' },
    })
  })
})
