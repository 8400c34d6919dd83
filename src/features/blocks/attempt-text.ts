// What became of an attempt to charge a card, in words, and what can be done.
import { isOpenAttempt } from '../../core/payments/attempt-states.ts'
import type { CardAttempt } from '../../core/payments/card-attempt.ts'
import { t } from '../../i18n/translate.ts'
import type { ListedAttempt } from '../../queries/open-attempts.ts'
import type { StateBadgeProps } from '../../ui/state-badge.tsx'
import { deliveryProblemText } from './delivery-text.ts'

/** Its state in a word or two. */
export function attemptBadge({ state, givenUp }: CardAttempt): Pick<StateBadgeProps, 'word' | 'tone' | 'shape'> {
  const word = t(givenUp === 1 && isOpenAttempt({ state }) ? 'cards.state-given-up' : `cards.state-${state}`)
  switch (state) {
    case 'pending':
      return { word, tone: 'ink', shape: 'dot' }
    case 'unknown':
    case 'needs-action':
      return { word, tone: 'late', shape: 'clock' }
    case 'collected':
      return { word, tone: 'good', shape: 'check' }
    case 'failed':
      return { word, tone: 'bad', shape: 'outline' }
    case 'cancelled':
      return { word, tone: 'grey', shape: 'dash' }
  }
}

/** What it means for money, in one sentence; `online`: whether there is a network. */
export function attemptText({ attempt, delivery }: ListedAttempt, processor: string, online: boolean): string {
  if (attempt.givenUp === 1 && isOpenAttempt(attempt)) return t('cards.says-given-up')
  if (delivery?.problem !== undefined && delivery.state === 'needs-you' && attempt.state !== 'unknown') {
    return deliveryProblemText(delivery.problem, processor)
  }
  switch (attempt.state) {
    case 'pending':
      return t(online ? 'cards.says-pending' : 'cards.says-offline')
    case 'failed':
      return declineText(attempt)
    case 'cancelled':
      if (attempt.forgotten === 1) return t('cards.says-forgotten')
      return delivery?.why === undefined || delivery.why === 'by-hand'
        ? t('cards.says-let-go')
        : t('cards.says-cancelled', { why: t(`connections.why-${delivery.why}`) })
    default:
      return t(`cards.says-${attempt.state}`)
  }
}

/** What the processor or the bank said. */
function declineText({ decline }: CardAttempt): string {
  if (decline === undefined) return t('cards.says-failed')
  const text = decline.message === '' ? decline.code.replaceAll('_', ' ') : decline.message
  return t('cards.says-declined', { text })
}

const advice: Readonly<Record<string, 'later' | 'other-card' | 'stop' | 'client'>> = {
  insufficient_funds: 'later',
  card_velocity_exceeded: 'later',
  processing_error: 'later',
  issuer_not_available: 'later',
  try_again_later: 'later',
  expired_card: 'other-card',
  incorrect_number: 'other-card',
  invalid_account: 'other-card',
  card_not_supported: 'other-card',
  currency_not_supported: 'other-card',
  'not-there': 'other-card',
  resource_missing: 'other-card',
  lost_card: 'stop',
  stolen_card: 'stop',
  pickup_card: 'stop',
  fraudulent: 'stop',
  authentication_required: 'client',
}

/** What to do about a card that was refused. */
export function adviceText({ decline }: CardAttempt): string {
  return t(`cards.advice-${advice[decline?.code ?? ''] ?? 'client'}`)
}
