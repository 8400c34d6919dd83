import { useId, useRef, useState } from 'react'
import { Controller, useForm } from 'react-hook-form'
import { saveEndpoint } from '../../commands/save-endpoint.ts'
import { endpointUrlProblem } from '../../core/automation/endpoint-url.ts'
import type { Endpoint } from '../../core/automation/outbox.ts'
import { type WebhookEvent, webhookEvents } from '../../core/automation/webhook-body.ts'
import { problemText } from '../../i18n/problem-text.ts'
import { t } from '../../i18n/translate.ts'
import { stripeUrl } from '../../integrations/card/stripe-processor.ts'
import { newSecret } from '../../integrations/webhook/new-secret.ts'
import { Button } from '../../ui/button.tsx'
import { Checkbox } from '../../ui/checkbox.tsx'
import { Dialog } from '../../ui/dialog.tsx'
import { Form } from '../../ui/form.tsx'
import { Segmented } from '../../ui/segmented.tsx'
import { Text } from '../../ui/text.tsx'
import { TextField } from '../../ui/text-field.tsx'
import { toast } from '../../ui/toast.tsx'
import { useDirtyForm } from '../../ui/use-dirty-form.tsx'
import { webhookEventText } from '../blocks/delivery-text.ts'
import { useRuntime } from '../runtime.tsx'
import styles from './connections-section.module.css'
import { ProcessorKeyField } from './processor-fields.tsx'
import { keyProblem } from './processor-key.ts'

interface EndpointValues {
  name: string
  url: string
  purpose: Endpoint['purpose']
  events: WebhookEvent[]
}

/** What a new connection starts with: what a bookkeeping program asks for. */
const usual: WebhookEvent[] = ['invoice.finalized', 'invoice.paid', 'payment.recorded']

/** An endpoint: its name, its address, what it is for and what it is told. */
export function EndpointDialog({
  endpoint,
  onClose,
  onAdded,
  onProcessor,
}: {
  readonly endpoint: Endpoint | undefined
  readonly onClose: () => void
  /** The secret of a new one, to be shown once. */
  readonly onAdded: (name: string, secret: string) => void
  /** A new payment processor, whose key is tried next. */
  readonly onProcessor: (id: Endpoint['id']) => void
}) {
  const { run, settings, newKey } = useRuntime()
  const formId = useId()
  const key = useRef(newKey())
  const [problem, setProblem] = useState<string>()
  // Not among the form's values, which are kept for whoever comes back to it.
  const [processorKey, setProcessorKey] = useState('')
  const [keyError, setKeyError] = useState<string>()
  const form = useForm<EndpointValues>({ defaultValues: valuesOf(endpoint) })
  const dirty = useDirtyForm(`endpoint/${endpoint?.id ?? 'new'}`, form)
  const { control, register, watch, formState, setError, getValues, setValue } = form
  const purpose = watch('purpose')

  const save = async (values: EndpointValues): Promise<void> => {
    setProblem(undefined)
    const isProcessor = endpoint === undefined && values.purpose === 'card'
    const wrong = isProcessor ? keyProblem(processorKey) : undefined
    setKeyError(wrong)
    const url = fullAddress(values.url)
    if (!url.startsWith('https://') || endpointUrlProblem(url) !== undefined) {
      setError('url', { message: t('connections.url-https') }, { shouldFocus: true })
      return
    }
    if (wrong !== undefined) return
    const fields = {
      name: values.name.trim(),
      url,
      purpose: values.purpose,
      events: values.purpose !== 'webhook' ? [] : webhookEvents.filter((each) => values.events.includes(each)),
    }
    const secret = isProcessor ? processorKey.trim() : newSecret()
    const saved = await run(
      saveEndpoint,
      endpoint === undefined ? { fields, secret } : { fields, seen: { id: endpoint.id, version: endpoint.version } },
      key.current,
    )
    key.current = newKey()
    if (!saved.ok) {
      const { problem: refusal } = saved
      const words = problemText(refusal, settings.locale)
      if (refusal.code === 'field-invalid' && (refusal.field === 'name' || refusal.field === 'url')) {
        setError(refusal.field, { message: words }, { shouldFocus: true })
      } else setProblem(words)
      return
    }
    dirty.saved()
    if (isProcessor) {
      onProcessor(saved.value.id)
      return
    }
    if (endpoint === undefined) {
      onAdded(fields.name, secret)
      return
    }
    toast({ message: t('connections.saved', { name: fields.name }) })
    onClose()
  }
  /** The processor's public address stands there until another one is typed. */
  const choose = (next: EndpointValues['purpose']) => {
    setValue('purpose', next, { shouldDirty: true })
    const url = getValues('url').trim()
    if (next === 'card' && url === '') setValue('url', stripeUrl)
    if (next !== 'card' && url === stripeUrl) setValue('url', '')
    if (next === 'card' && getValues('name').trim() === '') setValue('name', 'Stripe')
  }
  return (
    <Dialog
      open
      firm
      title={endpoint === undefined ? t('connections.add') : t('connections.change-named', { name: endpoint.name })}
      onClose={onClose}
      foot={
        <>
          <Button onClick={onClose}>{t('connections.cancel')}</Button>
          <Button kind="main" type="submit" form={formId} busy={formState.isSubmitting}>
            {t('connections.save')}
          </Button>
        </>
      }
    >
      <Form
        id={formId}
        onSubmit={form.handleSubmit(save)}
        problem={problem}
        errorCount={Object.keys(formState.errors).length}
        submitCount={formState.submitCount}
      >
        {dirty.notice}
        <TextField
          label={t('connections.name')}
          help={t('connections.name-help')}
          error={formState.errors.name?.message}
          {...register('name')}
        />
        <TextField
          label={t('connections.url')}
          help={t(purpose === 'card' ? 'cards.url-help' : 'connections.url-help')}
          inputMode="url"
          autoCapitalize="none"
          spellCheck={false}
          error={formState.errors.url?.message}
          {...register('url')}
        />
        {endpoint === undefined && (
          <Controller
            control={control}
            name="purpose"
            render={({ field }) => (
              <Segmented
                label={t('connections.purpose')}
                value={field.value}
                onChange={choose}
                options={(['webhook', 'mail', 'card'] as const).map((value) => ({
                  value,
                  label: t(`connections.purpose-${value}`),
                }))}
              />
            )}
          />
        )}
        <Text tone="quiet">{t(`connections.purpose-help-${purpose}`)}</Text>
        {purpose === 'card' && endpoint === undefined && (
          <ProcessorKeyField value={processorKey} onChange={setProcessorKey} error={keyError} />
        )}
        {purpose === 'webhook' && (
          <fieldset className={styles.events}>
            <legend>{t('connections.events')}</legend>
            <div className={styles.choices}>
              {webhookEvents.map((event) => (
                <Checkbox key={event} label={webhookEventText(event)} value={event} {...register('events')} />
              ))}
            </div>
          </fieldset>
        )}
      </Form>
    </Dialog>
  )
}

/** People paste addresses without their beginning; another beginning than https stays, to be refused in words. */
function fullAddress(typed: string): string {
  const url = typed.trim()
  return url === '' || /^[a-z][a-z0-9+.-]*:\/\//i.test(url) ? url : `https://${url}`
}

function valuesOf(endpoint: Endpoint | undefined): EndpointValues {
  const { name = '', url = '', purpose = 'webhook', events = usual } = endpoint ?? {}
  return {
    name,
    url,
    purpose,
    events: webhookEvents.filter((each) => (events as readonly string[]).includes(each)),
  }
}
