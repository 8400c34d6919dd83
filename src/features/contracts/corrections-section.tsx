import { resolveCorrection } from '../../commands/resolve-correction.ts'
import type { Correction } from '../../core/contract/contract.ts'
import type { Minor } from '../../core/money.ts'
import { formatPeriod } from '../../i18n/format-date.ts'
import { formatMoney } from '../../i18n/format-money.ts'
import { problemText } from '../../i18n/problem-text.ts'
import { t } from '../../i18n/translate.ts'
import type { ContractView } from '../../queries/get-contract.ts'
import { Button } from '../../ui/button.tsx'
import { confirmAct } from '../../ui/confirm.tsx'
import { Link } from '../../ui/link.tsx'
import { Section } from '../../ui/section.tsx'
import { Row, Stack } from '../../ui/stack.tsx'
import { Text } from '../../ui/text.tsx'
import { toast } from '../../ui/toast.tsx'
import { useRuntime } from '../runtime.tsx'

/** Invoiced periods that should have cost less, each with its ways out. Nothing when there are none. */
export function CorrectionsSection({ view }: { readonly view: ContractView }) {
  const open = view.corrections.filter(({ state }) => state === 'open')
  if (open.length === 0) return null
  return (
    <Section title={t('contracts.corrections')} help={t('contracts.corrections-help')}>
      <Stack gap={4}>
        {open.map((correction) => (
          <OpenCorrection key={correction.id} correction={correction} view={view} />
        ))}
        <Text tone="quiet" size={1}>
          {t('contracts.credit-note-waits')}
        </Text>
      </Stack>
    </Section>
  )
}

function OpenCorrection({ correction, view }: { readonly correction: Correction; readonly view: ContractView }) {
  const { run, settings } = useRuntime()
  const { locale } = settings
  const { id, version, description, currency } = correction
  const amount = formatMoney(-correction.amount as Minor, currency, locale)
  const period = formatPeriod(correction.period, locale)
  const invoice = view.invoiceById.get(correction.invoiceId)
  const number = invoice === undefined || invoice.state === 'draft' ? '' : invoice.number

  const resolve = async (way: 'next-invoice' | 'nothing') => {
    if (way === 'nothing') {
      const sure = await confirmAct({
        title: t('contracts.nothing-title', { amount }),
        text: t('contracts.nothing-text', { description, period, number }),
        confirm: t('contracts.way-nothing'),
      })
      if (!sure) return
    }
    const resolved = await run(resolveCorrection, { id, version, way })
    if (resolved.ok) {
      toast({ message: t(way === 'nothing' ? 'contracts.resolved-nothing' : 'contracts.resolved-line', { amount }) })
    } else toast({ message: problemText(resolved.problem, locale), tone: 'bad' })
  }

  return (
    <Stack gap={2}>
      <Text>
        {t('contracts.correction-says', { description, period, amount })}{' '}
        {invoice !== undefined && <Link to={`/invoices/${invoice.id}`}>{t('contracts.on-invoice', { number })}</Link>}
      </Text>
      <Row>
        <Button onClick={() => void resolve('next-invoice')}>{t('contracts.way-line')}</Button>
        <Button kind="plain" onClick={() => void resolve('nothing')}>
          {t('contracts.way-nothing')}
        </Button>
      </Row>
    </Stack>
  )
}
