// Figures by which a person checks that a file was read whole: counts and exact sums, under the names that export
// programs and auditors use. They are computed for every kind of file, imported or not.
import { addDecimals, type Decimal, decimal, decimalPlaces, multiplyDecimals } from '../../core/decimal.ts'
import { type AmountReader, amountReader, writtenPlaces } from './amount-column.ts'
import { dateReader } from './date-column.ts'
import { secondsOf } from './duration.ts'
import type { EntityKind } from './recognise.ts'
import { damageIssue, type RowIssue, shorten } from './row-issue.ts'
import { foldName, type Table, type TableRow } from './table.ts'

/** Exact decimals are strings with the decimals that the file shows; counts are numbers. Only what applies is there. */
export interface ControlSums {
  /**
   * Payments, expenses, statement lines: every row, the figures as they stand. `($400.00)` counts as 400.00 here: whether
   * the parentheses mean a refund or are mere layout is the reader's to say, so both sums are given.
   */
  sumOfAmounts?: string
  /** Beside `sumOfAmounts`, only where amounts stand in parentheses: these taken as negative. */
  sumOfAmountsParenthesesNegative?: string
  /** In place of `sumOfAmounts` when the rows are in several currencies, which are never added up. */
  sumOfAmountsByCurrency?: Record<string, string>
  distinctInvoiceNumbers?: number
  /** Several rows of one invoice repeat its amount: counted once. */
  sumOfAmountsPerDistinctInvoice?: string
  sumOfAllRowAmounts?: string
  distinctClients?: number
  /** Invoices told apart by number and client. */
  invoices?: number
  sumLineTotals?: string
  totalSeconds?: number
  rowsPerUser?: Record<string, number>
  distinctContracts?: number
  /** Usage: every row. */
  sumOfQuantities?: string
}

export interface CheckedTable {
  readonly sums: ControlSums
  /** Cells of dates, amounts and durations that cannot be read: such a row is missing in the sums. */
  readonly issues: readonly RowIssue[]
}

const numbered: readonly EntityKind[] = ['invoices', 'recurring invoices', 'quotes', 'purchase orders']
const money: readonly EntityKind[] = ['payments', 'expenses', 'bank or budget transactions']

const names = {
  number:
    'invoice number,invoice #,invoice no,invoice,doc number,document number,quote number,estimate number,purchase order number,details,number,invoice id',
  client:
    'client,client name,customer,customer name,contact name,customer ref name,vendor name,client company name,name',
  amount:
    'amount,total,invoice amount,total amount,total amt,gross,amount one column,payment amount,grand total,montant,betrag',
  lineTotal: 'line total,item total,item amount,line amount,line subtotal',
  quantity: 'quantity,item quantity,qty',
  price: 'unit amount,item cost,item price,unit price,rate,item rate',
  currency: 'currency,currency code',
  duration: 'duration h,duration,task duration,time h,duration hh mm ss',
  hours: 'hours,duration decimal,time decimal,billable hours',
  seconds: 'tracked seconds,duration seconds,seconds',
  start: 'start,started at,start time',
  end: 'end,ended at,stopped at,end time',
  user: 'user,user name,user full name,member',
  contract:
    'contract number,contract,contract no,contract id,contract name,agreement number,agreement,subscription id,subscription',
  used: 'quantity,qty,usage,usage quantity,units,count,value,amount,hours',
} as const

type Role = keyof typeof names

/** Counts and sums of a table; damaged rows and unreadable cells are listed and left out of the sums. */
export function checkTable(table: Table, entity: EntityKind): CheckedTable {
  const issues: RowIssue[] = []
  const rows: TableRow[] = []
  for (const row of table.rows) {
    if (row.damage === undefined) rows.push(row)
    else issues.push(damageIssue({ ...row, damage: row.damage }))
  }
  const folded = table.headers.map(foldName)
  const at = (role: Role): number | undefined => {
    for (const name of names[role].split(',')) {
      const index = folded.indexOf(name)
      if (index >= 0) return index
    }
    return undefined
  }
  const sheet = { table, rows, at, issues }
  const sums: ControlSums = {}
  if (entity === 'time entries') timeSums(sheet, sums)
  else if (numbered.includes(entity)) invoiceSums(sheet, sums)
  else if (money.includes(entity)) moneySums(sheet, sums, entity)
  if (entity === 'contracts' || entity === 'usage' || entity === 'purchases') agreementSums(sheet, sums, entity)
  else if (entity !== 'clients' && entity !== 'products') checkDates(sheet, folded)
  return { sums, issues: issues.sort((left, right) => left.row - right.row) }
}

interface Sheet {
  readonly table: Table
  readonly rows: readonly TableRow[]
  readonly at: (role: Role) => number | undefined
  readonly issues: RowIssue[]
}

function invoiceSums(sheet: Sheet, sums: ControlSums): void {
  const { rows, at } = sheet
  const number = at('number')
  const client = at('client')
  const clients = client === undefined ? undefined : carriedDown(rows, client, number)
  const keys = number === undefined ? undefined : rows.map((row) => (row.cells[number] ?? '').trim())
  if (keys !== undefined) {
    sums.distinctInvoiceNumbers = new Set(keys.filter((key) => key !== '')).size
    sums.invoices = new Set(
      keys.flatMap((key, index) => (key === '' ? [] : [`${key}\n${clients?.[index] ?? ''}`])),
    ).size
  }
  if (clients !== undefined) sums.distinctClients = new Set(clients.filter((name) => name !== '')).size
  const amounts = columnAmounts(sheet, at('amount'))
  if (amounts !== undefined) {
    sums.sumOfAllRowAmounts = amounts.sum(() => true)
    if (keys !== undefined) {
      const seen = new Set<string>()
      sums.sumOfAmountsPerDistinctInvoice = amounts.sum((index) => {
        const key = keys[index] ?? ''
        if (key === '' || seen.has(key)) return false
        seen.add(key)
        return true
      })
    }
  }
  const total = lineTotals(sheet)
  if (total !== undefined) sums.sumLineTotals = total
}

/** Contracts, the usage of their items, purchases: what is wrong with a row is the plan's to say. */
function agreementSums({ issues: _issues, ...sheet }: Sheet, sums: ControlSums, entity: EntityKind): void {
  const distinct = (role: Role): number | undefined => {
    const column = sheet.at(role)
    if (column === undefined) return undefined
    return new Set(sheet.rows.flatMap(({ cells }) => (cells[column] ?? '').trim().toLowerCase() || [])).size
  }
  const [contracts, clients] = [distinct('contract'), distinct('client')]
  if (contracts !== undefined) sums.distinctContracts = contracts
  if (clients !== undefined) sums.distinctClients = clients
  if (entity === 'contracts') return
  const quantities = columnAmounts({ ...sheet, issues: [] }, sheet.at('used'))
  if (quantities !== undefined) sums.sumOfQuantities = quantities.sum(() => true)
}

/** The client of each row; a row that only continues an invoice leaves it empty and belongs to the one above. */
function carriedDown(rows: readonly TableRow[], column: number, number: number | undefined): string[] {
  let last = ''
  let lastNumber = ''
  return rows.map(({ cells }) => {
    const own = (cells[column] ?? '').trim()
    const key = number === undefined ? '' : (cells[number] ?? '').trim()
    if (own !== '' || key !== lastNumber) last = own
    lastNumber = key
    return last
  })
}

function lineTotals(sheet: Sheet): string | undefined {
  const { at, rows, table } = sheet
  const nested = table.headers.indexOf('Line.Amount')
  if (nested >= 0) {
    const kind = table.headers.indexOf('Line.DetailType')
    return columnAmounts(sheet, nested)?.sum((index) => rows[index]?.cells[kind] !== 'SubTotalLineDetail')
  }
  const written = columnAmounts(sheet, at('lineTotal'))
  if (written !== undefined) return written.sum(() => true)
  const quantity = columnAmounts(sheet, at('quantity'))
  const price = columnAmounts(sheet, at('price'))
  if (quantity === undefined || price === undefined) return undefined
  let sum = decimal('0')
  for (const index of rows.keys()) {
    const [count, each] = [quantity.values[index], price.values[index]]
    if (count !== undefined && each !== undefined) sum = addDecimals(sum, multiplyDecimals(count, each))
  }
  return padded(sum, price.places)
}

function moneySums(sheet: Sheet, sums: ControlSums, entity: EntityKind): void {
  const { rows, at } = sheet
  const amounts = columnAmounts(sheet, at('amount'))
  const currency = at('currency')
  if (amounts !== undefined) {
    const codes = rows.map((row) => (currency === undefined ? '' : (row.cells[currency] ?? '').trim().toUpperCase()))
    const distinct = [...new Set(codes)]
    if (distinct.length <= 1) {
      const face = columnAmounts({ ...sheet, issues: [] }, at('amount'), true)
      const sum = face?.sum(() => true) ?? amounts.sum(() => true)
      sums.sumOfAmounts = sum
      if (sum !== amounts.sum(() => true)) sums.sumOfAmountsParenthesesNegative = amounts.sum(() => true)
    } else {
      sums.sumOfAmountsByCurrency = Object.fromEntries(
        distinct.map((code) => [code, amounts.sum((index) => codes[index] === code)]),
      )
    }
  }
  const number = at('number')
  if (entity === 'payments' && number !== undefined) {
    sums.distinctInvoiceNumbers = new Set(
      rows.map((row) => (row.cells[number] ?? '').trim()).filter((key) => key !== ''),
    ).size
  }
  const client = at('client')
  if (client !== undefined)
    sums.distinctClients = new Set(
      rows.map((row) => (row.cells[client] ?? '').trim()).filter((name) => name !== ''),
    ).size
}

function timeSums(sheet: Sheet, sums: ControlSums): void {
  const seconds = rowSeconds(sheet)
  if (seconds !== undefined) sums.totalSeconds = seconds.reduce((sum, value) => sum + value, 0)
  const users = rowUsers(sheet)
  if (users === undefined) return
  const counts = new Map<string, number>()
  for (const user of users) counts.set(user, (counts.get(user) ?? 0) + 1)
  sums.rowsPerUser = Object.fromEntries(counts)
}

function rowUsers({ table, rows, at }: Sheet): string[] | undefined {
  const user = at('user')
  if (user !== undefined) return rows.map((row) => (row.cells[user] ?? '').trim())
  const folded = table.headers.map(foldName)
  const first = folded.indexOf('first name')
  const last = folded.indexOf('last name')
  if (first < 0 || last < 0) return undefined
  return rows.map((row) => `${row.cells[first] ?? ''} ${row.cells[last] ?? ''}`.trim())
}

/** Seconds of each row: from a clock column, else hours, else a count of seconds, else from start to end. */
function rowSeconds(sheet: Sheet): number[] | undefined {
  const { rows, at, table, issues } = sheet
  const column = at('duration') ?? at('hours')
  if (column !== undefined) {
    const clock = at('duration') !== undefined
    const amounts = clock ? undefined : columnAmounts(sheet, column)
    return rows.map((row, index) => {
      const cell = row.cells[column] ?? ''
      if (cell.trim() === '') return 0
      const seconds = clock ? secondsOf(cell) : wholeSeconds(amounts?.values[index])
      if (seconds === undefined && clock) {
        issues.push({
          row: row.row,
          column: table.columns[column] ?? '',
          code: 'duration-unreadable',
          cell: shorten(cell),
        })
      }
      return seconds ?? 0
    })
  }
  const counted = columnAmounts(sheet, at('seconds'))
  if (counted !== undefined) return rows.map((_, index) => Number(counted.values[index] ?? '0'))
  const [start, end] = [at('start'), at('end')]
  if (start === undefined || end === undefined) return undefined
  return rows.map((row) => {
    const span = (Date.parse(row.cells[end] ?? '') - Date.parse(row.cells[start] ?? '')) / 1000
    return Number.isFinite(span) ? span : 0
  })
}

/** Hours as seconds, rounded to the nearest second: an hour of 0.33 has no exact one. */
function wholeSeconds(hours: Decimal | undefined): number | undefined {
  return hours === undefined ? undefined : Math.round(Number(multiplyDecimals(hours, decimal('3600'))))
}

interface ColumnAmounts {
  readonly values: readonly (Decimal | undefined)[]
  readonly places: number
  sum(counts: (index: number) => boolean): string
}

function columnAmounts(
  { table, rows, issues }: Sheet,
  column: number | undefined,
  face = false,
): ColumnAmounts | undefined {
  if (column === undefined) return undefined
  const written = rows.map((row) => row.cells[column] ?? '')
  const cells = face ? written.map((cell) => cell.replace(/^\s*\((.*)\)\s*$/, '$1')) : written
  const reader: AmountReader = amountReader(cells)
  let places = 0
  const values = cells.map((cell, index) => {
    if (cell.trim() === '') return undefined
    const value = reader.read(cell)
    if (value !== undefined) places = Math.max(places, writtenPlaces(cell, value))
    else
      issues.push({
        row: rows[index]?.row ?? 0,
        column: table.columns[column] ?? '',
        code: 'amount-unreadable',
        cell: shorten(cell),
      })
    return value
  })
  return {
    values,
    places,
    sum(counts) {
      let sum = decimal('0')
      for (const [index, value] of values.entries())
        if (value !== undefined && counts(index)) sum = addDecimals(sum, value)
      return padded(sum, places)
    },
  }
}

/** The sum with as many decimals as the file shows: 7890.00. */
function padded(sum: Decimal, places: number): string {
  const missing = places - decimalPlaces(sum)
  return missing <= 0 ? sum : `${sum}${decimalPlaces(sum) === 0 ? '.' : ''}${'0'.repeat(missing)}`
}

/** Every filled cell of a column that is called a date must be one; the order of day and month is the file's. */
function checkDates({ table, rows, issues }: Sheet, folded: readonly string[]): void {
  const columns = folded.flatMap((name, index) =>
    (/(^| )(date|datum|due)$/.test(name) && name !== 'paid to date') || /^date (issued|paid)$/.test(name)
      ? [index]
      : [],
  )
  const read = dateReader(rows.flatMap((row) => columns.map((column) => row.cells[column] ?? '')))
  for (const row of rows) {
    for (const column of columns) {
      const cell = row.cells[column] ?? ''
      if (cell.trim() === '' || read(cell) !== undefined) continue
      issues.push({ row: row.row, column: table.columns[column] ?? '', code: 'date-invalid', cell: shorten(cell) })
    }
  }
}
