// The preview of an import of purchases and opening balances: every row with what would be sold or taken over, or the
// reason why not. What house rules say is not judged here: `judged` brings what `rehearsePurchases` answered, so that there
// is one place for every rule.
import { sha256 } from '@noble/hashes/sha2.js'
import { bytesToHex, utf8ToBytes } from '@noble/hashes/utils.js'
import { type ImportedPurchase, purchaseKeyOf } from '../../commands/import-purchases.ts'
import { unitsProblem } from '../../commands/use-units.ts'
import type { FieldDefinition } from '../../core/fields/field-definition.ts'
import type { CustomField } from '../../core/model.ts'
import type { Problem } from '../../core/problem.ts'
import { ok, type Result, refused } from '../../core/result.ts'
import { type AmountReader, amountReader } from './amount-column.ts'
import type { RowReading } from './client-row.ts'
import { type DateColumn, type DateOrder, dateColumn } from './date-column.ts'
import type { FileProblem } from './file-problem.ts'
import type { FoundClient, KnownClient, NamedClient } from './find-client.ts'
import type { FoundProduct, KnownProduct } from './find-product.ts'
import { columnsByField, type MappedCells, mapCells } from './mapped-cells.ts'
import { type ColumnMapping, missingFields } from './mapping.ts'
import { ownReader } from './own-columns.ts'
import type { ImportPlan, PlannedRow } from './plan-import.ts'
import type { PurchaseField } from './purchase-column-names.ts'
import { damageIssue, type IssueCode, type RowIssue } from './row-issue.ts'
import type { Table, TableRow } from './table.ts'

/** One sale or balance, with what the preview shows of it. */
export interface PlannedPurchaseRow {
  readonly purchase: ImportedPurchase
  readonly client: KnownClient
  readonly product: KnownProduct
}

export interface ExistingPurchase {
  readonly name: string
}

export interface PurchasePlan extends ImportPlan<PlannedPurchaseRow, ExistingPurchase> {
  /** Columns whose days could be read in two ways (03/04/2026): the person says which comes first. */
  readonly doubtfulDates: readonly string[]
  /** Accepted rows that issue an invoice, and those that only take units over. */
  readonly invoices: number
  readonly balances: number
}

export interface PurchaseContext {
  /** `clientFinder` and `productFinder` over the books. */
  readonly findClient: (named: NamedClient) => FoundClient | undefined
  readonly findProduct: (text: string, months: boolean) => FoundProduct
  /** `purchaseKeyOf` of every purchase and lot of an import, undone ones too. */
  readonly known: ReadonlySet<string>
  /** By row: why it cannot be sold after the rows before it. */
  readonly judged?: ReadonlyMap<number, Problem>
  /** The owner's own fields of invoices (M-7). */
  readonly fields?: readonly FieldDefinition[]
  readonly decimal?: '.' | ','
  readonly dateOrder?: DateOrder
}

/** Plans an import of purchases. Problem: `columns-missing`. */
export function planPurchases(
  table: Table,
  mapping: ColumnMapping<'purchases'>,
  context: PurchaseContext,
): Result<PurchasePlan, FileProblem> {
  const missing = missingFields(mapping)
  if (missing.length > 0) return refused({ code: 'columns-missing', fields: missing, columns: table.columns })
  const columns = columnsByField<PurchaseField>(table, mapping)
  const cellsOf = (field: PurchaseField) =>
    table.rows.flatMap(({ damage, cells }) =>
      damage === undefined ? (columns.get(field) ?? []).map((at) => cells[at] ?? '') : [],
    )
  const readers: PurchaseReaders = {
    ...context,
    quantities: amountReader(cellsOf('quantity'), context.decimal),
    units: amountReader(cellsOf('unitsLeft'), context.decimal),
    days: dateColumn(cellsOf('startOn'), context.dateOrder),
    occurrences: new Map(),
  }
  const own = ownReader(table, mapping.own, context.fields)
  const inFile = new Map<string, number>()

  const plan = (row: TableRow): PlannedRow<PlannedPurchaseRow, ExistingPurchase> => {
    const { row: number, cells } = row
    const no = (issue: RowIssue) => ({ state: 'refused', row: number, issue, cells }) as const
    if (row.damage !== undefined) return no(damageIssue({ ...row, damage: row.damage }))
    const mapped = mapCells(table, columns, row)
    const reading = readPurchaseRow(mapped, readers)
    if (!reading.ok) return no(reading.issue)
    const values = own.read(row)
    if (!values.ok) return no(values.issue)
    const { warnings } = reading
    const input = withOwnValues(reading.input, values.values)
    const { purchase, client, product } = input
    const key = purchaseKeyOf({ clientId: client.id, productId: product.id, sourceKey: purchase.sourceKey })
    const base = { row: number, input, warnings }
    if (context.known.has(key)) {
      const existing = { name: `${client.name}, ${product.name}` }
      return { ...base, state: 'duplicate', reason: 'source-key', of: { kind: 'existing', existing } }
    }
    // Of a refused row too: whether a row is judged must not depend on what was judged.
    const earlier = inFile.get(key)
    if (earlier !== undefined) {
      return { ...base, state: 'duplicate', reason: 'source-key', of: { kind: 'row', row: earlier } }
    }
    inFile.set(key, number)
    const problem = context.judged?.get(number)
    if (problem === undefined) return { ...base, state: 'accepted' }
    return { ...no(ruleIssue(mapped, problem)), key: purchase.sourceKey }
  }

  const rows = table.rows.map(plan)
  const accepted = rows.flatMap((row) => (row.state === 'accepted' ? [row.input] : []))
  const invoices = accepted.filter(({ purchase }) => 'sale' in purchase).length
  const [keyColumn] = columns.get('sourceKey') ?? []
  const headsOf = (field: PurchaseField) => (columns.get(field) ?? []).map((at) => table.columns[at] ?? '')
  return ok({
    rows,
    accepted: accepted.length,
    refused: rows.filter(({ state }) => state === 'refused').length,
    duplicates: rows.filter(({ state }) => state === 'duplicate').length,
    doubtfulColumns: [
      ...(readers.quantities.certain ? [] : headsOf('quantity')),
      ...(readers.units.certain ? [] : headsOf('unitsLeft')),
    ],
    doubtfulDates: readers.days.certain ? [] : headsOf('startOn'),
    invoices,
    balances: accepted.length - invoices,
    ...(keyColumn === undefined ? {} : { keyColumn: table.columns[keyColumn] ?? '' }),
  })
}

/** An opening balance has no invoice that could carry them. */
function withOwnValues(row: PlannedPurchaseRow, customFields: readonly CustomField[]): PlannedPurchaseRow {
  const { purchase } = row
  if (customFields.length === 0 || !('sale' in purchase)) return row
  return { ...row, purchase: { ...purchase, sale: { ...purchase.sale, customFields } } }
}

interface PurchaseReaders extends Pick<PurchaseContext, 'findClient' | 'findProduct'> {
  readonly quantities: AmountReader
  readonly units: AmountReader
  readonly days: DateColumn
  /** How often the same row without a key was seen in the file. */
  readonly occurrences: Map<string, number>
}

type Cells = MappedCells<PurchaseField>

function readPurchaseRow(cells: Cells, readers: PurchaseReaders): RowReading<PlannedPurchaseRow> {
  const client = clientOf(cells, readers)
  if (!client.ok) return client
  const product = productOf(cells, readers)
  if (!product.ok) return product
  const subject = { clientId: client.input.id, productId: product.input.id }
  const read = cells.has('unitsLeft')
    ? readBalance(cells, readers, product.input)
    : readSale(cells, readers, product.input)
  if (!read.ok) return read
  const { kind, ...said } = read.input
  const key = cells.word('sourceKey') || keyOfFacts({ ...subject, kind, ...said }, readers.occurrences)
  if (key.length > LONGEST_KEY) return { ok: false, issue: cells.issue('sourceKey', 'text-too-long', LONGEST_KEY) }
  const purchase: ImportedPurchase =
    read.input.kind === 'balance'
      ? { sourceKey: key, balance: { ...subject, ...(said as BalanceFacts) } }
      : { sourceKey: key, sale: { ...subject, ...(said as SaleFacts) } }
  return {
    ok: true,
    input: { purchase, client: client.input, product: product.input },
    warnings: read.warnings,
  }
}

const LONGEST_KEY = 200

function clientOf(cells: Cells, { findClient }: PurchaseReaders): RowReading<KnownClient> {
  const fields = ['clientNumber', 'clientEmail', 'client'] as const
  const found = findClient(Object.fromEntries(fields.map((field) => [field, cells.word(field)])))
  const by =
    found === undefined || found.kind === 'one' ? (fields.find((field) => cells.has(field)) ?? 'client') : found.by
  if (found === undefined) return no(cells, by, 'client-missing')
  if (found.kind === 'none') return no(cells, by, 'client-unknown')
  if (found.kind === 'several') return no(cells, by, 'client-ambiguous', found.count)
  if (found.client.status === 'archived') return no(cells, by, 'client-archived')
  return { ok: true, input: found.client, warnings: [] }
}

function productOf(cells: Cells, { findProduct }: PurchaseReaders): RowReading<KnownProduct> {
  if (!cells.has('product')) return no(cells, 'product', 'field-empty')
  const found = findProduct(cells.word('product'), cells.has('months'))
  if (found.kind === 'none') return no(cells, 'product', 'sold-product-unknown')
  if (found.kind === 'several') return no(cells, 'product', 'product-ambiguous', found.count)
  return { ok: true, input: found.product, warnings: [] }
}

type BalanceFacts = Omit<Extract<ImportedPurchase, { balance: unknown }>['balance'], 'clientId' | 'productId'>
type SaleFacts = Omit<Extract<ImportedPurchase, { sale: unknown }>['sale'], 'clientId' | 'productId'>

/** Units that were paid for elsewhere. A row that also says what would be sold could mean either, and is refused. */
function readBalance(
  cells: Cells,
  { units: reader }: PurchaseReaders,
  { sale }: KnownProduct,
): RowReading<{ readonly kind: 'balance' } & BalanceFacts> {
  if (sale?.kind !== 'pack') return no(cells, 'product', 'not-a-pack')
  const other = (['quantity', 'months'] as const).find((field) => cells.has(field))
  if (other !== undefined) return no(cells, other, 'balance-or-sale')
  const units = reader.read(cells.word('unitsLeft'))
  if (units === undefined) return no(cells, 'unitsLeft', 'quantity-unreadable')
  const note = cells.word('notes')
  const problem = unitsProblem(units, note)
  if (problem !== undefined) return { ok: false, issue: ruleIssue(cells, problem) }
  return {
    ok: true,
    input: { kind: 'balance', units, ...(note === '' ? {} : { note }) },
    warnings: leftOut(cells, ['startOn', 'poNumber']),
  }
}

/** What the dialog would be filled in with; whether it may be sold is said by the sale itself. */
function readSale(
  cells: Cells,
  { quantities, days }: PurchaseReaders,
  { sale }: KnownProduct,
): RowReading<{ readonly kind: 'sale' } & SaleFacts> {
  const quantity = cells.has('quantity') ? quantities.read(cells.word('quantity')) : undefined
  if (cells.has('quantity') && quantity === undefined) return no(cells, 'quantity', 'quantity-unreadable')
  const termMonths = cells.has('months') ? monthsIn(cells.word('months')) : undefined
  if (cells.has('months') && termMonths === undefined) return no(cells, 'months', 'whole-number')
  const startOn = cells.has('startOn') ? days.read(cells.word('startOn')) : undefined
  if (cells.has('startOn') && startOn === undefined) return no(cells, 'startOn', 'date-invalid')
  // Sold without it, the row would be something else than it says.
  if (sale?.kind === 'plan' && quantity !== undefined && quantity !== '1') return no(cells, 'quantity', 'plan-quantity')
  if (sale?.kind === 'pack' && termMonths !== undefined) return no(cells, 'months', 'pack-months')
  const isPlan = sale?.kind === 'plan'
  const poNumber = cells.word('poNumber')
  const notes = cells.word('notes')
  return {
    ok: true,
    input: {
      kind: 'sale',
      ...(quantity === undefined || isPlan ? {} : { quantity }),
      ...(termMonths === undefined ? {} : { termMonths }),
      ...(startOn === undefined || !isPlan ? {} : { startOn }),
      ...(poNumber === '' ? {} : { poNumber }),
      ...(notes === '' ? {} : { notes }),
    },
    warnings: isPlan ? [] : leftOut(cells, ['startOn']),
  }
}

/** `6`, `6 months`. */
function monthsIn(text: string): number | undefined {
  const digits = /^(\d{1,4})(?:[.,]0+)?\s*\p{L}*\.?$/u.exec(text)?.[1]
  return digits === undefined ? undefined : Number(digits)
}

function leftOut(cells: Cells, fields: readonly PurchaseField[]): RowIssue[] {
  return fields.flatMap((field) => (cells.has(field) ? [cells.issue(field, 'left-out')] : []))
}

function no(
  cells: Cells,
  field: PurchaseField,
  code: IssueCode,
  limit?: number,
): { readonly ok: false; readonly issue: RowIssue } {
  return { ok: false, issue: cells.issue(field, code, limit) }
}

/** The key of a row without one: what it says, and the how-manieth of its kind it is in the file (as with usage). */
function keyOfFacts(facts: Readonly<Record<string, unknown>>, occurrences: Map<string, number>): string {
  const said = JSON.stringify(Object.entries(facts).sort(([left], [right]) => (left < right ? -1 : 1)))
  const count = (occurrences.get(said) ?? 0) + 1
  occurrences.set(said, count)
  return `row ${bytesToHex(sha256(utf8ToBytes(said))).slice(0, 24)} ${count}`
}

const columnOfField: Readonly<Record<string, PurchaseField>> = {
  quantity: 'quantity',
  termMonths: 'months',
  startOn: 'startOn',
  poNumber: 'poNumber',
  notes: 'notes',
  note: 'notes',
  units: 'unitsLeft',
}

/** What the sale would say, said about the column of the file. */
function ruleIssue(cells: Cells, problem: Problem): RowIssue {
  const named = (['client', 'clientNumber', 'clientEmail'] as const).find((each) => cells.has(each)) ?? 'client'
  const field =
    problem.code === 'field-invalid'
      ? (columnOfField[problem.field] ?? 'product')
      : problem.code === 'term-not-allowed'
        ? 'months'
        : problem.code === 'not-for-sale' || problem.code === 'below-minimum' || problem.code === 'amount-too-large'
          ? 'product'
          : named
  return { ...cells.issue(field, 'sale-refused'), problem }
}

/** The sales of a plan with their rows, to be judged one after the other. */
export function salesIn(
  plan: PurchasePlan,
): readonly { readonly row: number; readonly purchase: Extract<ImportedPurchase, { readonly sale: unknown }> }[] {
  return plan.rows.flatMap((row) =>
    row.state === 'accepted' && 'sale' in row.input.purchase ? [{ row: row.row, purchase: row.input.purchase }] : [],
  )
}
