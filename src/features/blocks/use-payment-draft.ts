import { useMemo, useState } from 'react'
import { currencyExponent } from '../../core/currency.ts'
import { parseCalendarDate } from '../../core/date.ts'
import type { BillingGroupId, ClientId, InvoiceId } from '../../core/ids.ts'
import type { FinalizedInvoice, PaymentMethod } from '../../core/model.ts'
import { addMinor, type CurrencyCode, type Minor, minor, minorToDecimal, sumMinor, ZERO } from '../../core/money.ts'
import type { StoredMethod } from '../../core/payments/stored-method.ts'
import type { Problem } from '../../core/problem.ts'
import { partialProblem } from '../../core/settlement/partial-payment.ts'
import { planPayment, sharesOf } from '../../core/settlement/plan-payment.ts'
import { formatMoney, formatPrice } from '../../i18n/format-money.ts'
import { parseMoney } from '../../i18n/parse-amount.ts'
import { problemText } from '../../i18n/problem-text.ts'
import { t } from '../../i18n/translate.ts'
import { getClient } from '../../queries/get-client.ts'
import { listMethods } from '../../queries/list-methods.ts'
import { listReceivables } from '../../queries/list-payments.ts'
import { openAttemptsOf } from '../../queries/open-attempts.ts'
import { amountProblemText } from '../../ui/amount-problem-text.ts'
import { useRuntime } from '../runtime.tsx'
import { useRows } from './use-rows.ts'

/** What was chosen and typed; absent: as proposed. */
interface Typed {
  readonly ticked?: ReadonlySet<InvoiceId>
  readonly currency?: CurrencyCode
  readonly useCredit?: boolean
  readonly amount?: string
  /** Shares by invoice, as typed; absent while the oldest are paid first. */
  readonly spread?: ReadonlyMap<InvoiceId, string>
  readonly receivedOn?: string
  /** A stored method's id or a kind. */
  readonly way?: string
  readonly reference?: string
}

/** A payment while it is entered: what was typed, what that comes to, and what is wrong with it (T-17). */
export function usePaymentDraft(start: {
  readonly clientId?: ClientId
  readonly invoiceId?: InvoiceId
  readonly deposit?: boolean
}) {
  const { settings, today } = useRuntime()
  const { locale } = settings
  const day = today()
  const [clientId, setClientId] = useState<ClientId | ''>(start.clientId ?? '')
  const [typed, setTyped] = useState<Typed>({})
  const [tried, setTried] = useState(0)

  const known = useRows(
    async (db) => {
      if (clientId === '') return { of: clientId, invoices: [], currencies: [], credit: [], methods: [] }
      const [client, receivables, methods] = await Promise.all([
        getClient(db, clientId),
        listReceivables(db, clientId, day),
        listMethods(db, clientId),
      ])
      return { of: clientId, client, methods, ...receivables }
    },
    [clientId, day],
  )
  const ready = known?.of === clientId
  const facts = ready ? known : undefined
  const client = facts !== undefined && 'client' in facts ? facts.client : undefined
  const methods: readonly StoredMethod[] = facts?.methods ?? []
  const wanted = facts?.invoices.find(({ invoice }) => invoice.id === start.invoiceId)?.invoice.currency
  const currency = typed.currency ?? wanted ?? facts?.currencies[0] ?? client?.currency ?? settings.currency
  const offered = useMemo(
    () => (facts?.invoices ?? []).filter(({ invoice }) => invoice.currency === currency),
    [facts, currency],
  )
  const isTicked = ({ id, state }: FinalizedInvoice) =>
    typed.ticked?.has(id) ??
    (start.invoiceId === undefined ? state === 'open' && start.deposit !== true : id === start.invoiceId)
  const ticked = offered.map(({ invoice }) => invoice).filter(isTicked)
  const open = offered.filter(({ invoice }) => invoice.state === 'open')
  const isFull = open.length > 0 && open.every(({ invoice }) => isTicked(invoice))

  const credit = new Map<BillingGroupId, Minor>()
  for (const each of facts?.credit ?? []) {
    if (each.currency !== currency) continue
    credit.set(each.billingGroupId, addMinor(credit.get(each.billingGroupId) ?? ZERO, each.left))
  }
  const could = planPayment(ticked, ZERO, credit)
  // The whole balance uses what the client has first; for one invoice of several it is a choice.
  const useCredit = could.fromCredit > 0 && (typed.useCredit ?? isFull)
  const used = useCredit ? credit : undefined
  const { toPay, fromCredit } = planPayment(ticked, ZERO, used)
  const due = sumMinor(ticked.map(({ amountDue }) => amountDue))

  const priceText = (amount: Minor) => formatPrice(minorToDecimal(amount, currencyExponent(currency)), currency, locale)
  const amountText = typed.amount ?? (toPay > 0 ? priceText(toPay) : '')
  const parsed = parseMoney(amountText, locale, currency)
  // All of it may come from credit: then no payment is recorded at all.
  const creditOnly = useCredit && toPay === 0 && (amountText.trim() === '' || (parsed.ok && parsed.value === 0))
  const amount: Minor | undefined = creditOnly ? ZERO : parsed.ok && parsed.value > 0 ? parsed.value : undefined
  const shareErrors = new Map<InvoiceId, string>()
  const spread = typed.spread && new Map([...typed.spread].map(([id, text]) => [id, readShare(id, text)]))
  function readShare(id: InvoiceId, text: string): Minor {
    if (text.trim() === '') return ZERO
    const read = parseMoney(text, locale, currency)
    if (read.ok && read.value >= 0) return read.value
    shareErrors.set(id, read.ok ? t('payments.amount-not-positive') : amountProblemText(read.problem, locale))
    return ZERO
  }
  const plan = planPayment(ticked, amount ?? ZERO, used, spread)
  for (const line of plan.lines) {
    if (line.rest < 0 && !shareErrors.has(line.invoiceId)) {
      const left = formatMoney(minor(line.due - line.credit), currency, locale)
      shareErrors.set(line.invoiceId, t('payments.share-too-large', { due: left }))
    }
  }
  const { shares, dueById } = sharesOf(plan)
  const refusal: Problem | undefined =
    amount === undefined || creditOnly ? undefined : partialProblem({ amount, currency }, shares, dueById, settings)

  const receivedText = typed.receivedOn ?? day
  const receivedOn = parseCalendarDate(receivedText)
  const stored = methods.find(({ id }) => id === (typed.way ?? methods[0]?.id))
  const method = stored?.kind ?? ((typed.way ?? 'transfer') as PaymentMethod)

  const amountError =
    refusal !== undefined
      ? problemText(refusal, locale)
      : amount !== undefined
        ? undefined
        : parsed.ok
          ? t('payments.amount-not-positive')
          : tried > 0
            ? amountProblemText(parsed.problem, locale)
            : undefined
  const dayError =
    receivedOn === undefined
      ? tried > 0
        ? t('payments.day-missing')
        : undefined
      : receivedOn > day
        ? problemText({ code: 'date-in-future', date: receivedOn, today: day }, locale)
        : undefined
  const overError =
    plan.over < 0
      ? t('payments.spread-too-much', { over: formatMoney(minor(-plan.over), currency, locale) })
      : undefined

  const attempts = useRows(
    (db) =>
      openAttemptsOf(
        db,
        ticked.map(({ id }) => id),
      ),
    [ticked.map(({ id }) => id).join()],
  )
  const change = (next: Typed) => setTyped({ ...typed, ...next })
  /** What depends on the choice of invoices is proposed anew. */
  const choose = (next: Typed) => {
    const { amount: _amount, spread: _spread, ...rest } = typed
    setTyped({ ...rest, ...next })
  }
  return {
    clientId,
    client,
    ready,
    facts,
    currency,
    offered,
    ticked,
    isTicked,
    isFull,
    methods,
    could,
    useCredit,
    fromCredit,
    due,
    toPay,
    plan,
    shares,
    amountText,
    amount,
    creditOnly,
    receivedText,
    receivedOn,
    way: stored?.id ?? method,
    method,
    reference: typed.reference ?? '',
    isSpread: typed.spread !== undefined,
    shareText: (id: InvoiceId, share: Minor) => typed.spread?.get(id) ?? priceText(share),
    errors: { amount: amountError, day: dayError, over: overError, shares: shareErrors },
    isSound:
      amount !== undefined &&
      receivedOn !== undefined &&
      dayError === undefined &&
      refusal === undefined &&
      overError === undefined &&
      shareErrors.size === 0,
    attempts: attempts ?? [],
    tried,
    isDirty: Object.keys(typed).length > 0 || clientId !== (start.clientId ?? ''),
    try: () => setTried(tried + 1),
    setClient: (id: ClientId | '') => {
      setClientId(id)
      setTyped({})
    },
    setCurrency: (code: CurrencyCode) => {
      const { ticked: _ticked, useCredit: _useCredit, amount: _amount, spread: _spread, ...rest } = typed
      setTyped({ ...rest, currency: code })
    },
    tick: (id: InvoiceId, on: boolean) => {
      const next = new Set(ticked.map((invoice) => invoice.id))
      if (on) next.add(id)
      else next.delete(id)
      choose({ ticked: next })
    },
    tickAll: () => choose({ ticked: new Set(open.map(({ invoice }) => invoice.id)) }),
    setUseCredit: (on: boolean) => choose({ useCredit: on }),
    setAmount: (text: string) => change({ amount: text }),
    setShare: (id: InvoiceId, text: string) => {
      const texts = plan.lines.map(({ invoiceId, share }) => [invoiceId, priceText(share)] as const)
      change({ spread: new Map([...(typed.spread ?? texts), [id, text]]) })
    },
    spreadOldestFirst: () => {
      const { spread: _spread, ...rest } = typed
      setTyped(rest)
    },
    setReceivedOn: (text: string) => change({ receivedOn: text }),
    setWay: (way: string) => change({ way }),
    setReference: (text: string) => change({ reference: text }),
  }
}

export type PaymentDraft = ReturnType<typeof usePaymentDraft>
