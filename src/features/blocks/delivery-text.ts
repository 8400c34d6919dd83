// What is told to an endpoint, and why it was not, in words.
import type { DeliveryProblem } from '../../core/automation/outbox.ts'
import { type WebhookEvent, webhookEvents } from '../../core/automation/webhook-body.ts'
import { t } from '../../i18n/translate.ts'
import type { DeliveryView } from '../../queries/list-endpoints.ts'

/** An event as the end of "Tell it when ...". */
export function webhookEventText(event: WebhookEvent): string {
  return t(`connections.event-${event}`)
}

/** "An invoice was paid: 2026-0042", or the message. */
export function deliveryText({ row, about }: Pick<DeliveryView, 'row' | 'about'>): string {
  if (row.payload.kind === 'message') return t('connections.what-message', { about })
  if (row.payload.kind !== 'webhook') return t(`connections.what-${row.payload.kind}`, { about })
  const { type } = row.payload
  const event = webhookEvents.find((each) => each === type)
  const what = event === undefined ? t('connections.what-rule') : sentence(webhookEventText(event))
  return about === '' ? what : t('connections.what-about', { what, about })
}

/** Why a person must look at it, in one sentence. */
export function deliveryProblemText(problem: DeliveryProblem, endpointName: string): string {
  const name = endpointName === '' ? t('connections.gone') : endpointName
  switch (problem.code) {
    case 'refused':
      return problem.text === ''
        ? t('connections.problem-refused', { name, status: problem.status })
        : t('connections.problem-refused-text', { name, status: problem.status, text: problem.text.slice(0, 160) })
    case 'unreachable':
      return t('connections.problem-unreachable', { name, attempts: problem.attempts })
    case 'endpoint-gone':
    case 'no-document':
    case 'restored':
      return t(`connections.problem-${problem.code}`)
    default:
      return t(`connections.problem-${problem.code}`, { name })
  }
}

function sentence(text: string): string {
  return text.slice(0, 1).toUpperCase() + text.slice(1)
}
