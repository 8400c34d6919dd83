import { t } from '../../i18n/translate.ts'
import type { ProcessorFailure } from '../../integrations/card/processor.ts'

/** Why a payment processor gave no answer, or none that helps, in one sentence with what to do. */
export function processorFailureText(failure: ProcessorFailure, host: string): string {
  switch (failure.kind) {
    case 'unknown':
      if (!navigator.onLine) return t('cards.failure-offline')
      return failure.cause === 'answer'
        ? t('cards.failure-answer', { host })
        : t(failure.cause === 'timeout' ? 'cards.failure-timeout' : 'cards.failure-unreachable', { host })
    case 'later':
      return t('cards.failure-later', { host })
    case 'refused':
      return t('cards.failure-refused', { host, message: failure.message === '' ? failure.code : failure.message })
    case 'key-refused':
      return failure.message === ''
        ? t('cards.failure-key', { host })
        : t('cards.failure-key-says', { host, message: failure.message })
    case 'not-there':
      return t('cards.failure-not-there', { host })
    case 'redirected':
      return t('cards.failure-redirected', { host })
    case 'bad-address':
      return t('cards.failure-bad-address')
  }
}
