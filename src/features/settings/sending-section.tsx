import { useRef, useState } from 'react'
import type { MessageTemplate, MessageTemplateKey } from '../../core/automation/message.ts'
import {
  messageLimits,
  parseTemplate,
  templateFields,
  templateKeys,
  unknownOwnField,
} from '../../core/automation/message-template.ts'
import { ownFieldInText } from '../../core/automation/own-template-fields.ts'
import type { CalendarDate } from '../../core/date.ts'
import type { FieldDefinition } from '../../core/fields/field-definition.ts'
import type { AccountSettings } from '../../core/settings.ts'
import { letterWords } from '../../documents/letter-words.ts'
import { t } from '../../i18n/translate.ts'
import { templateInForce } from '../../integrations/mail/compose-message.ts'
import { listFields } from '../../queries/list-fields.ts'
import { Button } from '../../ui/button.tsx'
import { Notice } from '../../ui/notice.tsx'
import { Section } from '../../ui/section.tsx'
import { SelectField } from '../../ui/select-field.tsx'
import { Columns, Row, Stack } from '../../ui/stack.tsx'
import { Text } from '../../ui/text.tsx'
import { TextArea } from '../../ui/text-area.tsx'
import { TextField } from '../../ui/text-field.tsx'
import { fieldsInUse } from '../blocks/own-fields.ts'
import { useRows } from '../blocks/use-rows.ts'
import { type SectionChange, useSettingsForm } from '../blocks/use-settings-form.ts'
import { useRuntime } from '../runtime.tsx'
import { exampleMessage } from './example-message.ts'
import { SectionForm } from './section-form.tsx'
import styles from './sending-section.module.css'

/** All texts at once: what was typed for one is not lost when another is looked at. */
export type SendingValues = Record<`${MessageTemplateKey}/${keyof MessageTemplate}`, string>

export function sendingValues(settings: AccountSettings): SendingValues {
  const values: Partial<SendingValues> = {}
  for (const key of templateKeys) {
    const { subject, text } = templateInForce(key, settings, settings.locale)
    values[`${key}/subject`] = subject
    values[`${key}/text`] = text
  }
  return values as SendingValues
}

/** What the section saves, or the first place that cannot be kept. A text as it is built in is none of the owner's. */
export function sendingChange(
  values: SendingValues,
  { locale }: Pick<AccountSettings, 'locale'>,
  fields: readonly FieldDefinition[] = [],
): SectionChange {
  const messages: Partial<Record<MessageTemplateKey, MessageTemplate>> = {}
  for (const key of templateKeys) {
    for (const part of ['subject', 'text'] as const) {
      const fault = faultText(values[`${key}/${part}`], part, fields)
      if (fault !== undefined) return { field: `${key}/${part}`, message: fault }
    }
    const own = { subject: values[`${key}/subject`], text: values[`${key}/text`] }
    const builtIn = letterWords(locale).template(key)
    if (own.subject !== builtIn.subject || own.text !== builtIn.text) messages[key] = own
  }
  return { changes: { messages } }
}

function faultText(text: string, part: keyof MessageTemplate, fields: readonly FieldDefinition[]): string | undefined {
  if (text.trim() === '') return t('sending.template-empty')
  if (text.length > messageLimits[part]) return t('sending.template-too-long', { limit: messageLimits[part] })
  const fault = parseTemplate(text).faults[0] ?? unknownOwnField(text, fields)
  if (fault === undefined) return undefined
  const place = { line: fault.line, column: fault.column }
  return fault.code === 'unknown-field'
    ? t('sending.template-unknown', { field: fault.field, ...place })
    : t('sending.template-unclosed', place)
}

/** The texts of messages to clients, with their fields and how they will read. */
export function SendingSection() {
  const { settings: account, today } = useRuntime()
  const fields = useRows((books) => listFields(books), [])
  if (fields === undefined) return null
  return <SendingForm account={account} today={today()} fields={fields} />
}

const subjects = ['client', 'group', 'contract', 'invoice'] as const

/** Those in use, one subject after the other. */
function ownFieldsInTexts(fields: readonly FieldDefinition[]): string[] {
  return subjects.flatMap((subject) =>
    fieldsInUse(fields)
      .filter((each) => each.subject === subject)
      .map(ownFieldInText),
  )
}

function SendingForm(props: {
  readonly account: AccountSettings
  readonly today: CalendarDate
  readonly fields: readonly FieldDefinition[]
}) {
  const { account, today, fields } = props
  const settings = useSettingsForm<SendingValues>({
    section: 'sending',
    values: sendingValues,
    changes: (values, seen) => sendingChange(values, seen, fields),
  })
  const { form } = settings
  const [key, setKey] = useState<MessageTemplateKey>('invoice')
  const [part, setPart] = useState<keyof MessageTemplate>('text')
  const cursor = useRef<HTMLInputElement | HTMLTextAreaElement>(null)
  const values = form.watch()
  const template = { subject: values[`${key}/subject`], text: values[`${key}/text`] }
  const builtIn = letterWords(account.locale).template(key)
  const isBuiltIn = template.subject === builtIn.subject && template.text === builtIn.text
  const example = exampleMessage(key, template, account, fields, today)
  const { errors } = form.formState
  // An error in a text that is not in view: say where.
  const elsewhere = templateKeys.find((each) => each !== key && (errors[`${each}/subject`] ?? errors[`${each}/text`]))

  const set = (name: keyof SendingValues, value: string) =>
    form.setValue(name, value, { shouldDirty: true, shouldTouch: true, shouldValidate: true })
  const insert = (field: string) => {
    const name = `${key}/${part}` as const
    const text = form.getValues(name)
    const element = cursor.current
    const start = element?.selectionStart ?? text.length
    const end = element?.selectionEnd ?? text.length
    set(name, `${text.slice(0, start)}{${field}}${text.slice(end)}`)
    requestAnimationFrame(() => {
      element?.focus()
      element?.setSelectionRange(start + field.length + 2, start + field.length + 2)
    })
  }
  const wiring = (of: keyof MessageTemplate) => ({
    ...form.register(`${key}/${of}`, { validate: (text) => faultText(text, of, fields) ?? true }),
    error: errors[`${key}/${of}`]?.message,
    onFocus: (event: React.FocusEvent<HTMLInputElement | HTMLTextAreaElement>) => {
      cursor.current = event.target
      setPart(of)
    },
  })

  return (
    <SectionForm settings={settings}>
      {account.profile.email === undefined && <Notice>{t('sending.no-own-address')}</Notice>}
      <Section title={t('sending.templates')} help={t('sending.templates-help')}>
        <Stack gap={4}>
          <SelectField
            label={t('sending.template')}
            options={templateKeys.map((each) => ({ value: each, label: t(`sending.template-${each}`) }))}
            value={key}
            onChange={(event) => {
              cursor.current = null
              setKey(event.target.value as MessageTemplateKey)
            }}
          />
          {elsewhere !== undefined && (
            <Notice tone="bad">{t('sending.template-elsewhere', { name: t(`sending.template-${elsewhere}`) })}</Notice>
          )}
          <Columns gap={4}>
            <Stack gap={3} key={key}>
              <TextField label={t('sending.subject')} {...wiring('subject')} />
              <TextArea label={t('sending.text')} rows={16} {...wiring('text')} />
              <fieldset className={styles.fields}>
                <legend>{t('sending.fields')}</legend>
                <Row gap={1}>
                  {[...templateFields, ...ownFieldsInTexts(fields)].map((field) => (
                    <button key={field} type="button" className={styles.field} onClick={() => insert(field)}>
                      {`{${field}}`}
                    </button>
                  ))}
                </Row>
              </fieldset>
              <div>
                <Button
                  kind="plain"
                  icon="undo"
                  disabled={isBuiltIn}
                  onClick={() => {
                    set(`${key}/subject`, builtIn.subject)
                    set(`${key}/text`, builtIn.text)
                  }}
                >
                  {t('sending.built-in')}
                </Button>
              </div>
            </Stack>
            <section aria-label={t('sending.preview')}>
              <Stack gap={2}>
                <Text size={1} tone="quiet">
                  {t('sending.preview-help')}
                </Text>
                <div className={styles.letter}>
                  <Text strong>{example.subject}</Text>
                  <p className={styles.text}>{example.text}</p>
                </div>
              </Stack>
            </section>
          </Columns>
        </Stack>
      </Section>
    </SectionForm>
  )
}
