import { useState } from 'react'
import { t } from '../../i18n/translate.ts'
import { duplicateText, rowIssueText } from '../../integrations/import/import-text.ts'
import type { PlannedRow } from '../../integrations/import/plan-import.ts'
import { refusedRowsCsv } from '../../integrations/import/refused-rows.ts'
import type { DuplicateChoice } from '../../integrations/import/resolve-duplicates.ts'
import { Button } from '../../ui/button.tsx'
import { Chips, ToggleChip } from '../../ui/chip.tsx'
import { type Column, DataTable } from '../../ui/data-table.tsx'
import { useLocale } from '../../ui/locale.tsx'
import { Notice } from '../../ui/notice.tsx'
import { arraySource } from '../../ui/row-source.ts'
import { Section } from '../../ui/section.tsx'
import { Segmented } from '../../ui/segmented.tsx'
import { SelectField } from '../../ui/select-field.tsx'
import { Stack } from '../../ui/stack.tsx'
import { StateBadge } from '../../ui/state-badge.tsx'
import { Text } from '../../ui/text.tsx'
import { download } from './backup-file.ts'
import { canStop, type Plan } from './import-plan.ts'
import { ImportRemarks } from './import-remarks.tsx'
import { detailOf, type Input, nameOf } from './row-words.ts'
import type { Import } from './use-import.ts'

type Row = PlannedRow<Input, { readonly name: string }>
type Shown = 'all' | 'accepted' | 'duplicate' | 'refused' | 'remarked'

const keyOf = (row: Row) => String(row.row)

/** What would become of every row; nothing is written yet. */
export function ImportPreview({ work, plan: planned }: { readonly work: Import; readonly plan: Plan }) {
  const { plan, entity } = planned
  const locale = useLocale()
  const [shown, setShown] = useState<Shown>('all')
  // What is there already is left alone: a contract or an entry of usage twice would bill twice.
  const once = canStop(entity)
  const rows: readonly Row[] = plan.rows
  const remarked = rows.filter((row) => row.state !== 'refused' && row.warnings.length > 0).length
  const kept = rows.filter(
    (row) =>
      shown === 'all' ||
      (shown === 'remarked' ? row.state !== 'refused' && row.warnings.length > 0 : row.state === shown),
  )
  const { wish } = work
  const choiceOptions = (['skip', 'update', 'add'] as const).map((value) => ({
    value,
    label: t(`data.duplicate-${value}`),
  }))

  const chooseRow = (row: number, choice: DuplicateChoice) => {
    const byRow = new Map(wish.byRow)
    byRow.set(row, choice)
    work.setWish({ ...wish, byRow })
  }
  const saveRefused = () => {
    if (work.file === undefined) return
    const table = work.file.opened.table
    const csv = refusedRowsCsv<Input, { readonly name: string }>(table, plan, locale)
    download(
      new Blob([csv], { type: 'text/csv' }),
      t('data.refused-file', { name: work.file.name.replace(/\.[^.]*$/, '') }),
    )
  }
  const columns: readonly Column<Row>[] = [
    { id: 'row', head: t('data.preview-row'), cell: (row) => row.row, width: '56px' },
    {
      id: 'name',
      head: t('data.preview-name'),
      cell: (row) => nameOf(row),
      card: 'title',
      width: 'minmax(0, 1.4fr)',
      wrap: once,
    },
    {
      id: 'detail',
      head: t('data.preview-detail'),
      cell: (row) => detailOf(row, locale),
      width: 'minmax(0, 1.8fr)',
      wrap: once,
    },
    {
      id: 'state',
      head: t('data.preview-state'),
      cell: (row) => <RowState state={row.state} />,
      card: 'state',
      width: '130px',
    },
    {
      id: 'note',
      head: t('data.preview-note'),
      card: 'meta',
      width: 'minmax(0, 2fr)',
      wrap: true,
      cell: (row) => <RowNote row={row} />,
    },
    ...(plan.duplicates === 0 || once
      ? []
      : [
          {
            id: 'choice',
            head: t('data.duplicate-choice'),
            width: '150px',
            cell: (row: Row) =>
              row.state === 'duplicate' && (
                <SelectField
                  label={t('data.duplicate-of-row', { row: row.row })}
                  labelHidden
                  bare
                  options={choiceOptions}
                  value={wish.byRow.get(row.row) ?? wish.all}
                  onChange={(event) => chooseRow(row.row, event.target.value as DuplicateChoice)}
                />
              ),
          },
        ]),
  ]
  const filter = (id: Shown, label: string, count: number) => (
    <ToggleChip label={label} on={shown === id} count={count} onToggle={() => setShown(shown === id ? 'all' : id)} />
  )
  return (
    <Section
      title={t('data.preview')}
      help={t('data.preview-help')}
      acts={
        plan.refused > 0 && (
          <Button icon="download" onClick={saveRefused}>
            {t('data.save-refused')}
          </Button>
        )
      }
    >
      <Stack>
        <Chips label={t('data.preview-show')}>
          {filter('accepted', t('data.row-accepted'), plan.accepted)}
          {filter('duplicate', t('data.row-duplicate'), plan.duplicates)}
          {filter('refused', t('data.row-refused'), plan.refused)}
          {filter('remarked', t('data.row-remarked'), remarked)}
        </Chips>
        <ImportRemarks work={work} plan={planned} />
        {plan.doubtfulColumns.length > 0 && (
          <Notice tone="late">
            <Stack gap={2}>
              <span>{t('data.decimal-doubt', { column: plan.doubtfulColumns.join(', ') })}</span>
              <Segmented
                label={t('data.decimal-sign')}
                value={work.choices.decimal ?? 'auto'}
                onChange={(value) => {
                  const { decimal: _decimal, ...rest } = work.choices
                  work.setChoices(value === 'auto' ? rest : { ...rest, decimal: value })
                }}
                options={[
                  { value: 'auto', label: t('data.decimal-auto') },
                  { value: '.', label: t('data.decimal-point') },
                  { value: ',', label: t('data.decimal-comma') },
                ]}
              />
            </Stack>
          </Notice>
        )}
        {plan.duplicates > 0 && once && <Notice>{t('data.already-there', { count: plan.duplicates })}</Notice>}
        {plan.duplicates > 0 && !once && (
          <Segmented
            label={t('data.duplicates-all', { count: plan.duplicates })}
            value={wish.all}
            onChange={(all) => work.setWish({ all, byRow: new Map() })}
            options={choiceOptions}
          />
        )}
        <DataTable
          label={t('data.preview')}
          columns={columns}
          source={arraySource(kept)}
          rowKey={keyOf}
          rowName={nameOf}
          empty={<Text tone="quiet">{t('data.preview-none')}</Text>}
        />
      </Stack>
    </Section>
  )
}

function RowState({ state }: { readonly state: Row['state'] }) {
  if (state === 'accepted') return <StateBadge word={t('data.row-accepted')} tone="good" shape="check" />
  if (state === 'duplicate') return <StateBadge word={t('data.row-duplicate')} tone="plain" shape="half" />
  return <StateBadge word={t('data.row-refused')} tone="bad" shape="struck" />
}

function RowNote({ row }: { readonly row: Row }) {
  const locale = useLocale()
  if (row.state === 'refused') return <Text tone="bad">{rowIssueText(row.issue, locale)}</Text>
  const same =
    row.state !== 'duplicate'
      ? []
      : [
          row.of.kind === 'existing'
            ? t('data.duplicate-existing', { reason: duplicateText(row.reason), name: row.of.existing.name })
            : t('data.duplicate-in-file', { reason: duplicateText(row.reason), row: row.of.row }),
        ]
  const notes = [...same, ...row.warnings.map((issue) => rowIssueText(issue, locale))]
  return <Text tone="quiet">{notes.join('. ')}</Text>
}
