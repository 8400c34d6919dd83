import { t } from '../../i18n/translate.ts'
import type { AccountEntryView } from '../../queries/account-entries.ts'

/** What an account is called on this device. */
export function accountLabel(account: Pick<AccountEntryView, 'name'>): string {
  return account.name === '' ? t('app.unnamed') : account.name
}
