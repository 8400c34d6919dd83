import { PayFields, type PayValues, payChange, payValues } from '../blocks/pay-fields.tsx'
import { useSettingsForm } from '../blocks/use-settings-form.ts'
import { StepForm, type StepProps } from './step-form.tsx'

/** Where you are paid. */
export function PayStep(props: StepProps) {
  const settings = useSettingsForm<PayValues>({ section: 'pay', quiet: true, values: payValues, changes: payChange })
  return (
    <StepForm {...props} settings={settings}>
      <PayFields form={settings.form} />
    </StepForm>
  )
}
