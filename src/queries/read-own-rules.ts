// What a run reads of the owner's own rules before it acts; each act reads again in its own transaction.
import type { RuleFacts } from '../core/automation/match-rule.ts'
import type { RuleEvent } from '../core/automation/own-rule.ts'
import type { Candidate, Occurrence, OwnRuleRow, RuleDays } from '../core/automation/plan-own-rules.ts'
import { firingKey, occurrenceOf, subjectOfEvent } from '../core/automation/plan-own-rules.ts'
import type { QueuedEvent, RuleState } from '../core/automation/run.ts'
import type { EventId, RuleId } from '../core/ids.ts'
import {
  type DatedRow,
  readDatedRows,
  readOwnRules,
  readRuleFacts,
  readRuleStates,
  ruleFactTables,
} from '../storage/read-rule-facts.ts'
import type { Books } from './account-entries.ts'

export interface OwnRulesFound {
  /** Those that are on, in the order in which they were made. */
  readonly rules: readonly OwnRuleRow[]
  readonly states: ReadonlyMap<RuleId, RuleState>
}

/** The own rules that are on, and how far they are. */
export async function findOwnRules(db: Books): Promise<OwnRulesFound> {
  return db.transaction('r', [db.rules, db.ruleStates], async () => {
    const rules = await readOwnRules(db)
    return {
      rules,
      states: await readRuleStates(
        db,
        rules.map(({ id }) => id),
      ),
    }
  })
}

export interface WaitingEvent {
  readonly event: QueuedEvent
  /** When it happened. */
  readonly at?: Occurrence['at']
}

/** Events that wait for rules, in their order, after one. */
export async function listQueuedEvents(
  db: Books,
  after: EventId | undefined,
  size: number,
): Promise<readonly WaitingEvent[]> {
  return db.transaction('r', [db.ruleQueue, db.events], async () => {
    const rows = after === undefined ? db.ruleQueue.orderBy('id') : db.ruleQueue.where('id').above(after)
    const queued = await rows.limit(size).toArray()
    const events = await db.events.bulkGet(queued.map(({ id }) => id))
    return queued.map((event, index) => {
      const at = events[index]?.at
      return { event, ...(at === undefined ? {} : { at }) }
    })
  })
}

/** Rows with what may set a rule off for them, as candidates of its plan; rows that are gone are left out. */
export async function readCandidates(
  db: Books,
  rule: Pick<OwnRuleRow, 'id'>,
  rows: readonly DatedRow[],
): Promise<readonly Candidate[]> {
  const tables = [...ruleFactTables.map((name) => db.table(name)), db.firings]
  return db.transaction('r', tables, async () => {
    const facts = await readRuleFacts(
      db,
      rows.map(({ id }) => id),
    )
    const found = rows.flatMap(({ id, occurrence }) => {
      const about: RuleFacts | undefined = facts.get(id)
      return about === undefined ? [] : [{ facts: about, occurrence, key: firingKey(rule.id, id, occurrence.id) }]
    })
    const fired = await db.firings.bulkGet(found.map(({ key }) => key))
    return found.map((each, index) => ({
      facts: each.facts,
      occurrence: each.occurrence,
      fired: fired[index] !== undefined,
    }))
  })
}

/** A page of the rows that a rule by date looks at on these days. */
export async function listDatedRows(
  db: Books,
  rule: OwnRuleRow,
  days: RuleDays,
  after: string | undefined,
  size: number,
): Promise<readonly DatedRow[] | undefined> {
  return db.transaction('r', [db.clients, db.invoices, db.contracts], () => readDatedRows(db, rule, days, after, size))
}

/** How far a rule is. */
export async function findRuleState(db: Books, id: RuleId): Promise<RuleState | undefined> {
  return db.ruleStates.get(id)
}

/** The rows of events of one kind that wait in the queue. */
export async function listWaitingFor(db: Books, event: RuleEvent, size: number): Promise<readonly DatedRow[]> {
  const waiting = (await listQueuedEvents(db, undefined, 10 * size)).filter(({ event: { type } }) => type === event)
  return waiting.slice(0, size).flatMap((each) => {
    const id = subjectOfEvent(each.event)
    return id === undefined ? [] : [{ id, occurrence: occurrenceOf(each.event, each.at) }]
  })
}
