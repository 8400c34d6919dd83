// `npm run bench`: the figures that this product promises, as ratios measured in one run on one machine.
//   npm run bench -- [--only NAME[,NAME]] [--quick] [--json FILE]
// Exit 0 = every budget held, 1 = one was missed, 2 = usage or a measurement that could not be made.
import { mkdirSync, writeFileSync } from 'node:fs'
import { join, resolve } from 'node:path'
import { fileURLToPath } from 'node:url'
import type { BenchResult } from './bench-result.ts'
import { type BenchSite, openBenchSite } from './bench-site.ts'
import { measureIdleTick, measureWorkerCatchUp } from './measure-automation.ts'
import { measureCatchUp, measureDueGroups, measurePlan } from './measure-billing.ts'
import {
  closeBooks,
  measureAgeing,
  measureDomNodes,
  measureHeap,
  measureListOpen,
  measureSave,
  measureSearch,
} from './measure-books.ts'
import { measurePay500 } from './measure-money.ts'
import { measurePdfOpenClick, measurePdfTenth, measurePdfWarm12, measurePdfWarm1000 } from './measure-pdf.ts'
import { measureColdCpu, measureSize, measureWarmReady } from './measure-start.ts'

export interface BenchRun {
  readonly site: BenchSite
  readonly warmUps: number
  readonly rounds: number
  /** Sizes of the books that are compared: the budget speaks of the larger as a multiple of the smaller. */
  readonly small: number
  readonly large: number
  /** How many contracts are planned in memory, sleep in the books, or are caught up with. */
  readonly contracts: { readonly planned: number; readonly sleeping: number; readonly caughtUp: number }
}

const measurements: Readonly<Record<string, (run: BenchRun) => Promise<BenchResult[]>>> = {
  size: measureSize,
  'cold-cpu': measureColdCpu,
  'warm-ready': measureWarmReady,
  'list-open': measureListOpen,
  save: measureSave,
  search: measureSearch,
  'pay-500': measurePay500,
  ageing: measureAgeing,
  'dom-nodes': measureDomNodes,
  heap: measureHeap,
  'pdf-open-click': measurePdfOpenClick,
  'pdf-warm-12': measurePdfWarm12,
  'pdf-warm-1000': measurePdfWarm1000,
  'pdf-tenth-1000': measurePdfTenth,
  plan: measurePlan,
  'due-groups': measureDueGroups,
  'catch-up': measureCatchUp,
  'idle-tick': measureIdleTick,
  'worker-catch-up': measureWorkerCatchUp,
}

/** Measured in Node alone. */
const inNode: ReadonlySet<string> = new Set(['plan'])
const noSite: BenchSite = { appUrl: '', emptyUrl: '', close: async () => {} }

async function main(args: readonly string[]): Promise<number> {
  const options = readOptions(args)
  if (typeof options === 'string') {
    console.error(
      `${options}\nusage: npm run bench -- [--only NAME[,NAME]] [--quick] [--json FILE]\nnames: ${Object.keys(measurements).join(' ')}`,
    )
    return 2
  }
  // Planning alone needs no browser.
  const site = options.names.every((name) => inNode.has(name)) ? noSite : await openBenchSite()
  const results: BenchResult[] = []
  let broken = 0
  try {
    const run: BenchRun = options.quick
      ? {
          site,
          warmUps: 1,
          rounds: 5,
          small: 100,
          large: 5_000,
          contracts: { planned: 10_000, sleeping: 1_000, caughtUp: 200 },
        }
      : {
          site,
          warmUps: 3,
          rounds: 15,
          small: 100,
          large: 100_000,
          contracts: { planned: 10_000, sleeping: 10_000, caughtUp: 1_000 },
        }
    for (const name of options.names) {
      const measure = measurements[name] as (run: BenchRun) => Promise<BenchResult[]>
      try {
        for (const result of await measure(run)) {
          results.push(result)
          console.log(line(result))
        }
      } catch (error) {
        broken += 1
        console.error(`${name}: could not be measured: ${(error as Error).message}`)
      }
    }
  } finally {
    await closeBooks()
    await site.close()
  }
  keep(results, options.json)
  const failed = results.filter((result) => !result.ok).length
  console.log(`${results.length - failed} passed, ${failed + broken} failed`)
  return broken > 0 ? 2 : failed > 0 ? 1 : 0
}

interface Options {
  readonly names: readonly string[]
  readonly quick: boolean
  readonly json: string | undefined
}

function readOptions(args: readonly string[]): Options | string {
  let names = Object.keys(measurements)
  let quick = false
  let json: string | undefined
  for (let at = 0; at < args.length; at += 1) {
    const value = args[at + 1]
    if (args[at] === '--quick') quick = true
    else if (args[at] === '--only' && value !== undefined) {
      names = value.split(',')
      at += 1
    } else if (args[at] === '--json' && value !== undefined) {
      json = resolve(value)
      at += 1
    } else return `Not understood: ${args[at]}`
  }
  const unknown = names.filter((name) => !(name in measurements))
  return unknown.length > 0 ? `No measurement is called ${unknown.join(', ')}` : { names, quick, json }
}

function line(result: BenchResult): string {
  const size = result.n === 0 ? '' : ` n=${result.n}`
  const floor = result.floorMedian === 0 ? '' : `, floor ${result.floorMedian} ${result.unit}, ratio ${result.ratio}`
  const budget = result.floorMedian === 0 ? `${result.budget} ${result.unit}` : `${result.budget}x`
  return `${result.name}${size}: median ${result.median} ${result.unit} (p90 ${result.p90})${floor}, budget ${budget}: ${result.ok ? 'ok' : 'OVER'}`
}

function keep(results: readonly BenchResult[], json: string | undefined): void {
  const folder = fileURLToPath(new URL('../../bench-results/', import.meta.url))
  mkdirSync(folder, { recursive: true })
  const text = `${JSON.stringify(results, null, 2)}\n`
  writeFileSync(join(folder, `${new Date().toISOString().replaceAll(':', '-')}.json`), text)
  if (json !== undefined) writeFileSync(json, text)
}

process.exitCode = await main(process.argv.slice(2))
