// One file through the whole importer into an empty account, as the command line reports it.
import type { CalendarDate } from '../../core/date.ts'
import type { CurrencyCode } from '../../core/money.ts'
import type { Result } from '../../core/result.ts'
import { defaultBilling } from '../../core/settings.ts'
import { anySubject } from './any-subject.ts'
import type { ControlSums } from './control-sums.ts'
import type { FileProblem } from './file-problem.ts'
import { fileProblemText, notImportedText, rowIssueText } from './import-text.ts'
import { proposeMapping } from './mapping.ts'
import { type OpenedImport, openImport } from './open-import.ts'
import { type ContractPlan, planContracts } from './plan-contracts.ts'
import { type ClientPlan, type ProductPlan, planClients, planProducts } from './plan-import.ts'
import { type PurchasePlan, planPurchases } from './plan-purchases.ts'
import { planUsage, type UsagePlan } from './plan-usage.ts'
import type { Encoding } from './read-bytes.ts'
import type { EntityKind, ImportedEntity } from './recognise.ts'
import type { RowIssue } from './row-issue.ts'
import type { Table } from './table.ts'
import { anyUsageItem } from './usage-items.ts'

export interface ReportedRow {
  readonly row: number
  readonly column: string
  readonly code: string
  readonly text: string
}

export interface FileReport {
  readonly file: string
  readonly recognisedAs: string | null
  readonly entity: EntityKind | null
  readonly encoding: Encoding | null
  /** `TAB` for a tab; null for JSON. */
  readonly delimiter: string | null
  readonly headerRow: number | null
  readonly rowsRead: number
  readonly accepted: number
  /** One entry for each refused row; in kinds that are not imported, the rows that cannot be read. */
  readonly refused: readonly ReportedRow[]
  readonly duplicates: number
  /** Contracts: periods that would have billed before today, and count as sent from elsewhere (M-8). */
  readonly sentElsewhere?: ContractPlan['sentElsewhere']
  readonly controlSums: ControlSums
  /** Accepted all the same, but worth a look. */
  readonly warnings: readonly ReportedRow[]
  /** `not-imported`, or why the whole file is refused. */
  readonly code?: string
  readonly text?: string
}

export interface ReportDefaults {
  /** The account's, for rows that name none. */
  readonly currency: CurrencyCode
  readonly country: string
  /** From which day on imported contracts bill here; absent: from the first. */
  readonly today?: CalendarDate
  /** What the person says that the file lists, whatever was recognised. */
  readonly entity?: ImportedEntity
}

/** Reads, recognises and plans one file. A file is refused when `code` is there and is not `not-imported`. */
export function reportImport(bytes: Uint8Array, file: string, defaults: ReportDefaults): FileReport {
  const opened = openImport(bytes, file)
  if (!opened.ok) return reportRefusedFile(file, opened.problem)
  const { table, recognition, importable } = opened.value
  const entity = defaults.entity ?? importable
  const base = describe(file, opened.value)
  if (entity === undefined) {
    if (recognition.entity === 'unknown') {
      return { ...base, ...problemOf({ code: 'kind-unknown', columns: table.columns }) }
    }
    return { ...base, code: 'not-imported', text: notImportedText(recognition) }
  }
  const plan = planFor(entity, table, defaults)
  if (!plan.ok) return { ...base, entity, ...problemOf(plan.problem) }
  const rows = plan.value.rows
  return {
    ...base,
    entity,
    accepted: plan.value.accepted,
    refused: rows.flatMap((row) => (row.state === 'refused' ? [reported(row.issue)] : [])),
    duplicates: plan.value.duplicates,
    ...('sentElsewhere' in plan.value ? { sentElsewhere: plan.value.sentElsewhere } : {}),
    warnings: rows.flatMap((row) => (row.state === 'refused' ? [] : row.warnings.map(reported))),
  }
}

type AnyPlan = ClientPlan | ProductPlan | ContractPlan | UsagePlan | PurchasePlan

/**
 * The plan for an empty account: clients that a contract names are new; items that usage names, clients and products that
 * purchases name are taken as there, and no house rule is asked.
 */
function planFor(entity: ImportedEntity, table: Table, defaults: ReportDefaults): Result<AnyPlan, FileProblem> {
  const { currency, country } = defaults
  const taxed = { currency, taxIds: [], taxIncluded: false }
  switch (entity) {
    case 'clients':
      return planClients(table, proposeMapping(table, 'clients'), { country, existing: [] })
    case 'products':
      return planProducts(table, proposeMapping(table, 'products'), { ...taxed, taxes: [], existing: [] })
    case 'contracts':
      return planContracts(table, proposeMapping(table, 'contracts'), {
        ...taxed,
        today: defaults.today ?? ('1900-01-01' as CalendarDate),
        billing: defaultBilling,
        clients: [],
        products: [],
        contracts: [],
        missingClients: 'add',
      })
    case 'usage':
      return planUsage(table, proposeMapping(table, 'usage'), {
        find: anyUsageItem(currency),
        recorded: new Set(),
      })
    case 'purchases':
      return planPurchases(table, proposeMapping(table, 'purchases'), { ...anySubject(currency), known: new Set() })
  }
}

function describe(file: string, { encoding, table, recognition, controlSums, issues }: OpenedImport): FileReport {
  const byRow = new Map<number, ReportedRow>()
  for (const issue of issues) if (!byRow.has(issue.row)) byRow.set(issue.row, reported(issue))
  return {
    file,
    recognisedAs: recognition.system,
    entity: recognition.entity,
    encoding,
    delimiter: table.delimiter === '\t' ? 'TAB' : table.delimiter,
    headerRow: table.headerRow,
    rowsRead: table.rows.length,
    accepted: 0,
    refused: [...byRow.values()],
    duplicates: 0,
    controlSums,
    warnings: [],
  }
}

function reported(issue: RowIssue): ReportedRow {
  return { row: issue.row, column: issue.column, code: issue.code, text: rowIssueText(issue) }
}

function problemOf(problem: FileProblem): { readonly code: string; readonly text: string } {
  return { code: problem.code, text: fileProblemText(problem) }
}

/** The report of a file that nothing can be read from. */
export function reportRefusedFile(file: string, problem: FileProblem): FileReport {
  return {
    file,
    recognisedAs: null,
    entity: null,
    encoding: null,
    delimiter: null,
    headerRow: null,
    rowsRead: 0,
    accepted: 0,
    refused: [],
    duplicates: 0,
    controlSums: {},
    warnings: [],
    ...problemOf(problem),
  }
}
