// The preview of an import of usage: every row with the item that it counts for, or the reason why it cannot be kept.
import { sha256 } from '@noble/hashes/sha2.js'
import { bytesToHex, utf8ToBytes } from '@noble/hashes/utils.js'
import { outsideProblem, type RecordUsage, tooMuch, usageProblem } from '../../commands/record-usage.ts'
import type { Decimal } from '../../core/decimal.ts'
import type { Problem } from '../../core/problem.ts'
import { hoursFromSeconds } from '../../core/rating/hours.ts'
import { ok, type Result, refused } from '../../core/result.ts'
import { type AmountReader, amountReader } from './amount-column.ts'
import type { RowReading } from './client-row.ts'
import type { UsageField } from './contract-column-names.ts'
import { type DateColumn, type DateOrder, dateColumn } from './date-column.ts'
import { secondsOf } from './duration.ts'
import type { FileProblem } from './file-problem.ts'
import { columnsByField, type MappedCells, mapCells } from './mapped-cells.ts'
import { type ColumnMapping, missingFields } from './mapping.ts'
import type { ImportPlan, PlannedRow } from './plan-import.ts'
import { damageIssue, type IssueCode, type RowIssue } from './row-issue.ts'
import type { Table, TableRow } from './table.ts'
import type { FoundItem, KnownItem, NamedItem } from './usage-items.ts'

/** One entry to be recorded, with what the preview shows of it. */
export interface ImportedUsage {
  readonly record: RecordUsage & { readonly sourceKey: string }
  readonly item: KnownItem
}

export interface ExistingUsage {
  readonly name: string
}

export interface UsagePlan extends ImportPlan<ImportedUsage, ExistingUsage> {
  /** Columns whose days could be read in two ways (03/04/2026): the person says which comes first. */
  readonly doubtfulDates: readonly string[]
}

export interface UsageContext {
  /** `usageItemFinder` over the items of the books. */
  readonly find: (named: NamedItem) => FoundItem
  /** `usageKeyOf` of every record of the books, removed ones too. */
  readonly recorded: ReadonlySet<string>
  readonly decimal?: '.' | ','
  readonly dateOrder?: DateOrder
}

/** What tells a record from all others. */
export function usageKeyOf({ contractItemId, sourceKey }: { contractItemId: string; sourceKey: string }): string {
  return `${contractItemId}\n${sourceKey}`
}

/** Plans an import of usage. Problem: `columns-missing`. */
export function planUsage(
  table: Table,
  mapping: ColumnMapping<'usage'>,
  context: UsageContext,
): Result<UsagePlan, FileProblem> {
  const missing = missingFields(mapping)
  if (missing.length > 0) return refused({ code: 'columns-missing', fields: missing, columns: table.columns })
  const columns = columnsByField<UsageField>(table, mapping)
  const cellsOf = (field: UsageField) =>
    table.rows.flatMap(({ damage, cells }) =>
      damage === undefined ? (columns.get(field) ?? []).map((at) => cells[at] ?? '') : [],
    )
  const quantities = amountReader(
    cellsOf('quantity').filter((cell) => secondsOf(cell) === undefined),
    context.decimal,
  )
  const prices = amountReader(cellsOf('unitPrice'), context.decimal)
  const days = dateColumn(cellsOf('on'), context.dateOrder)
  const occurrences = new Map<string, number>()
  const inFile = new Map<string, number>()
  const counts = { accepted: 0, refused: 0, duplicate: 0 }

  const plan = (row: TableRow): PlannedRow<ImportedUsage, ExistingUsage> => {
    const { row: number, cells } = row
    if (row.damage !== undefined) {
      return { state: 'refused', row: number, issue: damageIssue({ ...row, damage: row.damage }), cells }
    }
    const reading = readUsageRow(mapCells(table, columns, row), {
      quantities,
      prices,
      days,
      find: context.find,
      occurrences,
    })
    if (!reading.ok) return { state: 'refused', row: number, issue: reading.issue, cells }
    const { input, warnings } = reading
    const key = usageKeyOf(input.record)
    const base = { row: number, input, warnings }
    const name = input.item.item.description
    if (context.recorded.has(key)) {
      return { ...base, state: 'duplicate', reason: 'source-key', of: { kind: 'existing', existing: { name } } }
    }
    const earlier = inFile.get(key)
    if (earlier !== undefined) {
      return { ...base, state: 'duplicate', reason: 'source-key', of: { kind: 'row', row: earlier } }
    }
    inFile.set(key, number)
    return { ...base, state: 'accepted' }
  }

  const rows = table.rows.map((row) => {
    const planned = plan(row)
    counts[planned.state] += 1
    return planned
  })
  const headsOf = (field: UsageField) => (columns.get(field) ?? []).map((at) => table.columns[at] ?? '')
  return ok({
    rows,
    accepted: counts.accepted,
    refused: counts.refused,
    duplicates: counts.duplicate,
    doubtfulColumns: [
      ...(quantities.certain ? [] : headsOf('quantity')),
      ...(prices.certain ? [] : headsOf('unitPrice')),
    ],
    doubtfulDates: days.certain ? [] : headsOf('on'),
  })
}

interface UsageReaders {
  readonly quantities: AmountReader
  readonly prices: AmountReader
  readonly days: DateColumn
  readonly find: (named: NamedItem) => FoundItem
  /** How often the same entry without a key was seen in the file. */
  readonly occurrences: Map<string, number>
}

function readUsageRow(cells: MappedCells<UsageField>, readers: UsageReaders): RowReading<ImportedUsage> {
  const no = (field: UsageField, code: IssueCode, more: Partial<RowIssue> = {}): RowReading<ImportedUsage> => ({
    ok: false,
    issue: { ...cells.issue(field, code), ...more },
  })
  const named = { client: cells.word('client'), contract: cells.word('contract'), item: cells.word('item') }
  const telling = (['item', 'contract', 'client'] as const).find((field) => cells.has(field)) ?? 'item'
  const found = readers.find(named)
  if (found.kind === 'none') return no(telling, cells.has(telling) ? 'item-unknown' : 'field-empty')
  if (found.kind === 'several') return no(telling, 'item-ambiguous', { limit: found.count })
  if (found.kind === 'not-usage') return no(telling, 'not-usage-item')
  const { item, contract } = found.known
  if (!cells.has('on')) return no('on', 'field-empty')
  const on = readers.days.read(cells.word('on'))
  if (on === undefined) return no('on', 'date-invalid')
  if (!cells.has('quantity')) return no('quantity', 'field-empty')
  const quantity = readQuantity(cells.word('quantity'), readers.quantities)
  if (quantity === undefined) return no('quantity', 'quantity-unreadable')
  const unitPrice = cells.has('unitPrice') ? readers.prices.read(cells.text('unitPrice')) : undefined
  if (cells.has('unitPrice') && unitPrice === undefined) return no('unitPrice', 'amount-unreadable')
  const note = cells.word('note')
  const facts = { on, quantity, ...(unitPrice === undefined ? {} : { unitPrice }), ...(note === '' ? {} : { note }) }
  const sourceKey = cells.word('sourceKey') || keyOfFacts(item.id, facts, readers.occurrences)
  const problem =
    usageProblem(facts, sourceKey, contract.currency) ??
    outsideProblem(item, contract, on) ??
    tooMuch(item, contract, facts)
  if (problem !== undefined) return { ok: false, issue: usageIssue(cells, problem) }
  return {
    ok: true,
    input: { record: { contractItemId: item.id, ...facts, sourceKey }, item: found.known },
    warnings: [],
  }
}

/** A number, or a duration like `1:30` or `1h 30m` as hours. */
function readQuantity(text: string, quantities: AmountReader): Decimal | undefined {
  const seconds = secondsOf(text)
  return seconds === undefined ? quantities.read(text) : hoursFromSeconds(seconds, 4)
}

/**
 * The key of a row without one: what it says, and the how-manieth of its kind it is in the file, so that the same file
 * twice bills once and two equal entries of one day are two.
 */
function keyOfFacts(
  itemId: string,
  facts: Pick<RecordUsage, 'on' | 'quantity' | 'unitPrice' | 'note'>,
  occurrences: Map<string, number>,
): string {
  const said = [facts.on, facts.quantity, facts.unitPrice ?? '', facts.note ?? ''].join('\n')
  const seen = `${itemId}\n${said}`
  const count = (occurrences.get(seen) ?? 0) + 1
  occurrences.set(seen, count)
  return `row ${facts.on} ${bytesToHex(sha256(utf8ToBytes(said))).slice(0, 16)} ${count}`
}

const fieldCodes: Readonly<Record<string, IssueCode>> = {
  'quantity/not-positive': 'quantity-not-positive',
  'quantity/not-a-number': 'quantity-unreadable',
  'quantity/too-large': 'quantity-too-large',
  'unitPrice/negative': 'price-negative',
  'unitPrice/too-large': 'price-too-large',
  'unitPrice/not-a-number': 'amount-unreadable',
  'on/not-a-date': 'date-invalid',
}

/** What the command would say, said about the column of the file. */
function usageIssue(cells: MappedCells<UsageField>, problem: Problem): RowIssue {
  switch (problem.code) {
    case 'usage-outside': {
      const { start, end } = problem
      return { ...cells.issue('on', 'date-outside'), days: end === undefined ? { start } : { start, end } }
    }
    case 'amount-too-large':
      return cells.issue('quantity', 'amount-too-large')
    case 'field-invalid': {
      const { field, reason, limit } = problem
      const code = fieldCodes[`${field}/${reason}`] ?? (reason === 'too-many-decimals' ? reason : 'text-too-long')
      return cells.issue(field as UsageField, code, limit)
    }
    default:
      return cells.issue('item', 'out-of-range')
  }
}
