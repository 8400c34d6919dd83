import { useState } from 'react'
import type { Command } from '../../commands/execute.ts'
import { renewPlan } from '../../commands/renew-plan.ts'
import { resumePlan, stopPlan } from '../../commands/stop-plan.ts'
import type { CalendarDate } from '../../core/date.ts'
import type { Decimal } from '../../core/decimal.ts'
import type { Client } from '../../core/model.ts'
import type { CurrencyCode } from '../../core/money.ts'
import { wasMoved } from '../../core/selling/plan-chain.ts'
import type { PlanPurchase } from '../../core/selling/purchase.ts'
import { formatDate, formatPeriod } from '../../i18n/format-date.ts'
import { formatMoney, formatPrice } from '../../i18n/format-money.ts'
import { problemText } from '../../i18n/problem-text.ts'
import { saleRefusalText } from '../../i18n/sale-problem-text.ts'
import { t } from '../../i18n/translate.ts'
import { listPlans, type PlanView, type TermView } from '../../queries/list-plans.ts'
import { Button } from '../../ui/button.tsx'
import { confirmAct } from '../../ui/confirm.tsx'
import { Item, ItemList } from '../../ui/item-list.tsx'
import { Link } from '../../ui/link.tsx'
import { Section } from '../../ui/section.tsx'
import { Row, Stack } from '../../ui/stack.tsx'
import { StateBadge } from '../../ui/state-badge.tsx'
import { Text } from '../../ui/text.tsx'
import { Timeline } from '../../ui/timeline.tsx'
import { toast } from '../../ui/toast.tsx'
import { useRows } from '../blocks/use-rows.ts'
import { useRuntime } from '../runtime.tsx'
import styles from './client-plans.module.css'

/** The plans of a client: every term with its invoice, and what comes next and when (T-8, T-20, R-29). */
export function ClientPlans({ client }: { readonly client: Client }) {
  const { today } = useRuntime()
  const plans = useRows((books) => listPlans(books, client.id), [client.id])
  if (plans === undefined || plans.length === 0) return null
  return (
    <Section title={t('selling.plans')}>
      <ItemList>
        {plans.map((plan) => (
          <Item key={plan.planId}>
            <div className={styles.plan}>
              <Plan client={client} plan={plan} today={today()} />
            </div>
          </Item>
        ))}
      </ItemList>
    </Section>
  )
}

function Plan(props: { readonly client: Client; readonly plan: PlanView; readonly today: CalendarDate }) {
  const { client, plan, today } = props
  const { locale } = useRuntime().settings
  const { renewal } = plan
  const renews = plan.next.kind === 'renews'
  return (
    <Stack gap={2}>
      <Row justify="apart" gap={2}>
        <Text as="h3" strong>
          {plan.description}
        </Text>
        <PlanBadge plan={plan} today={today} />
      </Row>
      <Text {...(plan.next.kind === 'expired' && { tone: 'late' as const })}>{nextText(plan, today, locale)}</Text>
      {renews && renewal !== undefined && (
        <Text size={1} tone="quiet">
          {t('selling.plan-next-term', {
            period: formatPeriod(renewal, locale),
            amount: formatMoney(renewal.amount, renewal.currency, locale),
          })}{' '}
          {renewal.was !== undefined &&
            plan.current !== undefined &&
            t('selling.plan-price-differs', {
              price: monthPrice(renewal.unitPrice, renewal.currency, locale),
              was: monthPrice(renewal.was, plan.current.currency, locale),
            })}
        </Text>
      )}
      {renews && renewal?.refusal !== undefined && (
        <Text size={1} tone="late">
          {t('selling.plan-would-be-refused', { why: saleRefusalText(renewal.refusal, locale) })}
        </Text>
      )}
      {renews && plan.notForSale === true && (
        <Text size={1} tone="late">
          {t('selling.plan-not-for-sale')}
        </Text>
      )}
      {client.status !== 'archived' && <PlanActs plan={plan} />}
      <Timeline
        events={plan.terms.map((view) => ({
          id: view.term.id,
          sentence: <TermSentence view={view} locale={locale} />,
          when: termText(view, today, locale),
          ...((view.standing === 'paid' || view.standing === 'restored') && { tone: 'done' as const }),
          ...(view.standing === 'expired' && { tone: 'bad' as const }),
        }))}
      />
    </Stack>
  )
}

function PlanBadge({ plan, today }: { readonly plan: PlanView; readonly today: CalendarDate }) {
  const { next, current } = plan
  if (next.kind === 'undone') return <StateBadge word={t('selling.plan-undone')} tone="grey" shape="struck" />
  if (next.kind === 'expired') return <StateBadge word={t('selling.plan-expired')} tone="bad" shape="clock" />
  if (next.kind === 'ends' && next.on <= today) {
    return <StateBadge word={t('selling.plan-over')} tone="grey" shape="dash" />
  }
  // Its first term has not begun; a renewal that is still to come goes on from a term that runs.
  if (current?.term === 1 && current.start > today) {
    return <StateBadge word={t('selling.plan-to-come')} tone="plain" shape="outline" />
  }
  if (next.kind === 'expires') return <StateBadge word={t('selling.plan-unpaid')} tone="late" shape="half" />
  return <StateBadge word={t('selling.plan-running')} tone="ink" shape="dot" />
}

/** "Renewal invoice on 1 March; expires on 1 April unless paid." */
function nextText({ next, terms }: PlanView, today: CalendarDate, locale: string): string {
  const day = (on: CalendarDate) => formatDate(on, locale)
  const invoiceOf = (term: PlanPurchase) => {
    const number = terms.find((view) => view.term.id === term.id)?.invoice?.number
    return number === undefined ? 'draft' : number
  }
  switch (next.kind) {
    case 'renews':
      return t(next.on <= today ? 'selling.plan-renews-now' : 'selling.plan-renews', {
        on: day(next.on),
        expiresOn: day(next.expiresOn),
      })
    case 'expires': {
      const number = invoiceOf(next.term)
      return number === 'draft'
        ? t('selling.plan-expires-draft', { on: day(next.on) })
        : t('selling.plan-expires', { on: day(next.on), number })
    }
    case 'expired': {
      const number = invoiceOf(next.term)
      return number === 'draft'
        ? t('selling.plan-expired-draft', { on: day(next.on) })
        : t('selling.plan-expired-on', { on: day(next.on), number })
    }
    case 'ends':
      if (next.on <= today) return t('selling.plan-ended', { on: day(next.on) })
      return t(`selling.plan-ends-${next.why}`, { on: day(next.on) })
    case 'undone':
      return t('selling.plan-taken-back')
  }
}

/** A price may have more decimals than money of its currency has. */
function monthPrice(price: Decimal, currency: CurrencyCode, locale: string): string {
  return `${formatPrice(price, currency, locale)} ${currency}`
}

function TermSentence({ view, locale }: { readonly view: TermView; readonly locale: string }) {
  const { term, invoice } = view
  const to = invoice && `/invoices/${invoice.id}`
  return (
    <>
      {formatPeriod(term, locale)}, {formatMoney(term.amount, term.currency, locale)}
      {to !== undefined && (
        <>
          {', '}
          <span className={styles.number}>
            <Link to={to}>{invoice?.number ?? t('selling.term-draft')}</Link>
          </span>
        </>
      )}
    </>
  )
}

function termText({ term, standing, invoice }: TermView, today: CalendarDate, locale: string): string {
  const day = (on: CalendarDate | undefined) => (on === undefined ? '' : formatDate(on, locale))
  const words = {
    drafted: () => t('selling.term-drafted'),
    unpaid: () => t('selling.term-unpaid', { due: formatMoney(invoice?.due ?? term.amount, term.currency, locale) }),
    paid: () => t(term.start > today ? 'selling.term-paid-to-come' : 'selling.term-paid', { on: day(term.start) }),
    expired: () => t('selling.term-expired', { on: day(term.expiredOn) }),
    restored: () =>
      t(wasMoved(term) ? 'selling.term-restored-moved' : 'selling.term-restored', {
        expired: day(term.expiredOn),
        on: day(term.restoredOn),
      }),
    undone: () => t('selling.term-undone', { on: day(term.undoneOn) }),
  }
  return words[standing]()
}

function PlanActs({ plan }: { readonly plan: PlanView }) {
  const { run, settings } = useRuntime()
  const [busy, setBusy] = useState(false)
  const { current, next, description } = plan
  if (current === undefined) return null
  const mayRenew = plan.renewal !== undefined && plan.renewal.refusal === undefined && current.state === 'issued'
  const stopped = next.kind === 'ends' && next.why !== 'not-renewed'

  /** Answers whether it was done; says why it was not. */
  async function act<Input, Value>(command: Command<Input, Value>, input: Input): Promise<Value | undefined> {
    setBusy(true)
    const done = await run(command, input)
    setBusy(false)
    if (done.ok) return done.value
    toast({ message: problemText(done.problem, settings.locale), tone: 'bad' })
    return undefined
  }
  const setRenews = async (renews: boolean) => {
    const { id, version } = current
    const done = await act(renews ? resumePlan : stopPlan, { id, version })
    if (done === undefined) return
    toast({
      message: t(renews ? 'selling.plan-resumed-toast' : 'selling.plan-stopped-toast', { description }),
      undo: async () => {
        await act(renews ? stopPlan : resumePlan, { id, version: done.version })
      },
    })
  }
  const renewNow = async () => {
    const { renewal } = plan
    if (renewal === undefined) return
    const go = await confirmAct({
      title: t('selling.plan-renew-title', { description }),
      consequences: [
        t('selling.plan-renew-makes', {
          period: formatPeriod(renewal, settings.locale),
          amount: formatMoney(renewal.amount, renewal.currency, settings.locale),
        }),
        t('selling.plan-renew-review'),
      ],
      confirm: t('selling.plan-renew'),
    })
    if (!go) return
    const made = await act(renewPlan, { id: current.id, version: current.version })
    if (made !== undefined) toast({ message: t('selling.plan-renewed-toast', { description }) })
  }
  const canRenew = mayRenew && (next.kind === 'renews' || next.kind === 'ends')
  const canStop = current.renews === 1 && (next.kind === 'renews' || next.kind === 'expires')
  if (!canRenew && !canStop && !stopped) return null
  return (
    <Row gap={2}>
      {canRenew && (
        <Button busy={busy} onClick={() => void renewNow()} aria-label={t('selling.plan-renew-of', { description })}>
          {t('selling.plan-renew')}
        </Button>
      )}
      {canStop && (
        <Button
          kind={canRenew ? 'plain' : 'quiet'}
          busy={busy}
          onClick={() => void setRenews(false)}
          aria-label={t('selling.plan-stop-of', { description })}
        >
          {t('selling.plan-stop')}
        </Button>
      )}
      {stopped && (
        <Button
          kind={canRenew ? 'plain' : 'quiet'}
          busy={busy}
          onClick={() => void setRenews(true)}
          aria-label={t('selling.plan-resume-of', { description })}
        >
          {t('selling.plan-resume')}
        </Button>
      )}
    </Row>
  )
}
