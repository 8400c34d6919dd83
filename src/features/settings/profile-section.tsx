import { t } from '../../i18n/translate.ts'
import { Section } from '../../ui/section.tsx'
import { Stack } from '../../ui/stack.tsx'
import { ProfileFields, type ProfileValues, profileOf, profileValues } from '../blocks/profile-fields.tsx'
import { useSettingsForm } from '../blocks/use-settings-form.ts'
import { LogoField } from './logo-field.tsx'
import { SectionForm } from './section-form.tsx'

/** Who you are: name, address, tax numbers, logo. Issued documents keep what they froze. */
export function ProfileSection() {
  const settings = useSettingsForm<ProfileValues>({
    section: 'profile',
    values: profileValues,
    changes: (values) => ({ changes: { profile: profileOf(values) } }),
  })
  return (
    <Stack>
      <Section title={t('settings.profile')} help={t('settings.profile-help')}>
        <SectionForm settings={settings}>
          <ProfileFields form={settings.form} />
        </SectionForm>
      </Section>
      <LogoField />
    </Stack>
  )
}
