import { useState } from 'react'
import type { FinalizedInvoice } from '../../core/model.ts'
import { t } from '../../i18n/translate.ts'
import { listFields } from '../../queries/list-fields.ts'
import { Button } from '../../ui/button.tsx'
import { Facts } from '../../ui/facts.tsx'
import { Section } from '../../ui/section.tsx'
import { Text } from '../../ui/text.tsx'
import { ownFieldFacts } from '../blocks/own-field-facts.tsx'
import { fieldsInUse } from '../blocks/own-fields.ts'
import { useRows } from '../blocks/use-rows.ts'
import { useRuntime } from '../runtime.tsx'
import { OwnFieldsDialog } from './own-fields-dialog.tsx'

/** What the owner keeps of an issued invoice in fields of their own; nothing where there are none (M-7). */
export function OwnFieldsSection({ invoice }: { readonly invoice: FinalizedInvoice }) {
  const { locale } = useRuntime().settings
  const fields = useRows((books) => listFields(books, 'invoice'), [])
  const [open, setOpen] = useState(false)
  const { customFields = [] } = invoice
  if (fields === undefined) return null
  const asked = fieldsInUse(fields).length > 0
  if (!asked && customFields.length === 0) return null
  return (
    <Section
      title={t('fields.title')}
      acts={
        asked && (
          <Button kind="plain" icon="edit" onClick={() => setOpen(true)}>
            {t('fields.edit-short')}
          </Button>
        )
      }
    >
      {customFields.length === 0 ? (
        <Text tone="quiet">{t('fields.none-filled')}</Text>
      ) : (
        <Facts start facts={ownFieldFacts(fields, customFields, locale)} />
      )}
      {open && <OwnFieldsDialog invoice={invoice} fields={fields} onClose={() => setOpen(false)} />}
    </Section>
  )
}
