// The second stage: the real commands on fake-indexeddb, everything by the scenario's own names.
import { addCharge } from '../../../src/commands/add-charge.ts'
import { amendCharge } from '../../../src/commands/amend-charge.ts'
import { addPoNumber } from '../../../src/commands/annotate-invoice.ts'
import { changeCharge } from '../../../src/commands/change-charge.ts'
import { changeClientStatus } from '../../../src/commands/change-client-status.ts'
import { changePayment } from '../../../src/commands/change-payment.ts'
import { changeSettings, type SettingsChange } from '../../../src/commands/change-settings.ts'
import type { ChargeFields } from '../../../src/commands/charge-row.ts'
import { discardDraft } from '../../../src/commands/discard-draft.ts'
import { draftInvoices } from '../../../src/commands/draft-invoices.ts'
import type { DraftLine } from '../../../src/commands/draft-lines.ts'
import { duplicateInvoice } from '../../../src/commands/duplicate-invoice.ts'
import type { Command } from '../../../src/commands/execute.ts'
import { finalizeInvoice } from '../../../src/commands/finalize-invoice.ts'
import { recordPayment } from '../../../src/commands/record-payment.ts'
import { releaseDocument } from '../../../src/commands/release-document.ts'
import { saveClient } from '../../../src/commands/save-client.ts'
import { saveDraft } from '../../../src/commands/save-draft.ts'
import { saveProduct } from '../../../src/commands/save-product.ts'
import { saveTaxRate } from '../../../src/commands/save-tax-rate.ts'
import { undoPayment } from '../../../src/commands/undo-payment.ts'
import { voidInvoice } from '../../../src/commands/void-invoice.ts'
import { restoreCharges, waiveCharges } from '../../../src/commands/waive-charges.ts'
import { reopenInvoice, writeOffInvoice } from '../../../src/commands/write-off-invoice.ts'
import { calendarDate } from '../../../src/core/date.ts'
import type {
  AmendmentId,
  BillingGroupId,
  ChargeId,
  ClientId,
  ContractId,
  ContractItemId,
  InvoiceId,
  PaymentId,
  ProductId,
  PurchaseId,
  TaxRateId,
  UsageRecordId,
} from '../../../src/core/ids.ts'
import type { Charge, Invoice, PaymentMethod } from '../../../src/core/model.ts'
import type { CurrencyCode } from '../../../src/core/money.ts'
import type { Problem } from '../../../src/core/problem.ts'
import { openTestBooks, type TestBooks } from '../open-test-books.ts'
import { addressVerbs, viewAddresses } from './address-verbs.ts'
import { automationVerbs, enterRule } from './automation-verbs.ts'
import { viewAutomation } from './automation-view.ts'
import { billingVerbs, chargeIdOf, enterContract, type Perform, type Run, saveGroup } from './billing-verbs.ts'
import { viewBooks } from './books-view.ts'
import { cardVerbs } from './card-verbs.ts'
import { contractVerbs } from './contract-verbs.ts'
import { methodVerbs } from './method-verbs.ts'
import { moneyVerbs } from './money-verbs.ts'
import { noteVerbs } from './note-verbs.ts'
import { ownRuleVerbs } from './own-rule-verbs.ts'
import { planVerbs, viewPlans } from './plan-verbs.ts'
import { type ContractPlace, taken } from './read-contract.ts'
import { readClient, readSettings } from './read-given.ts'
import type { RulePlace } from './read-rule.ts'
import { Fields, ScenarioError, type Step, type Yaml } from './read-scenario.ts'
import {
  type ChargeInput,
  missing,
  Names,
  readAdjustments,
  readCharge,
  readCurrency,
  readPeriod,
  readTaxRate,
  type Stage,
  toMinor,
  type View,
} from './scenario-world.ts'
import { readSale, sellingVerbs, viewPurchases } from './selling-verbs.ts'
import { unitVerbs, viewUnits } from './unit-verbs.ts'

export interface BooksNames {
  readonly clients: Names<ClientId>
  readonly charges: Names<ChargeId>
  readonly invoices: Names<InvoiceId>
  readonly payments: Names<PaymentId>
  readonly taxes: Names<TaxRateId>
  readonly products: Names<ProductId>
  /** The default group of a client is called like the client. */
  readonly groups: Names<BillingGroupId>
  readonly contracts: Names<ContractId>
  readonly items: Names<ContractItemId>
  readonly amendments: Names<AmendmentId>
  readonly usage: Names<UsageRecordId>
  readonly purchases: Names<PurchaseId>
}

/** Opens fresh books and brings them to what `given` says, by commands. */
export async function openCommandsStage(given: Yaml): Promise<CommandsStage> {
  const fields = new Fields(given, 'given')
  const { today, country, currency, changes } = readSettings(fields)
  const books = await openTestBooks({ today, country, currency })
  const world = new CommandsStage(books, currency)
  await world.change({ changes })
  for (const [name, yaml] of fields.optionalFields('taxRates')?.entries() ?? []) {
    world.names.taxes.bind(name, (await books.must(saveTaxRate, { fields: readTaxRate(yaml, name) })).id)
  }
  for (const [name, yaml] of fields.optionalFields('products')?.entries() ?? []) {
    await world.addProduct(name, yaml)
  }
  const must: Run = (command, input) => books.must(command, input)
  for (const [name, yaml] of fields.optionalFields('clients')?.entries() ?? []) {
    const { id } = await books.must(saveClient, { fields: readClient(yaml, name, calendarDate(today), currency) })
    world.names.clients.bind(name, id)
    const group = await books.db.billingGroups.where('clientId').equals(id).first()
    if (group !== undefined) world.names.groups.bind(name, group.id)
  }
  for (const [name, yaml] of fields.optionalFields('billingGroups')?.entries() ?? []) {
    await saveGroup(world, yaml, `given.billingGroups.${name}`, name, must)
  }
  for (const [name, yaml] of fields.optionalFields('charges')?.entries() ?? []) {
    const path = `given.charges.${name}`
    await world.addCharge(readCharge(yaml, path, name), must)
  }
  for (const [name, yaml] of fields.optionalFields('rules')?.entries() ?? []) {
    await enterRule(world, name, yaml, `given.rules.${name}`, must)
  }
  for (const [name, yaml] of fields.optionalFields('contracts')?.entries() ?? []) {
    await enterContract(world, yaml, `given.contracts.${name}`, name, must)
  }
  fields.done()
  world.eventsBefore = await books.db.events.count()
  return world
}

export class CommandsStage implements Stage {
  readonly tellsProblems = true
  readonly names: BooksNames = {
    clients: new Names('client'),
    charges: new Names('charge'),
    invoices: new Names('invoice'),
    payments: new Names('payment'),
    taxes: new Names('tax rate'),
    products: new Names('product'),
    groups: new Names('billing group'),
    contracts: new Names('contract'),
    items: new Names('item'),
    amendments: new Names('amendment'),
    usage: new Names('usage entry'),
    purchases: new Names('purchase'),
  }
  /** Events of `given` are not part of what the scenario shows. */
  eventsBefore = 0
  readonly books: TestBooks
  readonly currency: CurrencyCode
  readonly place: ContractPlace
  readonly rulePlace: RulePlace

  constructor(books: TestBooks, currency: CurrencyCode) {
    this.books = books
    this.currency = currency
    const { names } = this
    const taxIds = (chosen: readonly string[] | undefined) => this.taxIds(chosen)
    this.place = {
      get today() {
        return calendarDate(books.today)
      },
      currency,
      clientId: (name) => names.clients.get(name),
      groupId: (name) => names.groups.get(name),
      productId: (name) => names.products.get(name),
      taxIds,
    }
    this.rulePlace = {
      currency,
      clientId: this.place.clientId,
      taxIds,
      group: async (name) => {
        const group = await books.db.billingGroups.get(names.groups.get(name))
        return group === undefined ? missing('rule', name) : { billingGroupId: group.id, clientId: group.clientId }
      },
    }
    this.billing = {
      ...billingVerbs(this),
      ...contractVerbs(this),
      ...automationVerbs(this),
      ...ownRuleVerbs(this),
      ...moneyVerbs(this, currency),
      ...methodVerbs(this),
      ...cardVerbs(this),
      ...noteVerbs(this),
      ...sellingVerbs(this),
      ...planVerbs(this),
      ...unitVerbs(this),
      ...addressVerbs(this),
    }
  }

  async perform(step: Step): Promise<Problem | undefined> {
    const path = `step ${step.index} (${step.verb})`
    if (step.verb === 'on') {
      if (typeof step.input !== 'string') throw new ScenarioError(`${path}: expected a date`)
      this.books.today = calendarDate(step.input)
      delete this.books.now
      return undefined
    }
    const perform = this.verbs[step.verb] ?? this.billing[step.verb]
    if (perform === undefined) throw new ScenarioError(`no command is called "${step.verb}"`)
    let problem: Problem | undefined
    const run: Run = async (command, input) => {
      const key = this.books.newId('cmd')
      const result = await this.books.run(command, input, key)
      if (step.twice) await this.repeat(command, input, key, result)
      if (!result.ok) problem = result.problem
      return result.ok ? result.value : undefined
    }
    return (await perform(step.input, path, run)) ?? problem
  }

  get db() {
    return this.books.db
  }

  get today(): string {
    return this.books.today
  }

  set today(day: string) {
    this.books.today = day
  }

  async view(): Promise<View> {
    const { db, today } = this.books
    const day = calendarDate(today)
    return {
      ...(await viewBooks(db, this.names, this.currency, this.eventsBefore, day)),
      ...(await viewAutomation(db, this.names, day)),
      purchases: await viewPurchases(db, this.names),
      plans: await viewPlans(db, this.names),
      units: await viewUnits(db, this.names),
      addresses: await viewAddresses(db, this.names),
    }
  }

  async close(): Promise<void> {
    this.books.db.close()
  }

  async change(change: Omit<SettingsChange, 'version'>): Promise<void> {
    const { version } = await this.settings()
    await this.books.must(changeSettings, { version, ...change })
  }

  async addProduct(name: string, yaml: Yaml): Promise<void> {
    const fields = new Fields(yaml, `given.products.${name}`)
    const unitPrice = fields.optionalDecimal('unitPrice') ?? missing(fields.path, 'unitPrice')
    const notProrated = fields.optionalFlag('notProrated')
    const currency = fields.optionalText('currency')
    const taxIncluded = fields.optionalFlag('taxIncluded') ?? false
    const taxes = fields.optionalTexts('taxes') ?? []
    const more = {
      ...taken('unit', fields.optionalText('unit')),
      ...taken('sale', readSale(fields.optionalFields('sale'))),
    }
    fields.done()
    const { id } = await this.books.must(saveProduct, {
      fields: {
        name,
        kind: 'service',
        unitPrice,
        currency: currency === undefined ? this.currency : readCurrency(currency, `given.products.${name}`),
        taxIds: taxes.map((tax) => this.names.taxes.get(tax)),
        taxIncluded,
        ...more,
        ...(notProrated === true ? { notProrated: 1 as const } : {}),
      },
    })
    this.names.products.bind(name, id)
  }

  /** The taxes named; the only one there is where none are. */
  private taxIds(chosen: readonly string[] | undefined): TaxRateId[] {
    const only = this.names.taxes.entries()
    return chosen?.map((name) => this.names.taxes.get(name)) ?? (only.length === 1 ? only.map(([, id]) => id) : [])
  }

  async addCharge(input: ChargeInput, run: Run): Promise<undefined> {
    const added = await run(addCharge, {
      clientId: this.names.clients.get(input.client),
      ...(input.currency === undefined ? {} : { currency: input.currency }),
      ...(input.adjustment ? { source: 'adjustment' as const } : {}),
      fields: this.chargeFields(input),
    })
    if (added !== undefined) this.names.charges.bind(input.name, added.id)
  }

  /** The same message again must change nothing and answer the same. */
  private async repeat<Input, Value>(
    command: Command<Input, Value>,
    input: Input,
    key: string,
    first: unknown,
  ): Promise<void> {
    const before = await this.books.db.events.count()
    const second = await this.books.run(command, input, key)
    const after = await this.books.db.events.count()
    if (JSON.stringify(second) !== JSON.stringify(first) || after !== before) {
      throw new ScenarioError(`${command.name} sent twice was done twice`)
    }
  }

  private readonly billing: Readonly<Record<string, Perform>>

  private readonly verbs: Readonly<Record<string, Perform>> = {
    addCharge: async (yaml, path, run) => this.addCharge(readCharge(yaml, path), run),
    changeCharge: async (yaml, path, run) => {
      const { charge, fields } = await this.charge(yaml, path)
      const tax = fields.optionalTexts('taxes')
      const more = {
        ...taken('description', fields.optionalText('description')),
        ...taken('quantity', fields.optionalDecimal('quantity')),
        ...taken('unitPrice', fields.optionalDecimal('unitPrice')),
        ...taken('servedOn', fields.optionalDate('servedOn')),
        ...taken(
          'taxIds',
          tax?.map((name) => this.names.taxes.get(name)),
        ),
      }
      const version = fields.optionalInteger('version') ?? charge.version
      fields.done()
      await run(changeCharge, { id: charge.id, version, fields: { ...fieldsOf(charge), ...more } })
      return undefined
    },
    amendCharge: async (yaml, path, run) => {
      const { charge, fields } = await this.charge(yaml, path)
      const name = fields.text('as')
      const quantity = fields.optionalDecimal('quantity') ?? charge.quantity
      const unitPrice = fields.optionalDecimal('unitPrice') ?? charge.unitPrice
      fields.done()
      const made = await run(amendCharge, { chargeId: charge.id, quantity, unitPrice })
      if (made !== undefined) this.names.charges.bind(name, made.id)
      return undefined
    },
    waiveCharges: async (yaml, path, run) => {
      await run(waiveCharges, { chargeIds: this.chargeIds(new Fields(yaml, path)) })
      return undefined
    },
    restoreCharges: async (yaml, path, run) => {
      await run(restoreCharges, { chargeIds: this.chargeIds(new Fields(yaml, path)) })
      return undefined
    },
    draftInvoices: async (yaml, path, run) => {
      const fields = new Fields(yaml, path)
      const all = fields.optional('charges') === 'all'
      const clientId = this.names.clients.get(fields.text('client'))
      const chargeIds = all ? ('all' as const) : this.chargeIds(fields, false)
      const made = await run(draftInvoices, { clientId, chargeIds })
      this.bindDrafts(fields, made?.invoiceIds)
      fields.done()
      return undefined
    },
    saveDraft: async (yaml, path, run) => this.saveDraft(yaml, path, run),
    discardDraft: async (yaml, path, run) => this.onInvoice(yaml, path, 'draft', (id) => run(discardDraft, { id })),
    finalizeInvoice: async (yaml, path, run) =>
      this.onInvoice(yaml, path, 'draft', (id, version) => run(finalizeInvoice, { id, ...taken('version', version) })),
    duplicateInvoice: async (yaml, path, run) =>
      this.onInvoice(yaml, path, 'invoice', async (id, _version, fields) => {
        const name = fields.text('as')
        const made = await run(duplicateInvoice, { id })
        if (made !== undefined) this.names.invoices.bind(name, made.invoiceId)
      }),
    voidInvoice: async (yaml, path, run) =>
      this.onInvoice(yaml, path, 'invoice', async (id, version, fields) => {
        const charges = fields.text('charges')
        if (charges !== 'bill-again' && charges !== 'drop') throw fields.wrong('charges', 'bill-again or drop')
        await run(voidInvoice, { id, charges, ...taken('version', version) })
      }),
    writeOffInvoice: async (yaml, path, run) =>
      this.onInvoice(yaml, path, 'invoice', (id, _version, fields) =>
        run(writeOffInvoice, { id, ...taken('reason', fields.optionalText('reason')) }),
      ),
    reopenInvoice: async (yaml, path, run) => this.onInvoice(yaml, path, 'invoice', (id) => run(reopenInvoice, { id })),
    addPoNumber: async (yaml, path, run) =>
      this.onInvoice(yaml, path, 'invoice', async (id, version, fields) => {
        const poNumber = fields.text('poNumber')
        await run(addPoNumber, { id, poNumber, version: version ?? (await this.invoice(id)).version })
      }),
    releaseDocument: async (yaml, path, run) =>
      this.onInvoice(yaml, path, 'invoice', async (id, _version, fields) => {
        const how = fields.text('how') as 'download' | 'print' | 'share' | 'send'
        await run(releaseDocument, { id, how, pdf: new TextEncoder().encode('%PDF-1.7 of a scenario') })
      }),
    recordPayment: async (yaml, path, run) => this.recordPayment(yaml, path, run),
    changePayment: async (yaml, path, run) => {
      const { fields, payment } = await this.payment(yaml, path)
      const changed = {
        receivedOn: fields.optionalDate('receivedOn') ?? payment.receivedOn,
        method: (fields.optionalText('method') as PaymentMethod | undefined) ?? payment.method,
      }
      fields.done()
      await run(changePayment, { id: payment.id, version: payment.version, ...changed })
      return undefined
    },
    undoPayment: async (yaml, path, run) => {
      const { fields, payment } = await this.payment(yaml, path)
      const reason = fields.optionalText('reason') ?? 'entered by mistake'
      fields.done()
      await run(undoPayment, { id: payment.id, reason })
      return undefined
    },
    changeClientStatus: async (yaml, path, run) => {
      const fields = new Fields(yaml, path)
      const id = this.names.clients.get(fields.text('client'))
      const status = fields.text('status') as 'active' | 'trial' | 'archived'
      fields.done()
      await run(changeClientStatus, { id, status })
      return undefined
    },
    changeSettings: async (yaml, path, run) => {
      const before = await this.settings()
      const { changes } = readSettings(new Fields({ account: yaml }, path), true, before)
      await run(changeSettings, { version: before.version, changes })
      return undefined
    },
  }

  private async saveDraft(yaml: Yaml, path: string, run: Run): Promise<undefined> {
    const fields = new Fields(yaml, path)
    const draft = await this.invoice(this.names.invoices.get(fields.text('draft')))
    const before = draft.state === 'draft' ? draft : undefined
    const prepaid = fields.optionalText('prepaid')
    const lines = fields.optionalList('lines')?.map((line): DraftLine => {
      if (typeof line !== 'string') {
        return { kind: 'new', fields: this.chargeFields(readCharge(line, `${path}.lines`)) }
      }
      const chargeId = chargeIdOf(this.names, line)
      return before?.chargeIds.includes(chargeId) ? { kind: 'keep', chargeId } : { kind: 'take', chargeId }
    })
    const drop = fields.optionalTexts('drop')?.map((name) => chargeIdOf(this.names, name))
    const head = {
      allowances:
        fields.optional('allowances') === undefined
          ? (before?.allowances ?? [])
          : readAdjustments(fields, 'allowances'),
      surcharges:
        fields.optional('surcharges') === undefined
          ? (before?.surcharges ?? [])
          : readAdjustments(fields, 'surcharges'),
      termsDays: fields.optionalInteger('termsDays') ?? before?.termsDays ?? 0,
      prepaid:
        prepaid === undefined
          ? (before?.prepaid ?? toMinor('0', draft.currency, path))
          : toMinor(prepaid, draft.currency, path),
      ...taken('poNumber', fields.optionalText('poNumber') ?? before?.poNumber),
      ...taken('notes', fields.optionalText('notes') ?? before?.notes),
      ...taken('servicePeriod', readPeriod(fields, 'servicePeriod') ?? before?.servicePeriod),
      ...taken('exchangeRate', readExchangeRate(fields) ?? before?.exchangeRate),
    }
    const version = fields.optionalInteger('version') ?? draft.version
    fields.done()
    const kept = (before?.chargeIds ?? []).map((chargeId): DraftLine => ({ kind: 'keep', chargeId }))
    await run(saveDraft, { id: draft.id, version, head, lines: lines ?? kept, ...taken('drop', drop) })
  }

  private async recordPayment(yaml: Yaml, path: string, run: Run): Promise<undefined> {
    const fields = new Fields(yaml, path)
    const currency = (fields.optionalText('currency') as CurrencyCode | undefined) ?? this.currency
    const shares = fields.optional('allocate') === 'oldest-first' ? undefined : fields.optionalFields('allocate')
    const name = fields.optionalText('as')
    const amount = toMinor(fields.text('amount'), currency, path)
    const paid = await run(recordPayment, {
      clientId: this.names.clients.get(fields.text('client')),
      currency,
      amount,
      method: (fields.optionalText('method') ?? 'transfer') as PaymentMethod,
      receivedOn: fields.optionalDate('receivedOn') ?? calendarDate(this.books.today),
      ...taken('reference', fields.optionalText('reference')),
      ...(fields.optionalFlag('useCredit') === true ? { useCredit: true as const } : {}),
      allocate:
        shares?.entries().map(([invoice, share]) => ({
          invoiceId: this.names.invoices.get(invoice),
          amount: toMinor(String(share), currency, path),
        })) ?? 'oldest-first',
    })
    fields.done()
    if (paid !== undefined)
      this.names.payments.bind(name ?? `payment ${this.names.payments.entries().length + 1}`, paid.id)
  }

  private async onInvoice(
    yaml: Yaml,
    path: string,
    field: 'draft' | 'invoice',
    act: (id: InvoiceId, version: number | undefined, fields: Fields) => Promise<unknown>,
  ): Promise<undefined> {
    const fields = typeof yaml === 'string' ? new Fields({ [field]: yaml }, path) : new Fields(yaml, path)
    const id = this.names.invoices.get(fields.text(field))
    await act(id, fields.optionalInteger('version'), fields)
    fields.done()
  }

  private bindDrafts(fields: Fields, ids: readonly InvoiceId[] | undefined): void {
    const as = fields.optional('as')
    if (ids === undefined || as === undefined) return
    const names = typeof as === 'string' ? [as] : (fields.optionalTexts('as') ?? [])
    if (names.length !== ids.length) {
      throw new ScenarioError(`${fields.path}: ${ids.length} drafts were made, "as" names ${names.length}`)
    }
    names.forEach((name, at) => {
      this.names.invoices.bind(name, ids[at] as InvoiceId)
    })
  }

  private chargeIds(fields: Fields, whole = true): ChargeId[] {
    const names = fields.optionalTexts('charges') ?? []
    if (whole) fields.done()
    return names.map((name) => chargeIdOf(this.names, name))
  }

  private chargeFields(input: ChargeInput): ChargeFields {
    return {
      description: input.description,
      quantity: input.quantity,
      ...taken('unit', input.unit),
      unitPrice: input.unitPrice,
      allowances: input.allowances,
      surcharges: input.surcharges,
      taxIds: this.taxIds(input.taxes),
      taxIncluded: input.taxIncluded ?? false,
      servedOn: input.servedOn ?? calendarDate(this.books.today),
      ...taken('period', input.period),
    }
  }

  private async charge(yaml: Yaml, path: string): Promise<{ charge: Charge; fields: Fields }> {
    const fields = new Fields(yaml, path)
    const name = fields.text('charge')
    const charge = await this.books.db.charges.get(chargeIdOf(this.names, name))
    if (charge === undefined) throw new ScenarioError(`${path}: the charge "${name}" is gone`)
    return { charge, fields }
  }

  private async payment(yaml: Yaml, path: string) {
    const fields = typeof yaml === 'string' ? new Fields({ payment: yaml }, path) : new Fields(yaml, path)
    const name = fields.text('payment')
    const payment = await this.books.db.payments.get(this.names.payments.get(name))
    if (payment === undefined) throw new ScenarioError(`${path}: the payment "${name}" is gone`)
    return { fields, payment }
  }

  private async invoice(id: InvoiceId): Promise<Invoice> {
    const invoice = await this.books.db.invoices.get(id)
    if (invoice === undefined) throw new ScenarioError('the draft is gone')
    return invoice
  }

  private async settings() {
    const settings = await this.books.db.settings.get('account')
    if (settings === undefined) throw new Error('fresh books have settings')
    return settings
  }
}

function fieldsOf(charge: Charge): ChargeFields {
  const { description, quantity, unit, unitPrice, allowances, surcharges, taxIds, taxIncluded, servedOn, period } =
    charge
  return {
    description,
    quantity,
    unitPrice,
    allowances,
    surcharges,
    taxIds,
    taxIncluded,
    servedOn,
    ...taken('unit', unit),
    ...taken('period', period),
  }
}

function readExchangeRate(fields: Fields) {
  const inner = fields.optionalFields('exchangeRate')
  if (inner === undefined) return undefined
  const rate = inner.optionalDecimal('rate')
  const on = inner.optionalDate('on')
  const source = inner.text('source')
  inner.done()
  if (rate === undefined || on === undefined) throw inner.wrong('rate', 'rate, on and source')
  return { rate, on, source }
}
