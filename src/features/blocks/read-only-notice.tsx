import { formatInstant } from '../../i18n/format-date.ts'
import { t } from '../../i18n/translate.ts'
import { ButtonLink } from '../../ui/button.tsx'
import { Notice } from '../../ui/notice.tsx'
import { useRuntime } from '../runtime.tsx'

/** Says why nothing can be written here: a copy for looking, or an account that moved away. Nothing otherwise. */
export function ReadOnlyNotice() {
  const { account, settings } = useRuntime()
  if (account.state === 'active') return null
  return (
    <Notice acts={<ButtonLink to="/data">{t('data.read-only-act')}</ButtonLink>}>
      {account.state === 'retired'
        ? t('data.retired-notice')
        : t('data.read-only-notice', {
            asOf: account.asOf === undefined ? '' : formatInstant(account.asOf, settings.locale, settings.timeZone),
          })}
    </Notice>
  )
}
