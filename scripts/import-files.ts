// npm run import -- FILE_OR_FOLDER... [--json FILE] [--as clients|products|contracts|usage] [--currency EUR]
//   [--country DE] [--today 2026-11-22]
// Runs the importer headless: what each file is, rows read, accepted, refused with reasons, duplicates, control sums.
// Exit 0: every file was read; 1: a file was refused; 2: wrong usage or a path that cannot be read.
import { readdirSync, readFileSync, statSync, writeFileSync } from 'node:fs'
import { basename, extname, join, resolve } from 'node:path'
import { isCountry } from '../src/core/country.ts'
import { currencyCode } from '../src/core/currency.ts'
import { parseCalendarDate } from '../src/core/date.ts'
import { loadLanguage } from '../src/i18n/translate.ts'
import { MAX_IMPORT_BYTES } from '../src/integrations/import/read-bytes.ts'
import { importedEntities } from '../src/integrations/import/recognise.ts'
import {
  type FileReport,
  type ReportDefaults,
  reportImport,
  reportRefusedFile,
} from '../src/integrations/import/report-import.ts'

// In folders; a file that is named is read whatever it is called.
const EXTENSIONS = new Set(['.csv', '.tsv', '.ssv', '.psv', '.tab', '.txt', '.json'])
const SHOWN_ROWS = 20

class Unusable extends Error {}

interface Arguments {
  readonly paths: readonly string[]
  readonly json?: string
  readonly defaults: ReportDefaults
}

function parseArguments(list: readonly string[]): Arguments {
  const paths: string[] = []
  const options = new Map<string, string>()
  for (let index = 0; index < list.length; index += 1) {
    const word = list[index] ?? ''
    if (!word.startsWith('--')) {
      paths.push(word)
      continue
    }
    const value = list[index + 1]
    if (!['--json', '--as', '--currency', '--country', '--today'].includes(word) || value === undefined)
      throw new Unusable(`unknown or incomplete option ${word}`)
    options.set(word, value)
    index += 1
  }
  if (paths.length === 0) throw new Unusable('no file or folder is named')
  const currency = currencyCode(options.get('--currency') ?? 'EUR')
  const country = options.get('--country') ?? 'DE'
  const named = options.get('--as')
  const entity = importedEntities.find((one) => one === named)
  const today = parseCalendarDate(options.get('--today') ?? new Date().toISOString().slice(0, 10))
  if (currency === undefined || !isCountry(country)) throw new Unusable('--currency and --country take ISO codes')
  if (named !== undefined && entity === undefined)
    throw new Unusable(`--as takes one of ${importedEntities.join(', ')}`)
  if (today === undefined) throw new Unusable('--today takes a day, 2026-11-22')
  const json = options.get('--json')
  return {
    paths,
    ...(json === undefined ? {} : { json }),
    defaults: { currency, country, today, ...(entity === undefined ? {} : { entity }) },
  }
}

/** The files behind the paths, folders with all below them; a manifest that lists export files is not one itself. */
function findFiles(paths: readonly string[]): string[] {
  return paths.flatMap((path) => {
    const full = resolve(path)
    let stats: ReturnType<typeof statSync>
    try {
      stats = statSync(full)
    } catch {
      throw new Unusable(`cannot read ${path}`)
    }
    return stats.isDirectory() ? filesBelow(full) : [full]
  })
}

function filesBelow(folder: string): string[] {
  return readdirSync(folder, { withFileTypes: true })
    .sort((left, right) => (left.name < right.name ? -1 : 1))
    .flatMap((entry) => {
      const path = join(folder, entry.name)
      if (entry.name.startsWith('.')) return []
      if (entry.isDirectory()) return filesBelow(path)
      return EXTENSIONS.has(extname(entry.name).toLowerCase()) && entry.name !== 'manifest.json' ? [path] : []
    })
}

function readOne(path: string, defaults: ReportDefaults): FileReport {
  // A file beyond the limit is refused by its size alone, before it fills the memory.
  const bytes = statSync(path).size
  if (bytes > MAX_IMPORT_BYTES)
    return reportRefusedFile(path, { code: 'file-too-large', bytes, limit: MAX_IMPORT_BYTES })
  let content: Uint8Array
  try {
    content = readFileSync(path)
  } catch {
    throw new Unusable(`cannot read ${path}`)
  }
  return reportImport(content, path, defaults)
}

function isRefused(report: FileReport): boolean {
  return report.code !== undefined && report.code !== 'not-imported'
}

// What a file holds must not steer the terminal.
function say(line: string): void {
  console.log(line.replace(/\p{Cc}/gu, (char) => `\\x${char.charCodeAt(0).toString(16).padStart(2, '0')}`))
}

function print(report: FileReport): void {
  const what = report.entity === null ? '' : ` ${report.recognisedAs ?? 'unknown program'}, ${report.entity};`
  const how =
    report.encoding === null
      ? ''
      : ` ${report.encoding}${report.delimiter === null ? '' : ` "${report.delimiter}"`}${report.headerRow === null ? '' : `, header in row ${report.headerRow}`};`
  const counts = `${report.rowsRead} read, ${report.accepted} accepted, ${report.refused.length} refused, ${report.duplicates} duplicates`
  say(`${isRefused(report) ? 'FAIL' : 'ok  '} ${report.file}:${what}${how} ${counts}`)
  if (report.code !== undefined) say(`     ${report.code}: ${report.text}`)
  const sums = Object.entries(report.controlSums).map(
    ([name, value]) => `${name} ${typeof value === 'object' ? JSON.stringify(value) : value}`,
  )
  if (sums.length > 0) say(`     ${sums.join(', ')}`)
  if (report.sentElsewhere !== undefined && report.sentElsewhere.periods > 0)
    say(
      `     ${report.sentElsewhere.periods} periods before ${report.sentElsewhere.before} count as sent from elsewhere`,
    )
  for (const [kind, rows] of [
    ['refused', report.refused],
    ['note', report.warnings],
  ] as const) {
    for (const { row, column, code, text } of rows.slice(0, SHOWN_ROWS))
      say(`     ${kind} row ${row}${column === '' ? '' : `, ${column}`}: ${text} (${code})`)
    if (rows.length > SHOWN_ROWS) say(`     ${kind}: and ${rows.length - SHOWN_ROWS} more`)
  }
}

try {
  const { paths, json, defaults } = parseArguments(process.argv.slice(2))
  await loadLanguage('en')
  const reports = findFiles(paths).map((path) => readOne(path, defaults))
  for (const report of reports) print(report)
  if (json !== undefined) writeFileSync(json, `${JSON.stringify(reports, null, 2)}\n`)
  const failed = reports.filter(isRefused).length
  if (reports.length === 0) throw new Unusable(`no file to import in ${paths.map((path) => basename(path)).join(', ')}`)
  process.exitCode = failed === 0 ? 0 : 1
  console.log(`${reports.length - failed} passed, ${failed} failed`)
} catch (error) {
  if (!(error instanceof Unusable)) throw error
  console.error(`import: ${error.message}`)
  console.error(
    'usage: npm run import -- FILE_OR_FOLDER... [--json FILE] [--as clients|products|contracts|usage] [--currency EUR] [--country DE] [--today 2026-11-22]',
  )
  process.exitCode = 2
}
