import type { MessageTemplate, MessageTemplateKey } from '../../core/automation/message.ts'
import { addDays, type CalendarDate } from '../../core/date.ts'
import type { FieldDefinition } from '../../core/fields/field-definition.ts'
import type { InvoiceId } from '../../core/ids.ts'
import { numberIn, seriesOf } from '../../core/invoice/number.ts'
import type { CustomField, FinalizedInvoice } from '../../core/model.ts'
import type { AccountSettings } from '../../core/settings.ts'
import { type ComposedMessage, composeMessage } from '../../integrations/mail/compose-message.ts'
import type { OwnFacts } from '../../integrations/mail/own-values.ts'
import { exampleDocument } from './example-document.ts'

/** How many days after the due date each text is typically sent. */
const days: Readonly<Record<MessageTemplateKey, number>> = {
  invoice: 0,
  'reminder-before': -3,
  'reminder-due': 0,
  'reminder-late': 7,
  'reminder-again': 21,
}

/** A text as it would leave for an invented client, with another invoice open. */
export function exampleMessage(
  key: MessageTemplateKey,
  template: MessageTemplate,
  settings: AccountSettings,
  fields: readonly FieldDefinition[],
  today: CalendarDate,
): ComposedMessage {
  const { template: layout, paper, accent } = settings.look
  const document = exampleDocument(settings, { template: layout, paper, accent, footer: '', documentNotes: '' }, today)
  const invoice = {
    id: 'inv_example' as InvoiceId,
    state: 'open',
    number: document.number ?? '',
    clientName: document.buyer.name,
    currency: document.currency,
    issuedOn: today,
    dueOn: document.dueOn ?? today,
    gross: document.totals.gross,
    amountDue: document.totals.due,
  } as FinalizedInvoice
  const { pattern, startAt } = settings.numbering.invoice
  const { series, padding } = seriesOf(pattern, today)
  const other = { ...invoice, number: numberIn(series, padding, startAt + 1), dueOn: addDays(invoice.dueOn, -30) }
  const at = key === 'invoice' ? today : addDays(invoice.dueOn, days[key])
  return composeMessage(
    { kind: key === 'invoice' ? 'invoice' : 'reminder', attachPdf: 1, listUnpaid: 1 },
    {
      settings: { profile: settings.profile, messages: { [key]: template } },
      client: { name: document.buyer.name, contacts: [] },
      invoice,
      document,
      unpaid: [other],
      remindedLate: key === 'reminder-again' ? 1 : 0,
      own: exampleFields(fields, today),
    },
    at,
  )
}

/** Each of the owner's own fields with a value that it could have. */
function exampleFields(definitions: readonly FieldDefinition[], today: CalendarDate): OwnFacts {
  const value = ({ kind, choices }: FieldDefinition): string => {
    if (kind === 'number') return '12'
    if (kind === 'date') return today
    if (kind === 'choice') return choices?.[0] ?? ''
    return kind === 'link' ? 'https://example.com/4711' : 'A-4711'
  }
  const values = definitions.map((each): CustomField => ({ fieldId: each.id, name: each.name, value: value(each) }))
  return { definitions, bearers: { client: [values], group: [values], contract: [values], invoice: [values] } }
}
