// npm run cases -- FILE_OR_FOLDER... [--json FILE]
import { writeFileSync } from 'node:fs'
import { type CaseRecord, type Counts, checkCases } from './check-cases.ts'

const USAGE = 'usage: npm run cases -- FILE_OR_FOLDER... [--json FILE]'

/** Exit code: 0 all held, 1 a difference, 2 usage or unreadable input. */
export function casesCommand(args: readonly string[], print: (line: string) => void): number {
  const paths: string[] = []
  let json: string | undefined
  for (let i = 0; i < args.length; i += 1) {
    const argument = args[i] as string
    if (argument === '--json') {
      i += 1
      json = args[i]
      if (json === undefined) return usage(print, '--json needs a file')
    } else if (argument.startsWith('--')) return usage(print, `unknown option ${argument}`)
    else paths.push(argument)
  }
  if (paths.length === 0) return usage(print, 'no case file given')

  const report = checkCases(paths)
  for (const record of report.records) {
    if (record.status === 'failed') print(failure(record))
  }
  for (const [kind, counts] of report.kinds) print(`${kind}: ${sentence(counts)}`)
  for (const { file, reason } of report.unreadable) print(`cannot read ${file}: ${reason}`)
  if (json !== undefined) {
    try {
      writeFileSync(json, `${JSON.stringify(report.records, null, 2)}\n`)
    } catch (error) {
      return usage(print, `cannot write ${json}: ${error instanceof Error ? error.message : String(error)}`)
    }
  }
  print(sentence(report.total))
  if (report.unreadable.length > 0) return 2
  return report.total.failed > 0 ? 1 : 0
}

function usage(print: (line: string) => void, problem: string): number {
  print(problem)
  print(USAGE)
  return 2
}

function sentence(counts: Counts): string {
  return `${counts.passed} passed, ${counts.failed} failed, ${counts.notApplicable} not applicable`
}

function failure(record: CaseRecord): string {
  return `FAILED ${record.file} ${record.id} (${record.kind}): expected ${short(record.expected)}, was ${short(record.actual)}`
}

function short(value: unknown): string {
  const text = typeof value === 'string' ? value : JSON.stringify(value)
  return text.length > 400 ? `${text.slice(0, 400)}...` : text
}
