import { t } from '../../i18n/translate.ts'
import { Facts } from '../../ui/facts.tsx'
import { Section } from '../../ui/section.tsx'
import type { ChosenFile } from './use-import.ts'

/** What the file is taken for. */
export function ImportFileFacts({ file }: { readonly file: ChosenFile }) {
  const { table, encoding, recognition } = file.opened
  const delimiter =
    table.delimiter === null ? undefined : table.delimiter === '\t' ? t('data.delimiter-tab') : table.delimiter
  return (
    <Section title={file.name}>
      <Facts
        start
        facts={[
          {
            label: t('data.import-recognised'),
            value: recognition.system ?? t(table.format === 'json' ? 'data.import-plain-json' : 'data.import-plain'),
          },
          { label: t('data.import-rows'), value: t('data.import-rows-figure', { rows: table.rows.length }) },
          {
            label: t('data.import-form'),
            value:
              delimiter === undefined
                ? t('data.import-form-json', { encoding: encoding.toUpperCase() })
                : t('data.import-form-csv', { encoding: encoding.toUpperCase(), delimiter }),
          },
          {
            label: t('data.import-header'),
            value: table.headerRow === null ? undefined : t('data.import-header-row', { row: table.headerRow }),
          },
        ]}
      />
    </Section>
  )
}
