import { useState } from 'react'
import { t } from '../../i18n/translate.ts'
import { fieldText } from '../../integrations/import/import-text.ts'
import { type ColumnMapping, fieldsOf, type ImportField, ownSubjects } from '../../integrations/import/mapping.ts'
import { importedEntities } from '../../integrations/import/recognise.ts'
import { listFields } from '../../queries/list-fields.ts'
import { Button } from '../../ui/button.tsx'
import { type Column, DataTable } from '../../ui/data-table.tsx'
import { arraySource } from '../../ui/row-source.ts'
import { Section } from '../../ui/section.tsx'
import { Segmented } from '../../ui/segmented.tsx'
import { SelectField } from '../../ui/select-field.tsx'
import { Stack } from '../../ui/stack.tsx'
import { Text } from '../../ui/text.tsx'
import { fieldsInUse } from '../blocks/own-fields.ts'
import { useRows } from '../blocks/use-rows.ts'
import type { ChosenFile, Import } from './use-import.ts'

/** A field of the rows, or one of the owner's own (`own:` and its id). */
type Field = ImportField | `own:${string}`

interface ColumnRow {
  readonly column: string
  readonly example: string
  readonly field: Field | ''
}

const keyOf = (row: ColumnRow) => row.column

/** Which column of the file fills which field; remembered for the next file with the same columns. */
export function ImportColumns({ work, file }: { readonly work: Import; readonly file: ChosenFile }) {
  const [open, setOpen] = useState(false)
  const { table } = file.opened
  const defined = useRows(
    (books) => listFields(books, ownSubjects[file.entity ?? 'clients'] ?? 'client'),
    [file.entity],
  )
  const offered = ownSubjects[file.entity ?? 'clients'] === undefined ? [] : fieldsInUse(defined ?? [])
  const fieldByColumn = new Map<string, Field>([
    ...(file.mapping?.columns.map(({ column, field }) => [column, field] as const) ?? []),
    ...(file.mapping?.own?.map(({ column, fieldId }) => [column, `own:${fieldId}`] as const) ?? []),
  ])
  const rows = table.columns.map((column, index): ColumnRow => {
    const filled = table.rows.find(({ cells }) => (cells[index] ?? '').trim() !== '')
    return { column, example: filled?.cells[index]?.trim() ?? '', field: fieldByColumn.get(column) ?? '' }
  })
  const choose = (column: string, field: Field | '') => {
    const next = rows.flatMap((row) => {
      const chosen = row.column === column ? field : row.field
      return chosen === '' ? [] : [{ column: row.column, field: chosen }]
    })
    const own = next.flatMap(({ column: of, field: chosen }) =>
      chosen.startsWith('own:') ? [{ column: of, fieldId: chosen.slice('own:'.length) }] : [],
    )
    work.setMapping({
      entity: file.entity,
      columns: next.filter(({ field: chosen }) => !chosen.startsWith('own:')),
      ...(own.length === 0 ? {} : { own }),
    } as unknown as ColumnMapping)
  }
  const fields: readonly ImportField[] = fieldsOf[file.entity ?? 'clients']
  const options = [
    { value: '', label: t('data.column-leave-out') },
    ...fields.map((field) => ({ value: field, label: fieldText(field) })),
    ...offered.map(({ id, name }) => ({ value: `own:${id}`, label: t('fields.own-column', { name }) })),
  ]
  const columns: readonly Column<ColumnRow>[] = [
    { id: 'column', head: t('data.column-in-file'), cell: (row) => row.column, card: 'title', width: 'minmax(0, 1fr)' },
    {
      id: 'example',
      head: t('data.column-example'),
      cell: (row) => (
        <Text tone="quiet" oneLine>
          {row.example === '' ? '–' : row.example}
        </Text>
      ),
      card: 'meta',
      width: 'minmax(0, 1.2fr)',
    },
    {
      id: 'field',
      head: t('data.column-becomes'),
      card: 'state',
      width: 'minmax(180px, 1fr)',
      cell: (row) => (
        <SelectField
          label={t('data.column-label', { column: row.column })}
          labelHidden
          bare
          options={options}
          value={row.field}
          onChange={(event) => choose(row.column, event.target.value as Field | '')}
        />
      ),
    },
  ]
  // What a known program wrote needs no look at its columns; a list of unknown origin does.
  const shown = open || file.opened.recognition.system === null || work.planned?.ok === false
  const used = rows.filter((row) => row.field !== '').length
  return (
    <Section
      title={t('data.columns')}
      help={t(file.remembered ? 'data.columns-remembered' : 'data.columns-help')}
      acts={!shown && <Button onClick={() => setOpen(true)}>{t('data.columns-change')}</Button>}
    >
      <Stack>
        {file.opened.importable === undefined && file.entity !== undefined && (
          <Segmented
            label={t('data.import-kind')}
            value={file.entity}
            onChange={(entity) => void work.setEntity(entity)}
            options={importedEntities.map((value) => ({ value, label: t(`data.kind-${value}`) }))}
          />
        )}
        {shown ? (
          <DataTable
            label={t('data.columns')}
            columns={columns}
            source={arraySource(rows)}
            rowKey={keyOf}
            rowName={keyOf}
            empty={null}
          />
        ) : (
          <Text as="p">{t('data.columns-used', { used, left: rows.length - used })}</Text>
        )}
      </Stack>
    </Section>
  )
}
