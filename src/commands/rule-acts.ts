// What a rule of the owner's own does to one row, act by act, each as a person's hand would. An act looks at everything
// that it could be refused for before it writes, so that a refusal leaves nothing half done and the next act goes on.
import type { RuleFacts } from '../core/automation/match-rule.ts'
import { groupOf } from '../core/automation/match-rule.ts'
import { fillTemplate } from '../core/automation/message-template.ts'
import type { RuleAction } from '../core/automation/own-rule.ts'
import type { OwnRuleRow } from '../core/automation/plan-own-rules.ts'
import { type RuleBook, ruleFor } from '../core/automation/rule.ts'
import type { Firing, Notice } from '../core/automation/run.ts'
import type { BillingGroup } from '../core/contract/billing-group.ts'
import { currencyExponent } from '../core/currency.ts'
import { daysBetween } from '../core/date.ts'
import { decimal } from '../core/decimal.ts'
import type { Envelope } from '../core/envelope.ts'
import type { BillingGroupId, InvoiceId, OutboxId } from '../core/ids.ts'
import { gatherCharges } from '../core/invoice/gather-charges.ts'
import { nextPlace } from '../core/invoice/number.ts'
import type { Charge, FinalizedInvoice, Invoice } from '../core/model.ts'
import { type CurrencyCode, type Minor, minorToDecimal, percentOf } from '../core/money.ts'
import type { Problem } from '../core/problem.ts'
import { readAccountFacts } from '../storage/read-group.ts'
import { readTermsDays } from '../storage/read-terms.ts'
import type { Books } from './books.ts'
import { nextTags, readTagged, writeTags } from './change-tags.ts'
import { defaultGroupId, newCharge } from './charge-row.ts'
import { newDraft, recordDraft } from './draft-invoices.ts'
import { draftedCharge } from './draft-row.ts'
import { issueInvoice } from './finalize-invoice.ts'
import { addMessage, mailEndpointProblem, recipientProblem } from './message-row.ts'
import { queueWebhook } from './queue-webhook.ts'
import { expectBillable, lockedToday, readSettings } from './read-rows.ts'
import { applyCredit } from './use-credit.ts'

type Outcome = Firing['outcomes'][number]
type ActionOf<Kind extends RuleAction['kind']> = Extract<RuleAction, { kind: Kind }>

interface FiringState {
  readonly books: Books
  readonly rule: OwnRuleRow
  readonly facts: RuleFacts
  readonly key: string
  readonly envelope: Envelope
  /** The invoice that the rule looks at, else the drafts that it has made by now. */
  readonly hand: Set<InvoiceId>
}

/** Answers a function that does one act and says what became of it; to be called for each act in its order. */
export function startFiring(
  books: Books,
  rule: OwnRuleRow,
  facts: RuleFacts,
  key: string,
  envelope: Envelope,
): (action: RuleAction, index: number) => Promise<Outcome> {
  const hand = new Set<InvoiceId>(facts.invoice === undefined ? [] : [facts.invoice.id])
  const state: FiringState = { books, rule, facts, key, envelope, hand }
  return (action, index) => {
    switch (action.kind) {
      case 'draft':
        return draftCharges(state)
      case 'finalize':
        return finalizeDrafts(state)
      case 'remind':
        return prepareReminders(state)
      case 'add-fee':
        return addFee(state, action)
      case 'apply-credit':
        return putCreditOn(state)
      case 'notify':
        return notify(state, action)
      case 'webhook':
        return callWebhook(state, action, index)
      case 'tag':
        return changeTag(state, action)
    }
  }
}

/** Of several outcomes the one that says most: a problem, else whether anything was done. */
function worst(outcomes: readonly Outcome[]): Outcome {
  return (
    outcomes.find((outcome) => typeof outcome === 'object') ?? (outcomes.includes('done') ? 'done' : 'nothing-to-do')
  )
}

/**
 * Drafts the client's open charges: none that a person has to look at first, none of a group that stands still by
 * a hold, a deactivation or a fault, no document below 0. The owner's rule is the owner's word, so manual
 * groups are drafted too.
 */
async function draftCharges({ books, rule: { scope }, facts, envelope, hand }: FiringState): Promise<Outcome> {
  const client = await expectBillable(books.db, facts.client.id)
  if (!client.ok) return client.problem
  const [rows, groups, account] = await Promise.all([
    books.db.charges.where('[clientId+state]').equals([facts.client.id, 'open']).toArray(),
    books.db.billingGroups.where('clientId').equals(facts.client.id).toArray(),
    readAccountFacts(books.db),
  ])
  const groupById = new Map(groups.map((group) => [group.id, group]))
  const open = rows
    .filter(({ held, billingGroupId }) => held === undefined && goesOn(groupById.get(billingGroupId)))
    .filter(({ billingGroupId }) => scope.kind !== 'group' || billingGroupId === scope.billingGroupId)
    .sort((left, right) => (left.servedOn + left.id < right.servedOn + right.id ? -1 : 1))
  const piles = gatherCharges(open, account.taxRateById)
  if (!piles.ok) return piles.problem
  const outcomes: Outcome[] = []
  for (const pile of piles.value) {
    const id = envelope.newId('inv')
    const changes = pile.map((previous) => ({ next: draftedCharge(previous, id, envelope), previous }))
    const group = groupById.get((pile[0] as Charge).billingGroupId)
    const drafted = changes.map(({ next }) => next)
    const extra = { linesChangedOn: envelope.today } as const
    const termsDays = await readTermsDays(books.db, { group, client: client.value, settings: account.settings })
    const draft = newDraft({ id, client: client.value, group, account, termsDays }, drafted, envelope, extra)
    if (!draft.ok) {
      outcomes.push(draft.problem)
      continue
    }
    const { gross, currency } = draft.value
    if (gross < 0) {
      outcomes.push({ code: 'total-negative', total: gross, currency })
      continue
    }
    await books.invoices.add(draft.value)
    await books.charges.putMany(changes)
    recordDraft(books, draft.value)
    if (facts.kind !== 'invoice') hand.add(id)
    outcomes.push('done')
  }
  return worst(outcomes)
}

function goesOn(group: BillingGroup | undefined): boolean {
  return group !== undefined && group.state === 'active' && group.hold === undefined && group.parked === undefined
}

async function invoicesAtHand({ books, hand }: FiringState): Promise<Invoice[]> {
  const rows = await books.db.invoices.bulkGet([...hand])
  return rows.filter((row): row is Invoice => row !== undefined)
}

/** Makes drafts final as a person would; what a person made or changed is theirs. */
async function finalizeDrafts(state: FiringState): Promise<Outcome> {
  const outcomes: Outcome[] = []
  for (const invoice of await invoicesAtHand(state)) {
    if (invoice.state !== 'draft' || invoice.editedByUser === 1) outcomes.push('nothing-to-do')
    else {
      const group = await state.books.db.billingGroups.get(invoice.billingGroupId)
      if (!goesOn(group)) outcomes.push('nothing-to-do')
      else {
        const taken = await takenNumber(state)
        const issued = taken ?? (await issueInvoice(state.books, invoice, state.envelope))
        outcomes.push('code' in issued ? issued : issued.ok ? 'done' : issued.problem)
      }
    }
  }
  return worst(outcomes)
}

/** Issuing finds a taken number after it has moved the series: asked before, so that nothing of it is written. */
async function takenNumber({ books: { db }, envelope }: FiringState): Promise<Problem | undefined> {
  const [settings, ofKind] = await Promise.all([
    readSettings(db),
    db.sequences.where('kind').equals('invoice').toArray(),
  ])
  const { number } = nextPlace('invoice', settings.numbering.invoice, ofKind, envelope.today)
  const taken = await db.invoices.where('number').equals(number).count()
  return taken > 0 ? { code: 'number-taken', number } : undefined
}

/**
 * Prepares a message about what is unpaid, on the way that the reminders of the group take, else its invoices. On hold,
 * nothing is said; to nobody, nothing leaves: the owner sees why.
 */
async function prepareReminders(state: FiringState): Promise<Outcome> {
  const { books, envelope } = state
  const rows = await books.db.rules.where('kind').anyOf(['reminders', 'sending']).toArray()
  const rules: RuleBook = new Map(rows.map((row) => [row.id, row]))
  const outcomes: Outcome[] = []
  for (const invoice of await invoicesAtHand(state)) {
    if (invoice.state !== 'open' || invoice.amountDue <= 0 || (await isHeld(books, invoice))) {
      outcomes.push('nothing-to-do')
      continue
    }
    const parameters = (ruleFor(rules, 'reminders', invoice) ?? ruleFor(rules, 'sending', invoice))?.parameters
    const wanted = parameters?.way.kind === 'endpoint' ? parameters.way.endpointId : undefined
    const nobody = await recipientProblem(books, invoice, {})
    const stays = nobody ?? (await mailEndpointProblem(books, wanted))
    await addMessage(
      books,
      invoice,
      {
        id: envelope.newId('msg'),
        kind: 'reminder',
        attachPdf: parameters?.attachPdf ?? 1,
        listUnpaid: 0,
        ...(wanted !== undefined && stays === undefined && { endpointId: wanted }),
      },
      envelope,
    )
    outcomes.push('done')
  }
  return worst(outcomes)
}

async function isHeld({ db }: Books, { hold, billingGroupId }: FinalizedInvoice): Promise<boolean> {
  return hold !== undefined || (await db.billingGroups.get(billingGroupId))?.hold !== undefined
}

/**
 * Adds an open charge: an `adjustment`, since it is what the owner adds by rule and the planner of late fees must not
 * take it for one of its own. It takes the taxes of any new charge of the client and names the rule as its cause, so that
 * an invoice of nothing but such charges does not set the rule off again.
 */
async function addFee(state: FiringState, action: ActionOf<'add-fee'>): Promise<Outcome> {
  const { books, rule, facts, envelope } = state
  const client = await expectBillable(books.db, facts.client.id)
  if (!client.ok) return client.problem
  const settings = await readSettings(books.db)
  const { fee } = action
  const [about] = (await invoicesAtHand(state)).filter(({ state: each }) => each !== 'draft')
  const currency: CurrencyCode = about?.currency ?? facts.contract?.currency ?? facts.clientCurrency
  let amount: Minor
  if (fee.kind === 'amount') {
    if (fee.currency !== currency) return { code: 'currencies-differ', currencies: [currency, fee.currency] }
    amount = fee.amount
  } else {
    if (about === undefined || about.amountDue <= 0) return 'nothing-to-do'
    amount = percentOf(about.amountDue, fee.percent)
    if (amount === 0) return 'nothing-to-do'
  }
  const number = about !== undefined && about.state !== 'draft' ? { number: about.number } : {}
  const description = fillTemplate(action.description, { ...number, client: client.value.name }).slice(0, 4000)
  const owner = {
    clientId: client.value.id,
    billingGroupId: await feeGroup(state),
    currency,
    source: 'adjustment',
  } as const
  const fields = {
    description: description.trim() === '' ? rule.parameters.name : description,
    quantity: decimal('1'),
    unitPrice: minorToDecimal(amount, currencyExponent(currency)),
    taxIds: client.value.taxIds ?? settings.defaultTaxIds,
    taxIncluded: settings.pricesIncludeTax,
    servedOn: envelope.today,
  }
  const charge = newCharge(owner, fields, envelope)
  if (!charge.ok) return charge.problem
  await books.charges.add({ ...charge.value, cause: rule.id })
  books.record('charge.added', [charge.value.id, client.value.id], {
    description: charge.value.description,
    amount: charge.value.amount,
    currency,
  })
  return 'done'
}

async function feeGroup({ books, rule: { scope }, facts }: FiringState): Promise<BillingGroupId> {
  const own = groupOf(facts) ?? (scope.kind === 'group' ? scope.billingGroupId : undefined)
  return own ?? (await defaultGroupId(books.db, facts.client.id))
}

/** Puts the client's credit on the invoices at hand, else on all its open ones, the oldest first (P-7). */
async function putCreditOn(state: FiringState): Promise<Outcome> {
  const { books, facts, envelope, rule } = state
  const rows =
    state.hand.size > 0
      ? await invoicesAtHand(state)
      : await books.db.invoices.where('[clientId+state]').equals([facts.client.id, 'open']).toArray()
  const group = rule.scope.kind === 'group' ? rule.scope.billingGroupId : undefined
  const open = rows
    .filter((row): row is FinalizedInvoice => row.state === 'open' && row.amountDue > 0)
    .filter(({ billingGroupId }) => group === undefined || billingGroupId === group)
    .sort((left, right) => (left.dueOn + left.id < right.dueOn + right.id ? -1 : 1))
  if (open.length === 0) return 'nothing-to-do'
  const credit = await books.db.creditEntries
    .where('[clientId+currency]')
    .anyOf([...new Set(open.map(({ currency }) => currency))].map((currency) => [facts.client.id, currency]))
    .toArray()
  if (!credit.some(({ state: each, remaining }) => each === 'live' && remaining > 0)) return 'nothing-to-do'
  const locked = await lockedToday(books.db, envelope)
  if (locked !== undefined) return locked
  let applied = false
  for (const invoice of open) {
    const settled = await applyCredit(books, invoice, envelope)
    if (settled.amountDue !== invoice.amountDue) applied = true
  }
  return applied ? 'done' : 'nothing-to-do'
}

/** Tells the owner, with the figures of this moment; words and formats are the reader's. */
async function notify(state: FiringState, { text }: ActionOf<'notify'>): Promise<Outcome> {
  const { books, rule, facts, envelope } = state
  const notice: Notice = {
    id: envelope.newId('ntc'),
    version: 1,
    ruleId: rule.id,
    text,
    facts: noticeFacts(facts, (await invoicesAtHand(state))[0], envelope),
    subjects: [...new Set([facts.id, ...state.hand, facts.client.id])],
    on: envelope.today,
    state: 'new',
    createdAt: envelope.now,
  }
  await books.notices.add(notice)
  books.record('notice.made', [notice.id, ...notice.subjects], {
    name: rule.parameters.name,
    clientName: facts.client.name,
  })
  return 'done'
}

/** What fields of a notice stand for, by their names; amounts are minor units of `currency`. */
function noticeFacts(
  { client, clientDue, clientCurrency }: RuleFacts,
  invoice: Invoice | undefined,
  { today }: Pick<Envelope, 'today'>,
): Notice['facts'] {
  if (invoice === undefined) {
    const [only] = clientDue.size === 1 ? clientDue : []
    const [currency, due] = only ?? [clientCurrency, clientDue.get(clientCurrency) ?? 0]
    return { client: client.name, amount: due, currency }
  }
  const { currency, gross, poNumber } = invoice
  const order = poNumber === undefined ? {} : { 'po number': poNumber }
  if (invoice.state === 'draft') return { client: client.name, amount: gross, total: gross, currency, ...order }
  const late = daysBetween(invoice.dueOn, today)
  return {
    client: client.name,
    number: invoice.number,
    amount: invoice.amountDue,
    total: gross,
    currency,
    'issue date': invoice.issuedOn,
    'due date': invoice.dueOn,
    ...(late > 0 ? { 'days late': late } : { 'days left': -late }),
    ...order,
  }
}

async function callWebhook(state: FiringState, { endpointId }: ActionOf<'webhook'>, index: number): Promise<Outcome> {
  const { books, rule, facts, key, envelope } = state
  const queued = await queueWebhook(
    books,
    {
      endpointId,
      id: `${key}/${index}` as OutboxId,
      rule: { id: rule.id, name: rule.parameters.name },
      subjects: [facts.id, ...state.hand, facts.client.id],
    },
    envelope,
  )
  return queued.ok ? 'done' : queued.problem
}

async function changeTag(state: FiringState, { on, tag, remove }: ActionOf<'tag'>): Promise<Outcome> {
  const { books, facts, hand } = state
  const outcomes: Outcome[] = []
  for (const id of on === 'client' ? [facts.client.id] : hand) {
    const row = await readTagged(books, id)
    if (row === undefined) continue
    const next = nextTags(row, remove === 1 ? { remove: [tag] } : { add: [tag] })
    if (!next.ok) outcomes.push(next.problem)
    else outcomes.push((await writeTags(books, row, next.value)) ? 'done' : 'nothing-to-do')
  }
  return worst(outcomes)
}
