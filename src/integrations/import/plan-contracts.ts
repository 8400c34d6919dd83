// The preview of an import of contracts: rows of one contract gathered, its client found, every row accepted, refused
// with a reason, or already there. Half a contract would bill wrong: where one of its rows is refused, all are.

import type { CalendarDate } from '../../core/date.ts'
import type { Product } from '../../core/model.ts'
import { ok, type Result, refused } from '../../core/result.ts'
import { foldText } from '../../core/search-words.ts'
import { amountReader } from './amount-column.ts'
import type { ContractField } from './contract-column-names.ts'
import {
  type ContractCells,
  type ContractHead,
  type ContractReaders,
  type ReadRow,
  RowRefusal,
  readContractHead,
  readContractItem,
} from './contract-row.ts'
import { dateColumn } from './date-column.ts'
import type { FileProblem } from './file-problem.ts'
import { columnsByField, mapCells } from './mapped-cells.ts'
import { type ColumnMapping, missingFields } from './mapping.ts'
import { type OwnReader, ownReader, type ReadOwn } from './own-columns.ts'
import type { ImportPlan, PlannedRow } from './plan-import.ts'
import type { ContractContext, ExistingContract, ImportedContractRow, PlannedContract } from './planned-contract.ts'
import { damageIssue, type RowIssue } from './row-issue.ts'
import { settleContracts } from './settle-contracts.ts'
import type { Table, TableRow } from './table.ts'

export interface ContractPlan extends ImportPlan<ImportedContractRow, ExistingContract> {
  /** The accepted ones, in the order of the file. */
  readonly contracts: readonly PlannedContract[]
  /** M-8: periods that would have billed before this day count as sent from elsewhere; so many of them. */
  readonly sentElsewhere: { readonly before: CalendarDate; readonly periods: number; readonly contracts: number }
  /** Names of clients that the books do not have: refused, or added where the person wants that. */
  readonly missingClients: readonly string[]
  readonly doubtfulDates: readonly string[]
}

/** Plans an import of contracts. Problem: `columns-missing`. */
export function planContracts(
  table: Table,
  mapping: ColumnMapping<'contracts'>,
  context: ContractContext,
): Result<ContractPlan, FileProblem> {
  const missing = missingFields(mapping)
  if (missing.length > 0) return refused({ code: 'columns-missing', fields: missing, columns: table.columns })
  const columns = columnsByField<ContractField>(table, mapping)
  const cellsOf = (...fields: readonly ContractField[]) =>
    table.rows.flatMap(({ damage, cells }) =>
      damage === undefined ? fields.flatMap((field) => (columns.get(field) ?? []).map((at) => cells[at] ?? '')) : [],
    )
  const headsOf = (...fields: readonly ContractField[]) =>
    fields.flatMap((field) => (columns.get(field) ?? []).map((at) => table.columns[at] ?? ''))
  const amounts = [['quantity'], ['unitPrice', 'tiers'], ['minimum']] as const
  const [quantities, prices, minimums] = amounts.map((fields) =>
    amountReader(
      cellsOf(...fields).flatMap((cell) => cell.split(/[:=;|\r\n]+/)),
      context.decimal,
    ),
  ) as [ContractReaders['quantities'], ContractReaders['prices'], ContractReaders['minimums']]
  const dates = ['startOn', 'endOn', 'itemStartOn', 'itemEndOn'] as const
  const days = dateColumn(cellsOf(...dates), context.dateOrder)
  const readers: ContractReaders = {
    quantities,
    prices,
    minimums,
    days,
    products: productFinder(context.products),
    ...(context.taxes === undefined ? {} : { taxes: context.taxes }),
    defaults: context,
  }
  const own = ownReader(table, mapping.own, context.fields)
  const read = readRows(table, columns, readers, own)
  const settled = settleContracts(read.groups, context)
  const planned = new Map<number, Row>([...read.damaged, ...settled.rows].map((row) => [row.row, row]))
  const rows = table.rows.flatMap(({ row }) => planned.get(row) ?? [])
  const count = (state: Row['state']) => rows.filter((row) => row.state === state).length
  const past = settled.contracts.filter(({ sentElsewhere }) => sentElsewhere > 0)
  return ok({
    rows,
    accepted: count('accepted'),
    refused: count('refused'),
    duplicates: count('duplicate'),
    contracts: settled.contracts,
    sentElsewhere: {
      before: context.today,
      periods: past.reduce((sum, { sentElsewhere }) => sum + sentElsewhere, 0),
      contracts: past.length,
    },
    missingClients: settled.missingClients,
    doubtfulColumns: [
      ...(quantities.certain ? [] : headsOf('quantity')),
      ...(prices.certain ? [] : headsOf('unitPrice', 'tiers')),
      ...(minimums.certain ? [] : headsOf('minimum')),
    ],
    doubtfulDates: days.certain ? [] : headsOf(...dates),
  })
}

type Row = PlannedRow<ImportedContractRow, ExistingContract>

function productFinder(products: readonly Product[]): (text: string) => Product | undefined {
  const active = products.filter(({ state }) => state === 'active')
  const bySku = new Map(
    active.flatMap((product) => (product.sku === undefined ? [] : [[foldText(product.sku), product]])),
  )
  const byName = new Map(active.map((product) => [product.sortName, product]))
  return (text) => bySku.get(foldText(text)) ?? byName.get(foldText(text))
}

function readRows(
  table: Table,
  columns: ReadonlyMap<ContractField, readonly number[]>,
  readers: ContractReaders,
  own: OwnReader,
): { readonly groups: readonly (readonly ReadRow[])[]; readonly damaged: readonly Row[] } {
  const groups = new Map<string, ReadRow[]>()
  const damaged: Row[] = []
  let before = ''
  for (const row of table.rows) {
    if (row.damage !== undefined) {
      const issue = damageIssue({ ...row, damage: row.damage })
      damaged.push({ state: 'refused', row: row.row, issue, cells: row.cells })
      continue
    }
    const cells = mapCells(table, columns, row)
    const key = contractKey(cells, before)
    before = key
    const list = groups.get(key) ?? []
    list.push(withOwnValues(readRow(row, cells, readers), own.read(row)))
    groups.set(key, list)
  }
  return { groups: [...groups.values()], damaged }
}

const telling = ['contractNumber', 'contractName', 'client', 'clientNumber', 'clientEmail', 'startOn'] as const

/** What makes rows one contract: its number, else client, name and start; a row that names none of them continues the one above. */
function contractKey(cells: ContractCells, before: string): string {
  if (cells.has('contractNumber')) return `number ${foldText(cells.word('contractNumber'))}`
  if (before !== '' && !telling.some((field) => cells.has(field))) return before
  if (!cells.has('contractName')) return `row ${cells.row}`
  return `name ${telling.map((field) => foldText(cells.word(field))).join('\n')}`
}

function withOwnValues(row: Omit<ReadRow, 'own'>, read: ReadOwn): ReadRow {
  return read.ok ? { ...row, own: read.values } : { ...row, own: [], issue: row.issue ?? read.issue }
}

function readRow(table: TableRow, cells: ContractCells, readers: ContractReaders): Omit<ReadRow, 'own'> {
  const warnings: RowIssue[] = []
  let head: ContractHead = {}
  try {
    head = readContractHead(cells, readers)
    return { table, cells, head, item: readContractItem(cells, readers, warnings), issue: undefined, warnings }
  } catch (error) {
    if (!(error instanceof RowRefusal)) throw error
    return { table, cells, head, item: undefined, issue: error.issue, warnings }
  }
}
