import { ProfileFields, type ProfileValues, profileOf, profileValues } from '../blocks/profile-fields.tsx'
import { useSettingsForm } from '../blocks/use-settings-form.ts'
import { StepForm, type StepProps } from './step-form.tsx'

/** Who you are. */
export function ProfileStep(props: StepProps) {
  const settings = useSettingsForm<ProfileValues>({
    section: 'profile',
    quiet: true,
    values: profileValues,
    changes: (values, account) => ({
      changes: { profile: profileOf(values), country: values.address.country || account.country },
    }),
  })
  return (
    <StepForm {...props} settings={settings}>
      <ProfileFields form={settings.form} short />
    </StepForm>
  )
}
