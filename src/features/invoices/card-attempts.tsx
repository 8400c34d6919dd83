import { isForgettable, isOpenAttempt } from '../../core/payments/attempt-states.ts'
import { formatDate } from '../../i18n/format-date.ts'
import { t } from '../../i18n/translate.ts'
import type { CardPayment } from '../../queries/get-card-payment.ts'
import type { ListedAttempt } from '../../queries/open-attempts.ts'
import { Amount } from '../../ui/amount.tsx'
import { Button } from '../../ui/button.tsx'
import { Link } from '../../ui/link.tsx'
import { Section } from '../../ui/section.tsx'
import { Row, Stack } from '../../ui/stack.tsx'
import { StateBadge } from '../../ui/state-badge.tsx'
import { Text } from '../../ui/text.tsx'
import { useOnline } from '../../ui/use-online.ts'
import { adviceText, attemptBadge, attemptText } from '../blocks/attempt-text.ts'
import { LinkToSend } from '../blocks/link-to-send.tsx'
import { useRuntime } from '../runtime.tsx'
import { useCardActs } from './use-card-acts.ts'

/** The attempts to charge a card for an invoice, the latest first: how each stands and what can be done. */
export function CardAttempts(props: {
  readonly payment: CardPayment
  /** Another attempt. */
  readonly onAgain: () => void
}) {
  const { attempts, why } = props.payment
  if (attempts.length === 0) return null
  return (
    <Section title={t('cards.attempts')}>
      <Stack gap={4}>
        {attempts.map((listed, index) => (
          <Attempt
            key={listed.attempt.id}
            listed={listed}
            payment={props.payment}
            {...(index === 0 && why === undefined && listed.attempt.state === 'failed' && { onAgain: props.onAgain })}
          />
        ))}
      </Stack>
    </Section>
  )
}

function Attempt(props: {
  readonly listed: ListedAttempt
  readonly payment: CardPayment
  readonly onAgain?: () => void
}) {
  const { listed, payment } = props
  const { attempt, delivery } = listed
  const { settings } = useRuntime()
  const acts = useCardActs()
  const online = useOnline()
  const { state, amount, currency, invoiceNumber: number, actionUrl, paymentId, on } = attempt
  const open = isOpenAttempt(attempt)
  const sending = delivery?.state === 'sending'
  const company = settings.profile.name
  // Needs the client's word, or nobody knows: the processor says how it stands.
  const asks = open && !sending && delivery !== undefined && (state !== 'pending' || delivery.state === 'needs-you')
  return (
    <Stack gap={2}>
      <Row justify="apart" gap={2}>
        <StateBadge {...attemptBadge(attempt)} />
        <Amount amount={amount} currency={currency} {...(state === 'cancelled' && { tone: 'struck' as const })} />
      </Row>
      <Text>{attemptText(listed, payment.processor, online)}</Text>
      {state === 'failed' && <Text tone="quiet">{adviceText(attempt)}</Text>}
      {state === 'needs-action' && actionUrl !== undefined && attempt.givenUp !== 1 && (
        <LinkToSend
          url={actionUrl}
          to={payment.email}
          subject={t('cards.action-subject', { number, company })}
          text={t('cards.action-text', { number, company, url: actionUrl })}
        />
      )}
      {paymentId !== undefined && <Link to={`/payments/${paymentId}`}>{t('cards.see-payment')}</Link>}
      <Text tone="quiet" size={1}>
        {[formatDate(on, settings.locale), t(`cards.by-${attempt.by}`)].join(' · ')}
      </Text>
      {(asks || open || props.onAgain !== undefined) && (
        <Row gap={2}>
          {asks && (
            <Button busy={acts.busy} onClick={() => void acts.ask(listed)}>
              {t(state === 'pending' ? 'cards.send-again' : 'cards.ask-processor')}
            </Button>
          )}
          {open && attempt.givenUp !== 1 && (
            <Button kind="plain" disabled={sending || acts.busy} onClick={() => void acts.giveUp(listed)}>
              {t('cards.give-up')}
            </Button>
          )}
          {delivery !== undefined && isForgettable(attempt, delivery) && (
            <Button kind="plain" disabled={acts.busy} onClick={() => void acts.forget(listed)}>
              {t('cards.forget')}
            </Button>
          )}
          {props.onAgain !== undefined && <Button onClick={props.onAgain}>{t('cards.try-again')}</Button>}
        </Row>
      )}
    </Stack>
  )
}
