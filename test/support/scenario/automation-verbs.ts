// The steps about automation: rules, runs, holds, what waits for a word, the clock, messages.
import { cancelMessage, markMessageSent } from '../../../src/commands/change-message.ts'
import { changeSettings } from '../../../src/commands/change-settings.ts'
import { confirmWaiting } from '../../../src/commands/confirm-waiting.ts'
import { holdInvoice, resumeInvoice } from '../../../src/commands/hold-invoice.ts'
import { pauseAutomation, resumeAutomation } from '../../../src/commands/pause-automation.ts'
import { prepareMessage } from '../../../src/commands/prepare-message.ts'
import { resetClock } from '../../../src/commands/reset-clock.ts'

import { removeRule, saveRule, setRuleState } from '../../../src/commands/save-rule.ts'
import type { Message } from '../../../src/core/automation/message.ts'
import { type AutomationRule, builtInRuleId } from '../../../src/core/automation/rule.ts'
import { type RunTrigger, rulesVersion } from '../../../src/core/automation/run.ts'
import { addDays, type CalendarDate, calendarDate, type Instant } from '../../../src/core/date.ts'
import type { InvoiceId } from '../../../src/core/ids.ts'
import { currentDay } from '../../../src/worker/clock.ts'
import type { TestBooks } from '../open-test-books.ts'
import { runBooks } from '../run-tick.ts'
import {
  type BillingWorld,
  bindInvoices,
  fieldsOf,
  invoiceIds,
  namesIn,
  type Perform,
  type Run,
} from './billing-verbs.ts'
import { taken } from './read-contract.ts'
import { type RulePlace, readRule, readRuleName } from './read-rule.ts'
import { Fields, ScenarioError, type Yaml } from './read-scenario.ts'
import { missing } from './scenario-world.ts'

export interface AutomationWorld extends BillingWorld {
  readonly rulePlace: RulePlace
}

/** Sets a rule of `given` or of a step; one that is there is changed. */
export async function enterRule(world: AutomationWorld, name: string, yaml: Yaml, path: string, run: Run) {
  const rule = await readRule(name, yaml, world.rulePlace, path)
  const known = await world.books.db.rules.get(builtInRuleId(rule.kind, rule.scope))
  await run(saveRule, { ...(known === undefined ? {} : { seen: { id: known.id, version: known.version } }), ...rule })
}

export function automationVerbs(world: AutomationWorld): Readonly<Record<string, Perform>> {
  const { books, names } = world
  const { db } = books

  const ruleOf = async (name: string, path: string): Promise<AutomationRule> => {
    const { kind, scope } = await readRuleName(name, world.rulePlace, path)
    const row = await db.rules.get(builtInRuleId(kind, scope))
    if (row === undefined) throw new ScenarioError(`${path}: there is no rule "${name}"`)
    return row
  }
  const onInvoice = async (
    yaml: Yaml,
    path: string,
    act: (seen: { id: InvoiceId; version: number }, fields: Fields) => Promise<unknown>,
  ): Promise<undefined> => {
    const fields = fieldsOf(yaml, 'invoice', path)
    const row = await db.invoices.get(names.invoices.get(fields.text('invoice')))
    if (row === undefined) throw new ScenarioError(`${path}: the invoice is gone`)
    await act({ id: row.id, version: fields.optionalInteger('version') ?? row.version }, fields)
    fields.done()
  }
  /** `March 2` the second reminder, `March ready`, `March msg 1` one by hand. */
  const messageOf = async (name: string, path: string): Promise<Message> => {
    const match = /^(.+) (ready|\d+|msg \d+)$/.exec(name)
    if (match === null) throw new ScenarioError(`${path}: expected a message such as "March 2"`)
    const rows = await db.messages
      .where('invoiceId')
      .equals(names.invoices.get(match[1] ?? ''))
      .sortBy('id')
    const which = match[2] ?? ''
    const byHand = rows.filter(({ id }) => id.startsWith('msg_'))
    const row = which.startsWith('msg')
      ? byHand[Number(which.slice(4)) - 1]
      : rows.find(({ id, step }) => !id.startsWith('msg_') && String(step ?? 'ready') === which)
    return row ?? missing(path, name)
  }
  const changeZone = async (timeZone: string, run: Run) => {
    const settings = await db.settings.get('account')
    await run(changeSettings, { version: settings?.version ?? 0, changes: { timeZone } })
  }

  return {
    run: async (yaml, path) => performRun(world, yaml, path),
    saveRule: async (yaml, path, run) => {
      const fields = new Fields(yaml, path)
      const [name, to] = [fields.text('rule'), fields.required('to')]
      fields.done()
      await enterRule(world, name, to, path, run)
      return undefined
    },
    setRuleState: async (yaml, path, run) => {
      const fields = new Fields(yaml, path)
      const { id, version } = await ruleOf(fields.text('rule'), path)
      const state = fields.text('state') === 'on' ? ('on' as const) : ('off' as const)
      fields.done()
      await run(setRuleState, { id, version, state })
      return undefined
    },
    removeRule: async (yaml, path, run) => {
      const { id, version } = await ruleOf(typeof yaml === 'string' ? yaml : missing(path, 'rule'), path)
      await run(removeRule, { id, version })
      return undefined
    },
    holdInvoice: async (yaml, path, run) =>
      onInvoice(yaml, path, (seen, fields) =>
        run(holdInvoice, { ...seen, ...taken('note', fields.optionalText('note')) }),
      ),
    resumeInvoice: async (yaml, path, run) => onInvoice(yaml, path, (seen) => run(resumeInvoice, seen)),
    confirmWaiting: async (yaml, path, run) => {
      const state = await db.automation.get('state')
      const all = (state?.waiting ?? []).map(({ invoiceId }) => invoiceId)
      const invoiceIds = yaml === 'all' ? all : (namesIn(yaml, path) ?? []).map((name) => names.invoices.get(name))
      await run(confirmWaiting, { invoiceIds })
      return undefined
    },
    resetClock: async (_yaml, _path, run) => {
      await run(resetClock, {})
      return undefined
    },
    pauseAutomation: async (_yaml, _path, run) => {
      await run(pauseAutomation, {})
      return undefined
    },
    resumeAutomation: async (_yaml, _path, run) => {
      await run(resumeAutomation, {})
      return undefined
    },
    /** The instant: the account's day follows from it and its time zone, by the product's own clock. */
    at: async (yaml, path) => {
      const at = typeof yaml === 'string' ? new Date(yaml) : new Date(Number.NaN)
      if (Number.isNaN(at.getTime())) throw new ScenarioError(`${path}: expected an instant such as 2026-10-24T21:30Z`)
      books.now = at.toISOString() as Instant
      books.today = dayAt(at, await zoneOf(world))
      return undefined
    },
    changeTimeZone: async (yaml, path, run) => {
      const zone = typeof yaml === 'string' ? yaml : missing(path, 'a time zone')
      await changeZone(zone, run)
      if (books.now !== undefined) books.today = dayAt(new Date(books.now), zone)
      return undefined
    },
    /** The program is closed and opened again: nothing may live in memory. */
    restart: async () => {
      db.close()
      await db.open()
      return undefined
    },
    /** Another window, of a later version of the program, has run in these books today. */
    newerCodeRan: async () => {
      const state = (await db.automation.get('state')) ?? { id: 'state', waiting: [], confirmed: [] }
      const mark = { asOf: calendarDate(books.today), rulesVersion: rulesVersion + 1, timeZone: await zoneOf(world) }
      await db.automation.put({ ...state, mark })
      return undefined
    },
    prepareMessage: async (yaml, path, run) =>
      onInvoice(yaml, path, ({ id }, fields) => {
        const kind = fields.optionalText('kind') === 'invoice' ? ('invoice' as const) : ('reminder' as const)
        return run(prepareMessage, { invoiceId: id, kind, attachPdf: 1, listUnpaid: 0 })
      }),
    sendMessage: async (yaml, path, run) => {
      const fields = new Fields(yaml, path)
      const { id, version } = await messageOf(fields.text('message'), path)
      const how = (fields.optionalText('how') ?? 'share') as 'share' | 'eml' | 'mailto' | 'copy'
      const to = fields.optionalTexts('to') ?? ['client@example.com']
      fields.done()
      const left = {
        to: to.map((email) => ({ email })),
        cc: [],
        subject: 'As it was shown',
        text: 'As it was shown',
        attachPdf: 1,
      } as const
      await run(markMessageSent, { id, version, how, left })
      return undefined
    },
    cancelMessage: async (yaml, path, run) => {
      const { id, version } = await messageOf(typeof yaml === 'string' ? yaml : missing(path, 'a message'), path)
      await run(cancelMessage, { id, version })
      return undefined
    },
  }
}

/**
 * `run: March`, `run: nothing`, `run: {as, through, trigger, killedAfter, windows}`: with `through` a run on every day up
 * to that one; `killedAfter` lets the program die after so many commands of the run; `windows` run at the same time.
 */
async function performRun(world: AutomationWorld, yaml: Yaml, path: string): Promise<undefined> {
  const { books } = world
  const before = await invoiceIds(world)
  const fields = typeof yaml === 'string' ? new Fields({ as: yaml }, path) : new Fields(yaml, path)
  const as = namesIn(fields.optional('as'), path)
  const through = fields.optionalDate('through') ?? calendarDate(books.today)
  const trigger = (fields.optionalText('trigger') ?? 'hourly') as RunTrigger
  const killedAfter = fields.optionalInteger('killedAfter')
  const windows = fields.optionalInteger('windows') ?? 1
  fields.done()
  for (let day: CalendarDate = calendarDate(books.today); ; day = addDays(day, 1)) {
    books.today = day
    // Several windows race over the same books.
    const timeZone = await zoneOf(world)
    const act = () => Promise.all(Array.from({ length: windows }, () => runBooks(books, { trigger, timeZone })))
    await (killedAfter === undefined ? act() : dieAfter(books, killedAfter, act))
    if (day >= through) break
  }
  bindInvoices(world, before, await invoiceIds(world), as, path)
}

/** The program dies before its next command after so many, whatever it was doing; its books are opened anew. */
async function dieAfter(books: TestBooks, commands: number, act: () => Promise<unknown>): Promise<void> {
  const { envelope } = books
  let begun = 0
  let dead = false
  books.envelope = (key) => {
    begun += 1
    // The first envelope only makes the id of the run.
    if (begun > commands + 1) {
      dead = true
      books.db.close()
    }
    return envelope(key)
  }
  try {
    await act()
  } catch (error) {
    if (!dead) throw error
  } finally {
    books.envelope = envelope
    if (dead) await books.db.open()
  }
}

async function zoneOf({ books }: AutomationWorld): Promise<string> {
  return (await books.db.settings.get('account'))?.timeZone ?? missing('at', 'a time zone')
}

/** The product reads the device's clock; here it stands still for as long as it is asked. */
function dayAt(at: Date, timeZone: string): CalendarDate {
  const RealDate = globalThis.Date
  globalThis.Date = class extends RealDate {
    constructor() {
      super(at.getTime())
    }
  } as DateConstructor
  try {
    return currentDay(timeZone)
  } finally {
    globalThis.Date = RealDate
  }
}
