// Runs case files through the core and counts.
import { readdirSync, readFileSync, statSync } from 'node:fs'
import { basename, join } from 'node:path'
import { CaseProblem, isObject, type Json, type JsonObject, type Outcome } from './case.ts'
import { caseKinds } from './kinds.ts'

/** One line of the `--json` report. */
export interface CaseRecord {
  readonly file: string
  readonly id: string
  readonly kind: string
  readonly status: Outcome['status']
  readonly code?: string
  readonly expected: Json
  readonly actual: Json
}

export interface CaseReport {
  readonly records: readonly CaseRecord[]
  /** `totals/document` -> counts, in the order of the files. */
  readonly kinds: ReadonlyMap<string, Counts>
  readonly total: Counts
  /** Files that could not be read as case files, with the reason. */
  readonly unreadable: readonly { readonly file: string; readonly reason: string }[]
}

export interface Counts {
  passed: number
  failed: number
  notApplicable: number
}

/** Runs every case of the files; folders are searched for `*.json`, deeply. Never throws for what a file holds. */
export function checkCases(paths: readonly string[]): CaseReport {
  const records: CaseRecord[] = []
  const kinds = new Map<string, Counts>()
  const total: Counts = { passed: 0, failed: 0, notApplicable: 0 }
  const unreadable: { file: string; reason: string }[] = []
  for (const file of paths.flatMap((path) => caseFiles(path, unreadable))) {
    const cases = readCases(file)
    if (typeof cases === 'string') {
      unreadable.push({ file, reason: cases })
      continue
    }
    for (const [index, each] of cases.entries()) {
      const record = checkCase(file, each, index)
      records.push(record)
      const label = `${caseKinds.get(record.kind)?.area ?? basename(file, '.json')}/${record.kind}`
      const counts = kinds.get(label) ?? { passed: 0, failed: 0, notApplicable: 0 }
      kinds.set(label, counts)
      const column = record.status === 'not-applicable' ? 'notApplicable' : record.status
      counts[column] += 1
      total[column] += 1
    }
  }
  return { records, kinds, total, unreadable }
}

/** The case files under a path, in the order of their names. */
function caseFiles(path: string, unreadable: { file: string; reason: string }[]): string[] {
  try {
    if (!statSync(path).isDirectory()) return [path]
    const names = readdirSync(path, { recursive: true }).map(String)
    const files = names.filter((name) => name.endsWith('.json')).sort()
    if (files.length === 0) unreadable.push({ file: path, reason: 'the folder holds no .json file' })
    return files.map((name) => join(path, name)).filter((file) => statSync(file).isFile())
  } catch (error) {
    unreadable.push({ file: path, reason: error instanceof Error ? error.message : String(error) })
    return []
  }
}

/** The cases of a file, or why there are none. */
function readCases(file: string): readonly Json[] | string {
  let content: Json
  try {
    content = JSON.parse(readFileSync(file, 'utf8')) as Json
  } catch (error) {
    return error instanceof Error ? error.message : String(error)
  }
  const cases = isObject(content) ? content.cases : content
  return Array.isArray(cases) ? cases : 'not a case file: it has no list "cases"'
}

function checkCase(file: string, each: Json, index: number): CaseRecord {
  if (!isObject(each)) {
    return { file, id: `#${index}`, kind: 'unknown', status: 'failed', expected: 'a case', actual: each }
  }
  const id = typeof each.id === 'string' ? each.id : `#${index}`
  const kind = typeof each.kind === 'string' ? each.kind : 'unknown'
  const outcome = outcomeOf(each)
  return {
    file,
    id,
    kind,
    status: outcome.status,
    ...(outcome.code === undefined ? {} : { code: outcome.code }),
    expected: outcome.expected,
    actual: outcome.actual,
  }
}

function outcomeOf(fields: JsonObject): Outcome {
  const { kind } = fields
  const adapter = typeof kind === 'string' ? caseKinds.get(kind) : undefined
  if (adapter === undefined) return failed(fields, `unknown kind ${JSON.stringify(kind ?? null)}`)
  try {
    return adapter.run(fields)
  } catch (error) {
    if (error instanceof CaseProblem) return failed(fields, error.message)
    return failed(fields, error instanceof Error ? `${error.name}: ${error.message}` : String(error))
  }
}

function failed(fields: JsonObject, actual: string): Outcome {
  return { status: 'failed', expected: fields.expected ?? fields.expectedMinor ?? null, actual }
}
