import { t } from '../../i18n/translate.ts'
import { stripeScopes } from '../../integrations/card/stripe-processor.ts'
import { Notice } from '../../ui/notice.tsx'
import { Stack } from '../../ui/stack.tsx'
import { Text } from '../../ui/text.tsx'
import { TextField } from '../../ui/text-field.tsx'

/**
 * The key of a payment processor, with what it means that it lies in this browser and which rights it needs. It is held
 * by the dialog alone, not by a form that keeps what was typed.
 */
export function ProcessorKeyField(props: {
  readonly value: string
  readonly onChange: (typed: string) => void
  readonly error: string | undefined
}) {
  return (
    <Stack gap={3}>
      <Notice tone="late">
        <Text>{t('cards.key-warning')}</Text>
        <Text>{t('cards.key-take-back')}</Text>
      </Notice>
      <div>
        <Text strong>{t('cards.key-rights')}</Text>
        <ul>
          {stripeScopes.map(({ resource, access }) => (
            <li key={resource}>
              {t(access === 'Write' ? 'cards.key-right-write' : 'cards.key-right-read', { resource })}
            </li>
          ))}
        </ul>
      </div>
      <TextField
        label={t('cards.key')}
        help={t('cards.key-help')}
        error={props.error}
        type="password"
        autoComplete="off"
        autoCapitalize="none"
        spellCheck={false}
        value={props.value}
        onChange={(event) => props.onChange(event.target.value)}
      />
    </Stack>
  )
}
