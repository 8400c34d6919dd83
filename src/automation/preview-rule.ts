// What a rule of the owner's own would do today, saved or not: its acts are done and taken back.
import { type RehearsedRow, rehearseRule } from '../commands/rehearse-rule.ts'
import {
  daysToDo,
  nextTurn,
  type OwnRuleReason,
  type OwnRuleRow,
  planOwnRule,
} from '../core/automation/plan-own-rules.ts'
import type { CalendarDate } from '../core/date.ts'
import type { Envelope } from '../core/envelope.ts'
import type { ClientId } from '../core/ids.ts'
import type { Invoice } from '../core/model.ts'
import type { CurrencyCode, Minor } from '../core/money.ts'
import type { Decision } from '../core/plan.ts'
import type { Problem } from '../core/problem.ts'
import { ok, type Result } from '../core/result.ts'
import type { Books } from '../queries/account-entries.ts'
import { findRuleState, listDatedRows, listWaitingFor, readCandidates } from '../queries/read-own-rules.ts'

/** One row that the rule would look at. */
export interface PreviewedRow {
  readonly decision: Decision<OwnRuleReason>
  readonly clientId: ClientId
  readonly clientName: string
  /** Of an issued invoice. */
  readonly number?: string
  /** Of a draft or invoice: what is due on it, in minor units. */
  readonly amount?: Minor
  readonly currency?: CurrencyCode
  /** What would become of each act, in order; empty where it would not act. */
  readonly outcomes: readonly ('done' | 'nothing-to-do' | Problem)[]
}

export interface RulePreview {
  /** What it would act on first, then what it would not. */
  readonly rows: readonly PreviewedRow[]
  /** There are more than are listed. */
  readonly more: boolean
  /** Of a rule `every`: the next day after today on which it has its turn. */
  readonly nextOn?: CalendarDate
}

/**
 * What the rule would do if it ran now. A rule by event has what waits in the queue. `limit` bounds the rows that are
 * looked at; of those it would act on, no more than its own limit for a run. Problems: those of `checkRule`.
 */
export async function previewRule(
  books: Books,
  rule: OwnRuleRow,
  envelope: Envelope,
  limit = 100,
): Promise<Result<RulePreview, Problem>> {
  const { today } = envelope
  const { when } = rule.parameters
  const next = when.kind === 'every' ? { nextOn: nextTurn(when, today) } : {}
  const found = await rowsToday(books, rule, today, limit + 1)
  const candidates = await readCandidates(books, rule, found.slice(0, limit))
  const plan = planOwnRule(rule, candidates, today)
  const rehearsed = await rehearseRule(
    books,
    rule,
    plan.intents.map(({ subjectId, occurrence }): RehearsedRow => ({ subjectId, occurrence })),
    envelope,
  )
  if (!rehearsed.ok) return rehearsed
  const doing = new Map(rehearsed.value.map((each) => [`${each.subjectId} ${each.occurrence.id}`, each]))
  const rows = candidates.map(({ facts, occurrence }, index): PreviewedRow => {
    const planned = plan.decisions[index] as Decision<OwnRuleReason>
    const tried = planned.outcome === 'do' ? doing.get(`${facts.id} ${occurrence.id}`) : undefined
    return {
      decision: tried?.decision ?? planned,
      clientId: facts.client.id,
      clientName: facts.client.name,
      ...figuresOf(facts.invoice),
      outcomes: tried?.outcomes ?? [],
    }
  })
  const acts = (row: PreviewedRow) => (row.decision.outcome === 'do' ? 0 : 1)
  return ok({ rows: rows.sort((left, right) => acts(left) - acts(right)), more: found.length > limit, ...next })
}

async function rowsToday(books: Books, rule: OwnRuleRow, today: CalendarDate, limit: number) {
  const { when } = rule.parameters
  if (when.kind === 'event') return listWaitingFor(books, when.event, limit)
  const days = daysToDo(rule, (await findRuleState(books, rule.id))?.through, today)
  return days === undefined ? [] : ((await listDatedRows(books, rule, days, undefined, limit)) ?? [])
}

function figuresOf(invoice: Invoice | undefined): Partial<PreviewedRow> {
  if (invoice === undefined) return {}
  const { amountDue: amount, currency } = invoice
  return { amount, currency, ...(invoice.state === 'draft' ? {} : { number: invoice.number }) }
}
