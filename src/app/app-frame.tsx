import { lazy, Suspense } from 'react'
import { SampleNotice } from '../features/blocks/sample-notice.tsx'
import { useRuntime } from '../features/runtime.tsx'
import { loadLaterTexts } from '../i18n/translate.ts'
import { LocaleProvider } from '../ui/locale.tsx'
import { AccountSwitcher } from './account-switcher.tsx'
import { ClosedBanner } from './closed-banner.tsx'
import { InboxBell } from './inbox-bell.tsx'
import { SafetyDot } from './safety-dot.tsx'
import { Shell } from './shell.tsx'
import { UpdateBanner } from './update-banner.tsx'

const ReadOnlyNotice = lazy(async () => {
  const [it] = await Promise.all([import('../features/blocks/read-only-notice.tsx'), loadLaterTexts()])
  return { default: it.ReadOnlyNotice }
})

/** The shell with what the data layer knows: accounts, safety, updates. */
export function AppFrame() {
  const { account, settings } = useRuntime()
  return (
    <LocaleProvider locale={settings.locale}>
      <Shell
        account={<AccountSwitcher />}
        safety={<SafetyDot />}
        inbox={<InboxBell />}
        notices={
          <>
            <ClosedBanner />
            <UpdateBanner />
          </>
        }
        aboutAccount={
          account.state !== 'active' ? (
            <Suspense>
              <ReadOnlyNotice />
            </Suspense>
          ) : (
            account.kind === 'sample' && <SampleNotice />
          )
        }
      />
    </LocaleProvider>
  )
}
