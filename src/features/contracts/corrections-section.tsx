import { useNavigate } from '@tanstack/react-router'
import { draftCreditNote } from '../../commands/draft-credit-note.ts'
import { resolveCorrection } from '../../commands/resolve-correction.ts'
import type { Correction } from '../../core/contract/contract.ts'
import type { CreditNoteId } from '../../core/ids.ts'
import type { Minor } from '../../core/money.ts'
import { formatPeriod } from '../../i18n/format-date.ts'
import { formatMoney } from '../../i18n/format-money.ts'
import { problemText } from '../../i18n/problem-text.ts'
import { t } from '../../i18n/translate.ts'
import type { ContractView } from '../../queries/get-contract.ts'
import { listDraftedCorrections } from '../../queries/list-drafted-corrections.ts'
import { Button, ButtonLink } from '../../ui/button.tsx'
import { confirmAct } from '../../ui/confirm.tsx'
import { Link } from '../../ui/link.tsx'
import { Section } from '../../ui/section.tsx'
import { Row, Stack } from '../../ui/stack.tsx'
import { Text } from '../../ui/text.tsx'
import { toast } from '../../ui/toast.tsx'
import { useRows } from '../blocks/use-rows.ts'
import { useRuntime } from '../runtime.tsx'

/** Invoiced periods that should have cost less, each with its ways out. Nothing when there are none. */
export function CorrectionsSection({ view }: { readonly view: ContractView }) {
  const open = view.corrections.filter(({ state }) => state === 'open')
  const { clientId } = view.contract
  const drafted = useRows((books) => listDraftedCorrections(books, clientId), [clientId, open.length])
  if (open.length === 0) return null
  return (
    <Section title={t('contracts.corrections')} help={t('contracts.corrections-help')}>
      <Stack gap={4}>
        {open.map((correction) => (
          <OpenCorrection
            key={correction.id}
            correction={correction}
            view={view}
            draftId={drafted?.get(correction.id)}
          />
        ))}
      </Stack>
    </Section>
  )
}

function OpenCorrection(props: {
  readonly correction: Correction
  readonly view: ContractView
  /** The draft credit note that resolves it once it is issued. */
  readonly draftId: CreditNoteId | undefined
}) {
  const { correction, view, draftId } = props
  const { run, settings } = useRuntime()
  const navigate = useNavigate()
  const { locale } = settings
  const { id, version, description, currency } = correction
  const amount = formatMoney(-correction.amount as Minor, currency, locale)
  const period = formatPeriod(correction.period, locale)
  const invoice = view.invoiceById.get(correction.invoiceId)
  const number = invoice === undefined || invoice.state === 'draft' ? '' : invoice.number

  const creditNote = async () => {
    const made = await run(draftCreditNote, { credits: 'corrections', correctionIds: [id] })
    if (made.ok) void navigate({ to: `/invoices/${made.value.id}` as '/' })
    else toast({ message: problemText(made.problem, locale), tone: 'bad' })
  }
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
      {draftId === undefined ? (
        <Row>
          <Button onClick={() => void creditNote()}>{t('contracts.way-credit-note')}</Button>
          <Button onClick={() => void resolve('next-invoice')}>{t('contracts.way-line')}</Button>
          <Button kind="plain" onClick={() => void resolve('nothing')}>
            {t('contracts.way-nothing')}
          </Button>
        </Row>
      ) : (
        <Row>
          <ButtonLink to={`/invoices/${draftId}`}>{t('contracts.review-credit-note')}</ButtonLink>
        </Row>
      )}
    </Stack>
  )
}
