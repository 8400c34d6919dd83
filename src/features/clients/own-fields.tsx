import { useId, useState } from 'react'
import { changeCustomFields } from '../../commands/change-custom-fields.ts'
import type { Client, CustomField } from '../../core/model.ts'
import { problemText } from '../../i18n/problem-text.ts'
import { t } from '../../i18n/translate.ts'
import { Button, IconButton } from '../../ui/button.tsx'
import { Dialog } from '../../ui/dialog.tsx'
import { Facts } from '../../ui/facts.tsx'
import { Form } from '../../ui/form.tsx'
import { Section } from '../../ui/section.tsx'
import { Row, Stack } from '../../ui/stack.tsx'
import { Text } from '../../ui/text.tsx'
import { TextField } from '../../ui/text-field.tsx'
import { useRuntime } from '../runtime.tsx'

/** Fields of the owner's own on a client (M-7): what rules ask for beside the usual ones. */
export function OwnFields({ client }: { readonly client: Client }) {
  const [editing, setEditing] = useState(false)
  const fields = client.customFields ?? []
  return (
    <Section
      title={t('rules.fields')}
      acts={<IconButton icon="edit" label={t('rules.fields-edit')} onClick={() => setEditing(true)} />}
    >
      {fields.length === 0 ? (
        <Text tone="quiet">{t('rules.fields-help')}</Text>
      ) : (
        <Facts start facts={fields.map(({ name, value }) => ({ label: name, value }))} />
      )}
      {editing && <OwnFieldsDialog client={client} onClose={() => setEditing(false)} />}
    </Section>
  )
}

interface Draft extends CustomField {
  readonly key: number
}

function OwnFieldsDialog({ client, onClose }: { readonly client: Client; readonly onClose: () => void }) {
  const { run, settings } = useRuntime()
  const id = useId()
  const [version] = useState(client.version)
  const [fields, setFields] = useState<readonly Draft[]>(() => {
    const before = (client.customFields ?? []).map((field, key) => ({ ...field, key }))
    return before.length === 0 ? [{ name: '', value: '', key: 0 }] : before
  })
  const [problem, setProblem] = useState<string>()
  const put = (key: number, change: Partial<CustomField>) =>
    setFields(fields.map((field) => (field.key === key ? { ...field, ...change } : field)))
  const save = async () => {
    const customFields = fields
      .filter(({ name, value }) => name.trim() !== '' || value.trim() !== '')
      .map(({ name, value }) => ({ name, value }))
    const saved = await run(changeCustomFields, { id: client.id, version, customFields })
    if (saved.ok) onClose()
    else setProblem(problemText(saved.problem, settings.locale))
  }
  return (
    <Dialog
      open
      firm
      title={t('rules.fields-of', { name: client.name })}
      onClose={onClose}
      foot={
        <>
          <Button onClick={onClose}>{t('ui.cancel')}</Button>
          <Button kind="main" type="submit" form={id}>
            {t('rules.fields-save')}
          </Button>
        </>
      }
    >
      <Form
        id={id}
        onSubmit={(event) => {
          event.preventDefault()
          void save()
        }}
        {...(problem !== undefined && { problem })}
      >
        <Stack gap={2}>
          <Text tone="quiet">{t('rules.fields-help')}</Text>
          {fields.map(({ key, name, value }, index) => (
            <Row key={key} gap={2} align="top" keep>
              <TextField
                label={t('rules.field-name', { number: index + 1 })}
                labelHidden
                placeholder={t('rules.field-name-example')}
                maxLength={60}
                value={name}
                onChange={(event) => put(key, { name: event.target.value })}
              />
              <TextField
                label={t('rules.field-value', { number: index + 1 })}
                labelHidden
                placeholder={t('rules.field-value-example')}
                maxLength={200}
                value={value}
                onChange={(event) => put(key, { value: event.target.value })}
              />
              <IconButton
                icon="trash"
                label={t('rules.field-remove', { number: index + 1 })}
                onClick={() => setFields(fields.filter((field) => field.key !== key))}
              />
            </Row>
          ))}
          <Row>
            <Button
              icon="plus"
              disabled={fields.length >= 20}
              onClick={() =>
                setFields([...fields, { name: '', value: '', key: Math.max(-1, ...fields.map((f) => f.key)) + 1 }])
              }
            >
              {t('rules.field-add')}
            </Button>
          </Row>
        </Stack>
      </Form>
    </Dialog>
  )
}
