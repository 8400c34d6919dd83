// The first stage: the pure rules alone, no database. It knows the acts that only core decides: what a document costs,
// whether it may be issued, its dates and number, and what payments make of its state.

import type { BillingIntent } from '../../../src/core/billing/snapshot.ts'
import type { BillingGroup } from '../../../src/core/contract/billing-group.ts'
import { currencyExponent } from '../../../src/core/currency.ts'
import { addDays, type CalendarDate, calendarDate, type Instant, laterOf } from '../../../src/core/date.ts'
import type {
  AddressId,
  AmendmentId,
  BillingGroupId,
  ChargeId,
  ClientId,
  ContractId,
  ContractItemId,
  IdByPrefix,
  InvoiceId,
  PaymentId,
  ProductId,
  TaxRateId,
  UsageRecordId,
} from '../../../src/core/ids.ts'
import { computeLine } from '../../../src/core/invoice/compute-line.ts'
import { composeDocument } from '../../../src/core/invoice/draft-document.ts'
import { finalizeProblem } from '../../../src/core/invoice/finalize-checks.ts'
import { numberIn, seriesOf } from '../../../src/core/invoice/number.ts'
import { nextState } from '../../../src/core/invoice/states.ts'
import type { DocumentTotals } from '../../../src/core/invoice/totals.ts'
import type { Allocation, Charge, Client, DraftInvoice, FinalizedInvoice, TaxRate } from '../../../src/core/model.ts'
import { type CurrencyCode, minor } from '../../../src/core/money.ts'
import type { Problem } from '../../../src/core/problem.ts'
import { type AccountSettings, defaultSettings } from '../../../src/core/settings.ts'
import { allocateOldestFirst } from '../../../src/core/settlement/allocate.ts'
import { settle } from '../../../src/core/settlement/settle.ts'
import { nameOfCharge } from './billing-view.ts'
import { totalsView } from './books-view.ts'
import type { BooksNames } from './commands-stage.ts'
import { CoreBilling } from './core-billing.ts'
import { type ContractPlace, taken } from './read-contract.ts'
import { readClient, readSettings } from './read-given.ts'
import { Fields, ScenarioError, type Step, type Yaml } from './read-scenario.ts'
import {
  amountText,
  type ChargeInput,
  Names,
  readAdjustments,
  readCharge,
  readTaxRate,
  type Stage,
  toMinor,
  type View,
} from './scenario-world.ts'

const at = '2026-01-01T10:00:00.000Z' as Instant

export async function openCoreStage(given: Yaml): Promise<Stage> {
  const fields = new Fields(given, 'given')
  const { today, country, currency, changes } = readSettings(fields)
  const place = { country, currency, locale: 'en-GB', timeZone: 'Europe/Berlin', updatedAt: at }
  const stage = new CoreStage(calendarDate(today), { ...defaultSettings(place), ...changes })
  for (const [name, yaml] of fields.optionalFields('taxRates')?.entries() ?? []) stage.addTaxRate(name, yaml)
  for (const [name, yaml] of fields.optionalFields('clients')?.entries() ?? []) stage.addClient(name, yaml)
  for (const [name, yaml] of fields.optionalFields('billingGroups')?.entries() ?? []) stage.billing.addGroup(name, yaml)
  for (const [name, yaml] of fields.optionalFields('charges')?.entries() ?? []) {
    stage.addCharge(readCharge(yaml, `given.charges.${name}`, name))
  }
  for (const [name, yaml] of fields.optionalFields('contracts')?.entries() ?? []) {
    const problem = stage.billing.addContract(yaml, `given.contracts.${name}`, name)
    if (problem !== undefined) throw new ScenarioError(`given.contracts.${name}: ${JSON.stringify(problem)}`)
  }
  fields.done()
  return stage
}

interface Kept {
  invoice: DraftInvoice | FinalizedInvoice
  totals: DocumentTotals
  allocations: Allocation[]
}

class CoreStage implements Stage {
  readonly tellsProblems = true
  private today: CalendarDate
  private readonly settings: AccountSettings
  private readonly taxRates = new Map<TaxRateId, TaxRate>()
  private readonly clients = new Map<ClientId, Client>()
  private readonly charges = new Map<ChargeId, Charge>()
  private readonly invoices = new Map<InvoiceId, Kept>()
  private readonly last = new Map<string, { sequence: number; issuedOn: CalendarDate }>()
  private readonly names: BooksNames = {
    clients: new Names<ClientId>('client'),
    charges: new Names<ChargeId>('charge'),
    invoices: new Names<InvoiceId>('invoice'),
    payments: new Names<PaymentId>('payment'),
    taxes: new Names<TaxRateId>('tax rate'),
    products: new Names<ProductId>('product'),
    groups: new Names<BillingGroupId>('billing group'),
    contracts: new Names<ContractId>('contract'),
    items: new Names<ContractItemId>('item'),
    amendments: new Names<AmendmentId>('amendment'),
    usage: new Names<UsageRecordId>('usage entry'),
    purchases: new Names('purchase'),
  }
  private readonly taxNames = this.names.taxes
  private readonly clientNames = this.names.clients
  private readonly chargeNames = this.names.charges
  private readonly invoiceNames = this.names.invoices
  readonly billing: CoreBilling
  private counter = 0

  constructor(today: CalendarDate, settings: AccountSettings) {
    this.today = today
    this.settings = settings
    const { names, taxRates, clients, charges } = this
    this.billing = new CoreBilling({
      names,
      settings,
      taxRates,
      clients,
      charges,
      place: this.placeOf(),
      newId: (prefix) => this.newId(prefix),
      drafts: () => [...this.invoices.values()].flatMap(({ invoice }) => (invoice.state === 'draft' ? [invoice] : [])),
      outstandingCount: (clientId) =>
        [...this.invoices.values()].filter(
          ({ invoice }) =>
            invoice.clientId === clientId && (invoice.state === 'open' || invoice.state === 'uncollectible'),
        ).length,
      draftCharges: (group, intent) => this.draftCharges(group, intent),
    })
  }

  private placeOf(): ContractPlace {
    const stage = this
    return {
      get today() {
        return stage.today
      },
      currency: stage.settings.currency,
      clientId: (name) => stage.clientNames.get(name),
      groupId: (name) => stage.names.groups.get(name),
      productId: (name) => stage.names.products.get(name),
      taxIds: (names) => stage.taxIds(names),
    }
  }

  /** The taxes named; the only one there is where none are. */
  private taxIds(chosen: readonly string[] | undefined): TaxRateId[] {
    const only = this.taxNames.entries()
    return chosen?.map((name) => this.taxNames.get(name)) ?? (only.length === 1 ? only.map(([, id]) => id) : [])
  }

  private draftCharges(group: BillingGroup, intent: Extract<BillingIntent, { kind: 'draft' }>): InvoiceId {
    const known = intent.draftId === undefined ? undefined : this.keptById(intent.draftId).invoice
    const client = this.clients.get(group.clientId) as Client
    const head =
      known?.state === 'draft'
        ? known
        : {
            id: this.newId('inv'),
            version: 1,
            state: 'draft' as const,
            clientId: client.id,
            billingGroupId: group.id,
            currency: intent.currency,
            clientName: client.name,
            listedOn: this.today,
            taxIncluded: intent.taxIncluded,
            allowances: [],
            surcharges: [],
            termsDays: group.termsDays ?? client.termsDays ?? this.settings.termsDays,
            prepaid: minor(0),
            editedByUser: 0 as const,
            createdAt: at,
            ...taken('billsOn', intent.billsOn),
          }
    const before = known?.state === 'draft' ? known.chargeIds : []
    const problem = this.keepDraft(head, [...before, ...intent.chargeIds])
    if (problem !== undefined) throw new ScenarioError(`the plan cannot be drafted: ${JSON.stringify(problem)}`)
    return head.id
  }

  async perform(step: Step): Promise<Problem | undefined> {
    const path = `step ${step.index} (${step.verb})`
    if (step.verb === 'on') {
      this.today = calendarDate(String(step.input))
      return undefined
    }
    const perform = this.verbs[step.verb]
    if (perform === undefined) throw new ScenarioError(`the core stage does not know "${step.verb}"`)
    return perform(step.input, path)
  }

  async view(): Promise<View> {
    const invoices: Record<string, View> = {}
    for (const [name, id] of this.invoiceNames.entries()) {
      const kept = this.invoices.get(id)
      if (kept !== undefined) invoices[name] = this.invoiceView(kept)
    }
    const charges: Record<string, View> = {}
    for (const [name, id] of this.chargeNames.entries()) {
      const charge = this.charges.get(id)
      if (charge !== undefined)
        charges[name] = { state: charge.state, amount: amountText(charge.amount, charge.currency) }
    }
    return { invoices, charges: { ...charges, ...this.billing.chargeViews() }, ...this.billing.view() }
  }

  async close(): Promise<void> {}

  addTaxRate(name: string, yaml: Yaml): void {
    const id = this.newId('tax')
    this.taxRates.set(id, { ...readTaxRate(yaml, name), id, version: 1 })
    this.taxNames.bind(name, id)
  }

  addClient(name: string, yaml: Yaml): void {
    const { addresses, status: _status, ...rest } = readClient(yaml, name, this.today, this.settings.currency)
    const id = this.newId('cli')
    const placed = addresses.map((address) => ({ ...address, id: this.newId('adr') as AddressId }))
    const row = { id, version: 1, status: 'active' as const, words: [], sortName: name, createdAt: at, updatedAt: at }
    const client = { ...rest, ...row, addresses: placed }
    this.clients.set(id, client)
    this.clientNames.bind(name, id)
    this.billing.addDefaultGroup(client)
  }

  addCharge(input: ChargeInput): undefined {
    const client = this.client(input.client)
    const currency = input.currency ?? client.currency ?? this.settings.currency
    const taxIds = this.taxIds(input.taxes)
    const { quantity, unitPrice, allowances, surcharges } = input
    const { amount } = computeLine(
      { quantity, unitPrice, allowances, surcharges, taxes: [] },
      currencyExponent(currency),
    )
    const id = this.newId('chg')
    this.charges.set(id, {
      id,
      version: 1,
      clientId: client.id,
      billingGroupId: this.billing.defaultGroupOf(client.id).id,
      currency,
      source: 'manual',
      description: input.description,
      quantity,
      unitPrice,
      allowances,
      surcharges,
      taxIds,
      taxIncluded: input.taxIncluded ?? false,
      amount,
      servedOn: input.servedOn ?? this.today,
      ...(input.period === undefined ? {} : { period: input.period }),
      state: 'open',
      createdAt: at,
      updatedAt: at,
    })
    this.chargeNames.bind(input.name, id)
  }

  private readonly verbs: Readonly<Record<string, (input: Yaml, path: string) => Problem | undefined>> = {
    addCharge: (yaml, path) => this.addCharge(readCharge(yaml, path)),
    addContract: (yaml, path) => this.billing.addContract(yaml, path),
    recordUsage: (yaml, path) => this.billing.recordUsage(yaml, path),
    run: (yaml, path) => this.billing.run(yaml, path),
    draftInvoices: (yaml, path) => this.draft(new Fields(yaml, path)),
    saveDraft: (yaml, path) => this.saveDraft(new Fields(yaml, path)),
    finalizeInvoice: (yaml, path) => this.finalize(this.kept(yaml, 'draft', path)),
    recordPayment: (yaml, path) => this.pay(new Fields(yaml, path), path),
    writeOffInvoice: (yaml, path) => this.move(this.kept(yaml, 'invoice', path), 'writeOff'),
    reopenInvoice: (yaml, path) => this.move(this.kept(yaml, 'invoice', path), 'reopen'),
    voidInvoice: (yaml, path) => this.void(this.kept(yaml, 'invoice', path)),
  }

  private draft(fields: Fields): Problem | undefined {
    const client = this.client(fields.text('client'))
    const names = fields.optional('charges') === 'all' ? undefined : (fields.optionalTexts('charges') ?? [])
    const name = fields.text('as')
    fields.done()
    const charges = [...this.charges.values()].filter(
      (charge) =>
        charge.clientId === client.id &&
        charge.state === 'open' &&
        (names === undefined || names.some((one) => this.chargeNames.get(one) === charge.id)),
    )
    const [first] = charges
    if (first === undefined) return { code: 'nothing-selected' }
    const draft = {
      id: this.newId('inv'),
      version: 1,
      state: 'draft' as const,
      clientId: client.id,
      billingGroupId: first.billingGroupId,
      currency: first.currency,
      clientName: client.name,
      listedOn: this.today,
      taxIncluded: first.taxIncluded,
      allowances: [],
      surcharges: [],
      termsDays: client.termsDays ?? this.settings.termsDays,
      prepaid: minor(0),
      editedByUser: 1 as const,
      createdAt: at,
    }
    const problem = this.keepDraft(
      draft,
      charges.map(({ id }) => id),
    )
    if (problem === undefined) this.invoiceNames.bind(name, draft.id)
    return problem
  }

  private saveDraft(fields: Fields): Problem | undefined {
    const { invoice } = this.keptById(this.invoiceNames.get(fields.text('draft')))
    if (invoice.state !== 'draft')
      return { code: 'wrong-state', act: 'change', state: invoice.state, number: invoice.number }
    const {
      totals: _totals,
      gross: _gross,
      amountDue: _due,
      words: _words,
      updatedAt: _at,
      chargeIds,
      ...head
    } = invoice
    const prepaid = fields.optionalText('prepaid')
    const next = {
      ...head,
      allowances: fields.optional('allowances') === undefined ? head.allowances : readAdjustments(fields, 'allowances'),
      surcharges: fields.optional('surcharges') === undefined ? head.surcharges : readAdjustments(fields, 'surcharges'),
      prepaid: prepaid === undefined ? head.prepaid : toMinor(prepaid, head.currency, fields.path),
      termsDays: fields.optionalInteger('termsDays') ?? head.termsDays,
    }
    fields.done()
    return this.keepDraft(next, chargeIds)
  }

  private keepDraft(
    head: Omit<DraftInvoice, 'totals' | 'gross' | 'amountDue' | 'words' | 'updatedAt' | 'chargeIds'>,
    chargeIds: readonly ChargeId[],
  ): Problem | undefined {
    const shell = { ...head, chargeIds, words: [], updatedAt: at, gross: minor(0), amountDue: minor(0) }
    const composed = this.compose({ ...shell, totals: undefined as never })
    if (!composed.ok) return composed.problem
    const { totals } = composed.value
    const invoice: DraftInvoice = { ...shell, totals, gross: totals.gross, amountDue: totals.due }
    this.invoices.set(invoice.id, { invoice, totals, allocations: [] })
    for (const id of chargeIds) this.setCharge(id, 'drafted', invoice.id)
    return undefined
  }

  private compose(draft: DraftInvoice, issue?: { number: string; issuedOn: CalendarDate; dueOn: CalendarDate }) {
    const charges = draft.chargeIds.map((id) => this.charges.get(id) as Charge)
    const client = this.clients.get(draft.clientId) as Client
    return composeDocument({ draft, charges, client, settings: this.settings, taxRateById: this.taxRates }, issue)
  }

  private finalize(kept: Kept): Problem | undefined {
    const draft = kept.invoice
    if (draft.state !== 'draft')
      return { code: 'wrong-state', act: 'finalize', state: draft.state, number: draft.number }
    const preview = this.compose(draft)
    if (!preview.ok) return preview.problem
    const problem = finalizeProblem(preview.value, this.settings)
    if (problem !== undefined) return problem
    const { series, padding } = seriesOf(this.settings.numbering.invoice.pattern, this.today)
    const latest = [...this.last.values()]
      .map(({ issuedOn }) => issuedOn)
      .sort()
      .at(-1)
    if (latest !== undefined && this.today < latest)
      return { code: 'date-before-last', today: this.today, last: latest }
    const sequence = (this.last.get(series)?.sequence ?? this.settings.numbering.invoice.startAt - 1) + 1
    this.last.set(series, { sequence, issuedOn: this.today })
    const issue = {
      number: numberIn(series, padding, sequence),
      issuedOn: this.today,
      dueOn: addDays(laterOf(this.today, draft.billsOn ?? this.today), draft.termsDays),
    }
    const document = this.compose(draft, issue)
    if (!document.ok) return document.problem
    const { totals } = document.value
    const { chargeIds, totals: _totals, taxIncluded: _included, ...rest } = draft
    const invoice = {
      ...rest,
      ...issue,
      state: totals.due === 0 ? ('paid' as const) : ('open' as const),
      series,
      sequence,
      net: totals.net,
      tax: totals.tax,
      gross: totals.gross,
      payable: totals.due,
      amountDue: totals.due,
      ...(totals.due === 0 ? { paidOn: this.today } : {}),
    }
    this.invoices.set(draft.id, { invoice, totals, allocations: [] })
    for (const id of chargeIds) this.setCharge(id, 'invoiced', draft.id)
    return undefined
  }

  private pay(fields: Fields, path: string): Problem | undefined {
    const client = this.client(fields.text('client'))
    const currency = (fields.optionalText('currency') as CurrencyCode | undefined) ?? this.settings.currency
    const amount = toMinor(fields.text('amount'), currency, path)
    const chosen = fields.optional('allocate') === 'oldest-first' ? undefined : fields.optionalFields('allocate')
    const on = fields.optionalDate('receivedOn') ?? this.today
    fields.optionalText('method')
    fields.optionalText('as')
    fields.done()
    const open = [...this.invoices.values()]
      .map(({ invoice }) => invoice)
      .filter(
        (invoice): invoice is FinalizedInvoice =>
          invoice.state === 'open' && invoice.clientId === client.id && invoice.currency === currency,
      )
    const shares =
      chosen?.entries().map(([name, share]) => ({
        invoiceId: this.invoiceNames.get(name),
        amount: toMinor(String(share), currency, path),
      })) ?? allocateOldestFirst(amount, open).shares
    for (const { invoiceId, amount: share } of shares) {
      const kept = this.keptById(invoiceId)
      const { invoice } = kept
      if (invoice.state === 'draft') return { code: 'wrong-state', act: 'pay', state: 'draft' }
      if (invoice.state !== 'open' && invoice.state !== 'uncollectible')
        return { code: 'wrong-state', act: 'pay', state: invoice.state, number: invoice.number }
      if (share > invoice.amountDue)
        return { code: 'allocation-too-large', number: invoice.number, due: invoice.amountDue, currency }
      kept.allocations.push({
        id: this.newId('all'),
        clientId: client.id,
        sourceKind: 'payment',
        sourceId: this.newId('pay') as PaymentId,
        invoiceId,
        currency,
        amount: share,
        allocatedOn: on,
        state: 'live',
        createdAt: at,
      })
      kept.invoice = settle(invoice, kept.allocations)
    }
    return undefined
  }

  private move(kept: Kept, act: 'writeOff' | 'reopen'): Problem | undefined {
    const { invoice } = kept
    const next = nextState(invoice.state, act)
    // A paid invoice reopens only through the payment that paid it.
    if (next === undefined || invoice.state === 'draft' || (act === 'reopen' && invoice.state === 'paid')) {
      return {
        code: 'wrong-state',
        act,
        state: invoice.state,
        ...(invoice.state === 'draft' ? {} : { number: invoice.number }),
      }
    }
    kept.invoice = { ...invoice, state: next as FinalizedInvoice['state'] }
    return undefined
  }

  private void(kept: Kept): Problem | undefined {
    const { invoice } = kept
    if (invoice.state === 'draft' || nextState(invoice.state, 'void') === undefined) {
      return {
        code: 'wrong-state',
        act: 'void',
        state: invoice.state,
        ...(invoice.state === 'draft' ? {} : { number: invoice.number }),
      }
    }
    const paid = kept.allocations
      .filter(({ state, sourceKind }) => state === 'live' && sourceKind === 'payment')
      .reduce((sum, one) => sum + one.amount, 0)
    if (paid > 0)
      return { code: 'payment-allocated', number: invoice.number, amount: minor(paid), currency: invoice.currency }
    kept.invoice = { ...invoice, state: 'void', amountDue: minor(0), voidedOn: this.today }
    return undefined
  }

  private invoiceView({ invoice, totals }: Kept): View {
    const lines = [...this.charges.values()].filter(({ invoiceId }) => invoiceId === invoice.id).map(({ id }) => id)
    const figures = {
      client: invoice.clientName,
      currency: invoice.currency,
      charges: (invoice.state === 'draft' ? invoice.chargeIds : lines).map((id) => nameOfCharge(id, this.names) ?? id),
      ...totalsView(totals, invoice.currency),
      amountDue: amountText(invoice.amountDue, invoice.currency),
    }
    if (invoice.state === 'draft') return { state: 'draft', ...figures, termsDays: String(invoice.termsDays) }
    const { state, number, issuedOn, dueOn, paidOn, voidedOn } = invoice
    return {
      state,
      number,
      issuedOn,
      dueOn,
      ...figures,
      ...(paidOn === undefined ? {} : { paidOn }),
      ...(voidedOn === undefined ? {} : { voidedOn }),
    }
  }

  private kept(yaml: Yaml, field: string, path: string): Kept {
    const fields = typeof yaml === 'string' ? new Fields({ [field]: yaml }, path) : new Fields(yaml, path)
    const id = this.invoiceNames.get(fields.text(field))
    fields.optionalText('charges')
    fields.optionalText('reason')
    fields.done()
    return this.keptById(id)
  }

  private keptById(id: InvoiceId): Kept {
    const kept = this.invoices.get(id)
    if (kept === undefined) throw new ScenarioError('the draft is gone')
    return kept
  }

  private client(name: string): Client {
    return this.clients.get(this.clientNames.get(name)) as Client
  }

  private setCharge(id: ChargeId, state: Charge['state'], invoiceId: InvoiceId): void {
    this.charges.set(id, { ...(this.charges.get(id) as Charge), state, invoiceId })
  }

  private newId<Prefix extends keyof IdByPrefix>(prefix: Prefix): IdByPrefix[Prefix] {
    this.counter += 1
    return `${prefix}_core${this.counter}` as IdByPrefix[Prefix]
  }
}
