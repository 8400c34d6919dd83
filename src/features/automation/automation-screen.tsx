import { t } from '../../i18n/translate.ts'
import { Stack } from '../../ui/stack.tsx'
import { useRuntime } from '../runtime.tsx'
import { AutomationPage } from './automation-page.tsx'
import { BuiltInRules } from './built-in-rules.tsx'
import { OwnRules } from './own-rules.tsx'
import { PresetsSection } from './presets-section.tsx'
import { useRulePage } from './use-rule-page.ts'

/** What runs by itself, as plain sentences: presets, the rules of the app, the owner's own. */
export function AutomationScreen() {
  const page = useRulePage()
  const { settings } = useRuntime()
  return (
    <AutomationPage tab="rules" loading={page === undefined}>
      {page !== undefined && (
        <Stack gap={4}>
          {settings.billing.mode === 'manual' && <p>{t('automation.billing-is-manual')}</p>}
          <PresetsSection page={page} />
          <BuiltInRules page={page} />
          <OwnRules page={page} />
        </Stack>
      )}
    </AutomationPage>
  )
}
