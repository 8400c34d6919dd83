// The steps about credit notes: drafted, changed, issued, at once, and credit and rebill.
import { creditAndRebill, type RebillLine } from '../../../src/commands/credit-and-rebill.ts'
import { creditInvoice } from '../../../src/commands/credit-invoice.ts'
import type { CreditNoteFields } from '../../../src/commands/credit-note-row.ts'
import { discardCreditNote } from '../../../src/commands/discard-credit-note.ts'
import { draftCreditNote } from '../../../src/commands/draft-credit-note.ts'
import { issueCreditNote } from '../../../src/commands/issue-credit-note.ts'
import { saveCreditNote } from '../../../src/commands/save-credit-note.ts'
import type { CreditPick } from '../../../src/core/credit/credit-figures.ts'
import type { CreditWish } from '../../../src/core/credit/credit-note.ts'
import type { AddressId, CorrectionId, CreditNoteId, InvoiceId } from '../../../src/core/ids.ts'
import type { FrozenDocument } from '../../../src/core/invoice/document.ts'
import { type BillingWorld, fieldsOf, type Perform } from './billing-verbs.ts'
import { taken } from './read-contract.ts'
import { Fields, ScenarioError, type Yaml } from './read-scenario.ts'
import { missing, Names, readPeriod, toMinor } from './scenario-world.ts'

export function noteVerbs(world: BillingWorld): Readonly<Record<string, Perform>> {
  const { books, names } = world
  const { db } = books
  const drafts = new Names<CreditNoteId>('credit note')

  const documentOf = async (name: string, path: string): Promise<{ id: InvoiceId; document: FrozenDocument }> => {
    const id = names.invoices.get(name)
    const document = (await db.documents.get(id))?.document
    if (document === undefined) throw new ScenarioError(`${path}: ${name} was not issued`)
    return { id, document }
  }
  /** A line by its description, the nth of a name as `Design 2`. */
  const lineOf = ({ lines }: FrozenDocument, name: string, path: string): number => {
    const [, plain = name, nth = '1'] = /^(.+) (\d+)$/.exec(name) ?? []
    const exact = lines.findIndex(({ description }) => description === name)
    const found = lines.flatMap(({ description }, at) => (description === plain ? [at] : []))[Number(nth) - 1]
    return exact >= 0 ? exact : (found ?? missing(path, name))
  }
  const readPick = (document: FrozenDocument, [name, yaml]: readonly [string, Yaml], path: string): CreditPick => {
    const line = lineOf(document, name, path)
    if (yaml === 'rest') return { line, kind: 'rest' }
    const fields = new Fields(yaml, `${path}.${name}`)
    const [quantity, amount, period] = [
      fields.optionalDecimal('quantity'),
      fields.optionalText('amount'),
      readPeriod(fields, 'period'),
    ]
    fields.done()
    if (quantity !== undefined) return { line, kind: 'quantity', quantity }
    if (period !== undefined) return { line, kind: 'period', period }
    return { line, kind: 'amount', amount: toMinor(amount ?? missing(path, 'amount'), document.currency, path) }
  }
  const readWish = async ([invoice, yaml]: readonly [string, Yaml], path: string): Promise<CreditWish> => {
    if (yaml === 'rest') return { invoiceId: names.invoices.get(invoice), picks: 'rest' }
    const { id, document } = await documentOf(invoice, path)
    const lines = new Fields(yaml, `${path}.${invoice}`).entries()
    return { invoiceId: id, picks: lines.map((one) => readPick(document, one, path)) }
  }
  const openCorrections = async (): Promise<CorrectionId[]> => {
    const rows = await db.corrections.toArray()
    return rows.filter(({ state }) => state === 'open').map(({ id }) => id)
  }
  const readNote = async (fields: Fields): Promise<CreditNoteFields> => {
    const wanted = fields.optionalFields('credits')?.entries() ?? []
    const all = fields.optional('corrections') === 'all'
    const wishes = await Promise.all(wanted.map((one) => readWish(one, fields.path)))
    return {
      credits: all && wanted.length === 0 ? 'corrections' : wishes,
      ...taken('reason', fields.optionalText('reason')),
      ...(all ? { correctionIds: await openCorrections() } : {}),
    }
  }
  const noteOf = async (name: string, path: string) => {
    const proposed = (await db.creditNotes.toArray()).filter(({ state }) => state === 'draft')
    const id = name === 'proposed' ? proposed[0]?.id : drafts.get(name)
    return id === undefined
      ? missing(path, 'a draft credit note')
      : { id, version: (await db.creditNotes.get(id))?.version ?? 0 }
  }

  return {
    draftCreditNote: async (yaml, path, run) => {
      const fields = new Fields(yaml, path)
      const input = await readNote(fields)
      const name = fields.optionalText('as') ?? 'note'
      fields.done()
      const made = await run(draftCreditNote, input)
      if (made !== undefined) drafts.bind(name, made.id)
      return undefined
    },
    saveCreditNote: async (yaml, path, run) => {
      const fields = new Fields(yaml, path)
      const { credits, reason } = await readNote(fields)
      const seen = await noteOf(fields.optionalText('note') ?? 'note', path)
      const version = fields.optionalInteger('version') ?? seen.version
      fields.done()
      await run(saveCreditNote, { id: seen.id, version, credits, ...taken('reason', reason) })
      return undefined
    },
    discardCreditNote: async (yaml, path, run) => {
      const fields = fieldsOf(yaml, 'note', path)
      const seen = await noteOf(fields.text('note'), path)
      fields.done()
      await run(discardCreditNote, seen)
      return undefined
    },
    issueCreditNote: async (yaml, path, run) => {
      const fields = fieldsOf(yaml, 'note', path)
      const seen = await noteOf(fields.text('note'), path)
      fields.done()
      await run(issueCreditNote, seen)
      return undefined
    },
    creditInvoice: async (yaml, path, run) => {
      const fields = new Fields(yaml, path)
      const input = await readNote(fields)
      fields.done()
      await run(creditInvoice, input)
      return undefined
    },
    creditAndRebill: async (yaml, path, run) => {
      const fields = fieldsOf(yaml, 'invoice', path)
      const { id, document } = await documentOf(fields.text('invoice'), path)
      const name = fields.optionalText('as') ?? 'rebilled'
      const changed = fields.optionalFields('lines')?.entries()
      const address = fields.optionalText('address')
      const lines = changed?.map(([description, one]): RebillLine => {
        const line = lineOf(document, description, path)
        if (one === 'same') return { line }
        const inner = new Fields(one, `${path}.lines.${description}`)
        const values = {
          ...taken('quantity', inner.optionalDecimal('quantity')),
          ...taken('unitPrice', inner.optionalDecimal('unitPrice')),
          ...taken('description', inner.optionalText('description')),
        }
        inner.done()
        return { line, ...values }
      })
      const all = fields.optional('corrections') === 'all'
      const done = await run(creditAndRebill, {
        id,
        ...taken('lines', lines),
        ...taken('poNumber', fields.optionalText('poNumber')),
        ...taken('reason', fields.optionalText('reason')),
        ...(address === undefined ? {} : { addressId: await addressOf(id, address, path) }),
        ...(all ? { correctionIds: await openCorrections() } : {}),
        ...(fields.optionalFlag('finalize') === true ? { finalize: true as const } : {}),
      })
      fields.done()
      if (done !== undefined) names.invoices.bind(name, done.invoiceId)
      return undefined
    },
  }

  /** An address of the invoice's client by its label. */
  async function addressOf(id: InvoiceId, label: string, path: string): Promise<AddressId> {
    const invoice = await db.invoices.get(id)
    const client = invoice && (await db.clients.get(invoice.clientId))
    return client?.addresses.find((one) => one.label === label)?.id ?? missing(path, `the address "${label}"`)
  }
}
