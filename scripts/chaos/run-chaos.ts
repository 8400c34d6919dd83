// `npm run chaos`: a year of billing raced by three tabs and the service worker of a real browser, killed again and again,
// compared with the same year replayed in Node.
//   npm run chaos -- [--kills N] [--seed S] [--contracts N] [--days-apart N] [--days N] [--json FILE]
// Exit 0 = `0 doubled, 0 missed, 0 different, numbers gapless`; 1 = anything else; 2 = usage, or it could not be run.
import { writeFileSync } from 'node:fs'
import { resolve } from 'node:path'
import { type ChaosReport, runChaos } from './chaos-report.ts'

const defaults = { kills: 200, seed: 1, contracts: 60, daysApart: 21 }

async function main(args: readonly string[]): Promise<number> {
  const options = readOptions(args)
  if (typeof options === 'string') {
    console.error(
      `${options}\nusage: npm run chaos -- [--kills N] [--seed S] [--contracts N] [--days-apart N] [--days N] [--json FILE]`,
    )
    return 2
  }
  const report = await runChaos({
    ...options,
    onDay: (day, days, on, kills) => console.log(`day ${day} of ${days}, ${on}: ${kills} kills so far`),
  })
  for (const kind of ['doubled', 'missed', 'different', 'numbers', 'acts'] as const) say(kind, report)
  const { kills } = report
  console.log(
    `${report.days} days, ${report.periods} periods, ${report.documents} documents, ${report.issued} of them issued; ` +
      `${kills.crashed} tabs crashed, ${kills.closed} closed, ${kills.stopped} workers stopped, ${kills.inside} of these inside a transaction; ` +
      `${Math.round(report.seconds)} s`,
  )
  if (options.json !== undefined) writeFileSync(options.json, `${JSON.stringify(report, null, 2)}\n`)
  console.log(report.line)
  return report.ok ? 0 : 1
}

function say(kind: 'doubled' | 'missed' | 'different' | 'numbers' | 'acts', report: ChaosReport): void {
  const found = report[kind]
  for (const one of found.slice(0, 10)) console.log(`${kind}: ${one.slice(0, 600)}`)
  if (found.length > 10) console.log(`${kind}: and ${found.length - 10} more`)
}

interface Options {
  readonly kills: number
  readonly seed: number
  readonly contracts: number
  readonly daysApart: number
  /** Stops before the year is over. */
  readonly days?: number
  readonly json: string | undefined
}

function readOptions(args: readonly string[]): Options | string {
  const options: Record<string, number> = { ...defaults }
  const names: Readonly<Record<string, string>> = {
    '--kills': 'kills',
    '--seed': 'seed',
    '--contracts': 'contracts',
    '--days-apart': 'daysApart',
    '--days': 'days',
  }
  let json: string | undefined
  for (let at = 0; at < args.length; at += 2) {
    const [flag, value] = [args[at] ?? '', args[at + 1]]
    const name = names[flag]
    if (value === undefined) return `Not understood: ${flag}`
    if (flag === '--json') json = resolve(value)
    else if (name !== undefined && /^\d+$/.test(value)) options[name] = Number(value)
    else return `Not understood: ${flag} ${value}`
  }
  if ((options['contracts'] ?? 0) < 3 || (options['daysApart'] ?? 0) < 1) return 'At least 3 contracts and 1 day apart'
  return { ...(options as unknown as Options), json }
}

try {
  process.exitCode = await main(process.argv.slice(2))
} catch (error) {
  console.error(error)
  process.exitCode = 2
}
