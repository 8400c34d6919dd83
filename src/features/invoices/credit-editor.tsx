import { useMemo } from 'react'
import { type CurrencyCode, negateMinor } from '../../core/money.ts'
import { formatDate } from '../../i18n/format-date.ts'
import { formatMoney, formatPercent } from '../../i18n/format-money.ts'
import { problemText } from '../../i18n/problem-text.ts'
import { t } from '../../i18n/translate.ts'
import { findCreditable } from '../../queries/get-creditable.ts'
import { Amount } from '../../ui/amount.tsx'
import { Button, IconButton } from '../../ui/button.tsx'
import { ComboBox } from '../../ui/combo-box.tsx'
import { type Fact, Facts } from '../../ui/facts.tsx'
import { Link } from '../../ui/link.tsx'
import { Notice } from '../../ui/notice.tsx'
import { PageColumns } from '../../ui/page.tsx'
import { Section } from '../../ui/section.tsx'
import { Segmented } from '../../ui/segmented.tsx'
import { Row, Stack } from '../../ui/stack.tsx'
import { Text } from '../../ui/text.tsx'
import { TextArea } from '../../ui/text-area.tsx'
import { useRuntime } from '../runtime.tsx'
import { type CreditTotals, creditTotals, linesLeft } from './credit-form.ts'
import { type CreditGoes, creditGoes, goesText } from './credit-goes.ts'
import styles from './credit-lines.module.css'
import { CreditLines } from './credit-lines.tsx'
import type { CreditEditing } from './use-credit-values.ts'

/** What the credit note would be as it is typed now: figures, and where the money goes. */
export interface CreditOutcome {
  readonly currency: CurrencyCode
  readonly totals: CreditTotals
  readonly goes: CreditGoes
}

/** Undefined while nothing is chosen or something is wrong. */
export function useCreditOutcome({ read, view }: CreditEditing): CreditOutcome | undefined {
  return useMemo(() => {
    const { planned } = read
    if (planned === undefined) return undefined
    return {
      currency: planned.invoices[0].source.invoice.currency,
      totals: creditTotals(planned.invoices.map(({ figures }) => figures)),
      goes: creditGoes(planned, view?.open ?? []),
    }
  }, [read, view])
}

/** What of which invoices goes back, with the figures as one types; saving is the screen's affair. */
export function CreditEditor({ editing }: { readonly editing: CreditEditing }) {
  const { books, settings } = useRuntime()
  const { locale } = settings
  const outcome = useCreditOutcome(editing)
  const first = editing.invoices[0]?.row.invoice
  return (
    <>
      {editing.brought && (
        <Notice acts={<Button onClick={editing.startOver}>{t('credits.start-over')}</Button>}>
          {t('credits.brought-back')}
        </Notice>
      )}
      <PageColumns
        main={
          <Stack gap={4}>
            {editing.invoices.map(({ row, values }, index) => {
              const { invoice } = row
              const read = editing.read.invoices[index]
              return (
                <Section
                  key={invoice.id}
                  flush
                  title={t('credits.of-invoice', {
                    number: invoice.number,
                    date: formatDate(invoice.issuedOn, locale),
                  })}
                  acts={
                    editing.invoices.length > 1 ? (
                      <IconButton
                        icon="trash"
                        label={t('credits.remove-invoice', { number: invoice.number })}
                        onClick={() => editing.remove(invoice.id)}
                      />
                    ) : undefined
                  }
                >
                  <div className={styles.choice}>
                    <Segmented
                      label={t('credits.what-of', { number: invoice.number })}
                      labelHidden
                      value={values.whole ? 'whole' : 'lines'}
                      options={[
                        { value: 'whole', label: t('credits.whole') },
                        { value: 'lines', label: t('credits.chosen-lines') },
                      ]}
                      onChange={(value) => editing.change({ ...values, whole: value === 'whole' })}
                    />
                  </div>
                  <CreditLines
                    creditable={row}
                    lines={values.lines}
                    whole={values.whole}
                    figures={read?.figures}
                    wrong={read?.wrong ?? none}
                    onChange={(lines) => editing.change({ ...values, lines })}
                  />
                </Section>
              )
            })}
            {first !== undefined && (
              <Section title={t('credits.more')}>
                <Stack gap={4}>
                  <ComboBox
                    label={t('credits.add-invoice')}
                    help={t('credits.add-invoice-help', { clientName: first.clientName })}
                    optional
                    value=""
                    valueLabel=""
                    search={async (text) => {
                      const known = editing.invoices.map(({ row }) => row.invoice.id)
                      const found = await findCreditable(books, first, text, known)
                      return found.map(({ id, number, issuedOn, gross, currency }) => ({
                        value: id,
                        label: number,
                        help: `${formatDate(issuedOn, locale)} · ${formatMoney(gross, currency, locale)}`,
                      }))
                    }}
                    onChange={(id) => {
                      if (id !== '') editing.add(id as typeof first.id)
                    }}
                  />
                  <TextArea
                    label={t('credits.reason')}
                    help={t('credits.reason-help')}
                    optional
                    rows={2}
                    maxLength={500}
                    value={editing.values.reason}
                    onChange={(event) => editing.setReason(event.target.value)}
                  />
                </Stack>
              </Section>
            )}
          </Stack>
        }
        side={
          <Section title={t('credits.would-be')}>
            <div aria-live="polite">
              {outcome === undefined ? (
                <Refusal editing={editing} />
              ) : (
                <Stack gap={4}>
                  <Facts facts={totalsFacts(outcome, editing, locale)} />
                  <Text strong>{goesText(outcome.goes, outcome.currency, locale)}</Text>
                </Stack>
              )}
            </div>
            <Drafts editing={editing} />
          </Section>
        }
      />
    </>
  )
}

const none: ReadonlyMap<number, string> = new Map()

/** Why there are no figures yet. */
function Refusal({ editing }: { readonly editing: CreditEditing }) {
  const { locale } = useRuntime().settings
  const { read, invoices } = editing
  if (read.problem !== undefined) return <Text tone="bad">{problemText(read.problem, locale)}</Text>
  if (read.invoices.some((each) => each.wrong.size > 0)) return <Text tone="bad">{t('credits.figures-wrong')}</Text>
  const gone = invoices.find(({ row }) => linesLeft(row).every((line) => line.gone))
  return (
    <Text tone="quiet">
      {gone === undefined
        ? t('credits.nothing-chosen')
        : t('credits.all-credited', { number: gone.row.invoice.number })}
    </Text>
  )
}

/** Nobody should credit a thing twice because a draft of it lies somewhere else. */
function Drafts({ editing }: { readonly editing: CreditEditing }) {
  const ids = [...new Set(editing.invoices.flatMap(({ row }) => row.drafts))].filter((id) => id !== editing.draftId)
  if (ids.length === 0) return null
  return (
    <Row gap={2}>
      <Text tone="late" as="span">
        {t('credits.draft-there', { count: ids.length })}
      </Text>
      {ids.slice(0, 3).map((id) => (
        <Link key={id} to={`/invoices/${id}`}>
          {t('credits.open-draft')}
        </Link>
      ))}
    </Row>
  )
}

function totalsFacts({ totals, currency }: CreditOutcome, editing: CreditEditing, locale: string): Fact[] {
  const money = (amount: Parameters<typeof negateMinor>[0]) => <Amount bare amount={amount} currency={currency} />
  const taxes = editing.invoices.flatMap(({ row }) => row.document.lines.flatMap((line) => line.taxes))
  const facts: Fact[] = [{ label: t('credits.net'), value: money(totals.net) }]
  for (const { key, category, percent, tax } of totals.taxes) {
    const name = taxes.find((each) => each.category === category && each.percent === percent)?.name ?? t('credits.tax')
    const label = category === 'O' ? name : `${name} ${formatPercent(percent as never, locale)}`
    facts.push({ label: facts.some((fact) => fact.label === label) ? `${label} (${key})` : label, value: money(tax) })
  }
  if (totals.withholding !== 0)
    facts.push({ label: t('credits.withholding'), value: money(negateMinor(totals.withholding)) })
  if (totals.rounding !== 0) facts.push({ label: t('credits.rounding'), value: money(totals.rounding) })
  facts.push({
    label: t('credits.total'),
    value: <Amount strong size={4} amount={totals.total} currency={currency} />,
    total: true,
  })
  return facts
}
