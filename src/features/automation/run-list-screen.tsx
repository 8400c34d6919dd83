import { useCallback } from 'react'
import type { Run } from '../../core/automation/run.ts'
import type { RunId } from '../../core/ids.ts'
import { formatDate, formatInstant } from '../../i18n/format-date.ts'
import { t } from '../../i18n/translate.ts'
import { listRuns } from '../../queries/list-runs.ts'
import { nameSubjects, type SubjectName } from '../../queries/name-subjects.ts'
import { searchBooks } from '../../queries/search-books.ts'
import { Chips, FilterChip, ToggleChip } from '../../ui/chip.tsx'
import { ComboBox, type ComboOption } from '../../ui/combo-box.tsx'
import { DataTable } from '../../ui/data-table.tsx'
import { EmptyState } from '../../ui/empty-state.tsx'
import { Row, Stack } from '../../ui/stack.tsx'
import { StateBadge } from '../../ui/state-badge.tsx'
import { subjectText } from '../blocks/subject-link.tsx'
import { usePagedRows } from '../blocks/use-paged-rows.ts'
import { useRows } from '../blocks/use-rows.ts'
import { useUrlQuery } from '../blocks/use-url-query.ts'
import { useRuntime } from '../runtime.tsx'
import { AutomationPage } from './automation-page.tsx'
import styles from './run-list.module.css'
import { countsText, durationText, runBadge, triggerText } from './run-words.ts'

const keyOf = (run: Run) => run.id

/** The log of runs, newest first: those that did something, or all; of one client or document. */
export function RunListScreen() {
  const { settings, now, books } = useRuntime()
  const { locale, timeZone } = settings
  const { get, set } = useUrlQuery()
  const all = get('all') === '1'
  const about = get('about')
  const source = usePagedRows<Run, RunId>(`${all}/${about}`, async (db, after, limit) => {
    const page = await listRuns(db, { toldOnly: !all, ...(about !== '' && { subject: about }) }, after, limit)
    return { rows: page.runs, ...(page.next !== undefined && { next: page.next }) }
  })
  const names = useRows((db) => nameSubjects(db, about === '' ? [] : [about]), [about])
  const name = names?.get(about)
  const search = useCallback(
    async (text: string): Promise<ComboOption[]> => {
      const found = await searchBooks(books, text)
      const rows: SubjectName[] = [
        ...found.clients.map(
          ({ id, name: clientName }): SubjectName => ({ kind: 'client', id, clientId: id, clientName }),
        ),
        ...found.invoices.map((row): SubjectName => {
          const { id, clientId, clientName } = row
          return { kind: 'invoice', id, clientId, clientName, ...(row.state !== 'draft' && { number: row.number }) }
        }),
        ...found.contracts.map(
          ({ id, clientId, clientName, name: contractName }): SubjectName => ({
            kind: 'contract',
            id,
            clientId,
            clientName,
            name: contractName,
          }),
        ),
      ]
      return rows.map((row) => ({ value: row.id, label: subjectText(row) }))
    },
    [books],
  )
  return (
    <AutomationPage tab="runs" loading={source.loading}>
      <Stack gap={3}>
        <div className={styles.filters}>
          <div className={styles.search}>
            <ComboBox
              label={t('automation.runs-about')}
              placeholder={t('automation.runs-about-hint')}
              value=""
              valueLabel=""
              search={search}
              onChange={(id) => id !== '' && set({ about: id })}
            />
          </div>
          <Row gap={2}>
            <Chips label={t('automation.runs-filter')}>
              <ToggleChip label={t('automation.runs-told')} on={!all} onToggle={() => set({ all: all ? '' : '1' })} />
              {about !== '' && (
                <FilterChip
                  label={name === undefined ? t('automation.subject-gone') : subjectText(name)}
                  onRemove={() => set({ about: '' })}
                />
              )}
            </Chips>
          </Row>
        </div>
        <DataTable
          label={t('automation.runs')}
          source={source}
          rowKey={keyOf}
          rowName={(run) => formatInstant(run.startedAt, locale, timeZone)}
          rowTo={(run) => `/automation/runs/${run.id}`}
          columns={[
            {
              id: 'when',
              head: t('automation.run-when'),
              cell: (run) => formatInstant(run.startedAt, locale, timeZone),
              card: 'title',
              width: '170px',
            },
            {
              id: 'did',
              head: t('automation.run-did-head'),
              cell: (run) => countsText(run.counts),
              card: 'meta',
              width: 'minmax(0, 3fr)',
              wrap: true,
            },
            {
              id: 'why',
              head: t('automation.run-why'),
              cell: triggerText,
              width: 'minmax(0, 2fr)',
              wrap: true,
            },
            {
              id: 'day',
              head: t('automation.run-day'),
              cell: (run) => formatDate(run.asOf, locale),
              width: '120px',
            },
            {
              id: 'took',
              head: t('automation.run-took'),
              cell: (run) => durationText(run.tookMs, locale) ?? '',
              align: 'end',
              width: '80px',
            },
            {
              id: 'state',
              head: t('automation.run-state'),
              cell: (run) => <StateBadge {...runBadge(run, now())} />,
              card: 'state',
              width: '130px',
            },
          ]}
          empty={
            <EmptyState
              sentence={t(
                about !== ''
                  ? 'automation.runs-none-about'
                  : all
                    ? 'automation.runs-none'
                    : 'automation.runs-none-told',
              )}
            />
          }
        />
      </Stack>
    </AutomationPage>
  )
}
