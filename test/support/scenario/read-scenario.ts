// A scenario file as data. Every scalar stays the text that was written (no YAML numbers or dates), so that amounts are
// exact; a field that nobody reads is an error, so that a typing slip cannot pass as an expectation.
import { parseAllDocuments } from 'yaml'
import { type CalendarDate, parseCalendarDate } from '../../../src/core/date.ts'
import { type Decimal, parseDecimal } from '../../../src/core/decimal.ts'

export const stageNames = ['core', 'commands', 'browser'] as const
export type StageName = (typeof stageNames)[number]

export type Yaml = string | readonly Yaml[] | { readonly [key: string]: Yaml }

export interface Step {
  /** Place in the file's `when`, from 1. */
  readonly index: number
  readonly verb: string
  readonly input: Yaml
  /** The code of the refusal that must come; absent when the step must succeed. */
  readonly refused: string | undefined
  /** Facts that the refusal must state. */
  readonly facts: Yaml | undefined
  /** Sends the same command twice, as a double click or a repeated message does. */
  readonly twice: boolean
  /** What must hold right after this step. */
  readonly then: Yaml | undefined
}

export interface Scenario {
  readonly name: string
  readonly stages: readonly StageName[]
  readonly given: Yaml
  readonly when: readonly Step[]
  readonly then: Yaml
}

export class ScenarioError extends Error {}

/** Reads the scenarios of one file; several stand in one file with `---` between them. Throws ScenarioError. */
export function readScenarios(text: string): Scenario[] {
  const scenarios: Scenario[] = []
  for (const document of parseAllDocuments(text, { schema: 'failsafe', uniqueKeys: true })) {
    if (!('contents' in document)) throw new ScenarioError('the file is empty')
    const [error] = document.errors
    if (error !== undefined) throw new ScenarioError(error.message)
    scenarios.push(readScenario(document.toJS() as Yaml))
  }
  if (scenarios.length === 0) throw new ScenarioError('the file is empty')
  return scenarios
}

function readScenario(yaml: Yaml): Scenario {
  const fields = new Fields(yaml, 'scenario')
  const name = fields.text('name')
  fields.optionalList('covers')
  const stages = fields.optionalList('stages')?.map((stage) => {
    if (!stageNames.includes(stage as StageName)) throw new ScenarioError(`no stage is called "${String(stage)}"`)
    return stage as StageName
  })
  const given = fields.optional('given') ?? {}
  const when = (fields.optionalList('when') ?? []).map(readStep)
  const then = fields.optional('then') ?? {}
  fields.done()
  if (Object.keys(then).length === 0 && when.every((step) => step.then === undefined && step.refused === undefined)) {
    throw new ScenarioError('nothing is expected')
  }
  return { name, stages: stages ?? ['commands'], given, when, then }
}

function readStep(yaml: Yaml, at: number): Step {
  const fields = new Fields(yaml, `step ${at + 1}`)
  const refused = fields.optionalText('refused')
  const facts = fields.optional('facts')
  const twice = fields.optionalText('twice') === 'true'
  const then = fields.optional('then')
  const verbs = fields.unread()
  const [verb, ...more] = verbs
  if (verb === undefined || more.length > 0) {
    throw new ScenarioError(`step ${at + 1} must name exactly one command, not ${verbs.join(', ') || 'none'}`)
  }
  if (facts !== undefined && refused === undefined) throw new ScenarioError(`step ${at + 1}: facts need "refused"`)
  return { index: at + 1, verb, input: fields.required(verb), refused, facts, twice, then }
}

/** Reads the fields of one map, each in the form that its meaning asks for. */
export class Fields {
  readonly path: string
  private readonly map: Readonly<Record<string, Yaml>>
  private readonly read = new Set<string>()

  constructor(yaml: Yaml | undefined, path: string) {
    if (yaml === undefined || typeof yaml === 'string' || Array.isArray(yaml)) {
      throw new ScenarioError(`${path}: expected fields`)
    }
    this.map = yaml as Readonly<Record<string, Yaml>>
    this.path = path
  }

  /** Undefined when the field is not there. */
  optional(name: string): Yaml | undefined {
    this.read.add(name)
    return Object.hasOwn(this.map, name) ? this.map[name] : undefined
  }

  required(name: string): Yaml {
    const value = this.optional(name)
    if (value === undefined) throw new ScenarioError(`${this.path}: "${name}" is missing`)
    return value
  }

  optionalText(name: string): string | undefined {
    const value = this.optional(name)
    if (value !== undefined && typeof value !== 'string') throw this.wrong(name, 'a text')
    return value
  }

  text(name: string): string {
    const value = this.required(name)
    if (typeof value !== 'string') throw this.wrong(name, 'a text')
    return value
  }

  optionalList(name: string): readonly Yaml[] | undefined {
    const value = this.optional(name)
    if (value !== undefined && !Array.isArray(value)) throw this.wrong(name, 'a list')
    return value as readonly Yaml[] | undefined
  }

  optionalTexts(name: string): readonly string[] | undefined {
    return this.optionalList(name)?.map((value) => {
      if (typeof value !== 'string') throw this.wrong(name, 'a list of texts')
      return value
    })
  }

  optionalDecimal(name: string): Decimal | undefined {
    const value = this.optionalText(name)
    if (value === undefined) return undefined
    const parsed = parseDecimal(value)
    if (parsed === undefined) throw this.wrong(name, 'a decimal number')
    return parsed
  }

  optionalDate(name: string): CalendarDate | undefined {
    const value = this.optionalText(name)
    if (value === undefined) return undefined
    const parsed = parseCalendarDate(value)
    if (parsed === undefined) throw this.wrong(name, 'a date such as 2026-03-31')
    return parsed
  }

  optionalInteger(name: string): number | undefined {
    const value = this.optionalText(name)
    if (value === undefined) return undefined
    if (!/^-?\d+$/.test(value)) throw this.wrong(name, 'a whole number')
    return Number(value)
  }

  optionalFlag(name: string): boolean | undefined {
    const value = this.optionalText(name)
    if (value !== undefined && value !== 'true' && value !== 'false') throw this.wrong(name, 'true or false')
    return value === undefined ? undefined : value === 'true'
  }

  /** The fields below `name`, or none. */
  optionalFields(name: string): Fields | undefined {
    const value = this.optional(name)
    return value === undefined ? undefined : new Fields(value, `${this.path}.${name}`)
  }

  /** Each entry of this map by its key. */
  entries(): readonly (readonly [string, Yaml])[] {
    for (const key of Object.keys(this.map)) this.read.add(key)
    return Object.entries(this.map)
  }

  unread(): string[] {
    return Object.keys(this.map).filter((key) => !this.read.has(key))
  }

  /** Every field must have been understood. */
  done(): void {
    const left = this.unread()
    if (left.length > 0) throw new ScenarioError(`${this.path}: unknown field ${left.join(', ')}`)
  }

  wrong(name: string, expected: string): ScenarioError {
    return new ScenarioError(`${this.path}.${name}: expected ${expected}`)
  }
}
