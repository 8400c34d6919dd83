// `npm run scenario -- PATH... [--stage core,commands,browser] [--json FILE]`: runs scenario files and prints what differs.
// Exit 0 = all held, 1 = a difference, 2 = usage or a file that cannot be read. The format: test/scenarios/README.md.
import { existsSync, readdirSync, readFileSync, statSync, writeFileSync } from 'node:fs'
import { join, resolve } from 'node:path'
import { openCommandsStage } from './scenario/commands-stage.ts'
import { compareView } from './scenario/compare-view.ts'
import { openCoreStage } from './scenario/core-stage.ts'
import {
  readScenarios,
  type Scenario,
  ScenarioError,
  type StageName,
  type Step,
  stageNames,
  type Yaml,
} from './scenario/read-scenario.ts'
import type { Stage, View } from './scenario/scenario-world.ts'

/** One line of the JSON report; a passed scenario has one, a failed one has one for each difference. */
interface Outcome {
  readonly file: string
  readonly name: string
  readonly stage: StageName
  readonly status: 'passed' | 'failed'
  /** The number of the step after which it differed; `then` for the end, `given` for the start. */
  readonly step?: number | 'given' | 'then'
  readonly path?: string
  readonly expected?: Yaml
  readonly actual?: View
}

type Open = (given: Yaml) => Promise<Stage>

const open: Readonly<Record<StageName, () => Promise<Open>>> = {
  core: async () => openCoreStage,
  commands: async () => openCommandsStage,
  // Loaded only when asked for: it needs the built app and a Chromium.
  browser: async () => (await import('./scenario/browser-stage.ts')).openBrowserStage,
}

/** Runs a scenario in one stage. */
async function runScenario(file: string, scenario: Scenario, stageName: StageName): Promise<Outcome[]> {
  const outcome = { file, name: scenario.name, stage: stageName }
  const failed = (step: Outcome['step'], found: Partial<Outcome>): Outcome => ({
    ...outcome,
    status: 'failed',
    ...(step === undefined ? {} : { step }),
    ...found,
  })
  let stage: Stage
  try {
    stage = await (await open[stageName]())(scenario.given)
  } catch (error) {
    return [failed('given', { path: 'error', actual: messageOf(error) })]
  }
  const outcomes: Outcome[] = []
  let step: Outcome['step']
  try {
    for (const one of scenario.when) {
      step = one.index
      outcomes.push(...(await runStep(stage, one)).map((found) => failed(one.index, found)))
      // After a step that went another way, everything later would only repeat it.
      if (outcomes.length > 0) return outcomes
    }
    step = 'then'
    outcomes.push(...differences(scenario.then, await stage.view()).map((found) => failed('then', found)))
  } catch (error) {
    outcomes.push(failed(step, { path: 'error', actual: messageOf(error) }))
  } finally {
    await stage.close()
  }
  return outcomes.length > 0 ? outcomes : [{ ...outcome, status: 'passed' }]
}

async function runStep(stage: Stage, step: Step): Promise<Partial<Outcome>[]> {
  const before = step.refused === undefined ? undefined : withoutWaking(await stage.view())
  const problem = await stage.perform(step)
  if (problem?.code !== step.refused) {
    return [
      {
        path: `${step.verb}.refused`,
        expected: step.refused ?? 'none',
        actual: problem === undefined ? 'none' : JSON.stringify(problem),
      },
    ]
  }
  const found: Partial<Outcome>[] = []
  if (problem !== undefined && step.facts !== undefined && stage.tellsProblems) {
    found.push(...differences(step.facts, plain(problem), 'facts'))
  }
  // A refusal writes nothing at all.
  if (before !== undefined && withoutWaking(await stage.view()) !== before) {
    found.push({ path: `${step.verb}.refused`, expected: 'nothing changes', actual: 'something changed' })
  }
  if (step.then !== undefined) found.push(...differences(step.then, await stage.view()))
  return found
}

function differences(expected: Yaml, actual: View, path = ''): Partial<Outcome>[] {
  return compareView(expected, actual, path).map((one) => ({
    path: one.path,
    expected: one.expected,
    ...(one.actual === undefined ? {} : { actual: one.actual }),
  }))
}

/** A problem's facts as texts. */
function plain(value: unknown): View {
  if (Array.isArray(value)) return value.map(plain)
  if (value !== null && typeof value === 'object')
    return Object.fromEntries(Object.entries(value).map(([key, one]) => [key, plain(one)]))
  return String(value)
}

function messageOf(error: unknown): string {
  if (error instanceof ScenarioError) return error.message
  return error instanceof Error ? (error.stack ?? error.message) : String(error)
}

interface Options {
  readonly paths: readonly string[]
  readonly stages: readonly StageName[] | undefined
  readonly json: string | undefined
}

function readOptions(args: readonly string[]): Options | undefined {
  const paths: string[] = []
  let stages: StageName[] | undefined
  let json: string | undefined
  for (let at = 0; at < args.length; at += 1) {
    const arg = args[at] as string
    const value = args[at + 1]
    if (arg === '--json' || arg === '--stage') {
      if (value === undefined) return undefined
      at += 1
      if (arg === '--json') json = value
      else {
        const names = value.split(',')
        if (names.some((name) => !stageNames.includes(name as StageName))) return undefined
        stages = names as StageName[]
      }
    } else if (arg.startsWith('--')) return undefined
    else paths.push(resolve(arg))
  }
  return paths.length === 0 ? undefined : { paths, stages, json }
}

function listFiles(path: string): string[] {
  if (!statSync(path).isDirectory()) return [path]
  return readdirSync(path, { recursive: true, encoding: 'utf8' })
    .filter((name) => /\.ya?ml$/.test(name))
    .sort()
    .map((name) => join(path, name))
}

async function main(args: readonly string[]): Promise<number> {
  const options = readOptions(args)
  if (options === undefined) {
    console.error(`usage: npm run scenario -- PATH... [--stage ${stageNames.join(',')}] [--json FILE]`)
    return 2
  }
  const missing = options.paths.filter((path) => !existsSync(path))
  if (missing.length > 0) {
    console.error(`no such file or folder: ${missing.join(', ')}`)
    return 2
  }
  const outcomes: Outcome[] = []
  let passed = 0
  let failed = 0
  let unreadable = 0
  for (const file of options.paths.flatMap(listFiles)) {
    let scenarios: Scenario[]
    try {
      scenarios = readScenarios(readFileSync(file, 'utf8'))
    } catch (error) {
      console.error(`${file}: cannot be read: ${messageOf(error)}`)
      unreadable += 1
      continue
    }
    for (const scenario of scenarios) {
      for (const stage of scenario.stages.filter((name) => options.stages?.includes(name) ?? name !== 'browser')) {
        const found = await runScenario(file, scenario, stage)
        outcomes.push(...found)
        const differing = found.filter(({ status }) => status === 'failed')
        if (differing.length === 0) passed += 1
        else failed += 1
        console.log(`${differing.length === 0 ? 'ok    ' : 'FAILED'} ${stage.padEnd(8)} ${scenario.name}`)
        for (const one of differing) console.log(describe(one))
      }
    }
  }
  if (options.json !== undefined) writeFileSync(options.json, `${JSON.stringify(outcomes, null, 2)}\n`)
  console.log(`${passed} passed, ${failed + unreadable} failed`)
  if (unreadable > 0 || passed + failed === 0) return 2
  return failed > 0 ? 1 : 0
}

function describe({ file, step, path, expected, actual }: Outcome): string {
  const place = typeof step === 'number' ? `step ${step}` : step
  const wanted = expected === undefined ? '' : ` expected ${JSON.stringify(expected)},`
  return `       ${file}, ${place}, ${path}:${wanted} got ${actual === undefined ? 'nothing' : JSON.stringify(actual)}`
}

process.exitCode = await main(process.argv.slice(2))

/** A view as text, without the days on which groups wake: the running app settles them by itself. */
function withoutWaking(view: unknown): string {
  return JSON.stringify(view, (key, value: unknown) => (key === 'wakeOn' ? undefined : value))
}
