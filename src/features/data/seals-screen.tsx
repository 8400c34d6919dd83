import { useEffect, useState } from 'react'
import { t } from '../../i18n/translate.ts'
import { checkSeals, type SealedSeries } from '../../queries/check-seals.ts'
import { Button } from '../../ui/button.tsx'
import { CopyButton } from '../../ui/copy-button.tsx'
import { type Column, DataTable } from '../../ui/data-table.tsx'
import { EmptyState } from '../../ui/empty-state.tsx'
import { Notice } from '../../ui/notice.tsx'
import { Page } from '../../ui/page.tsx'
import { ProgressBar } from '../../ui/progress-bar.tsx'
import { arraySource } from '../../ui/row-source.ts'
import { Stack } from '../../ui/stack.tsx'
import { Text } from '../../ui/text.tsx'
import { backupProblemText, sealFaultText } from '../blocks/backup-problem-text.ts'
import { useRuntime } from '../runtime.tsx'
import { useReading } from './use-reading.ts'

/** Proves that every issued document is the one that was issued: walks the chain of seals and names what does not fit. */
export function SealsScreen() {
  const { books } = useRuntime()
  const reading = useReading()
  const [series, setSeries] = useState<readonly SealedSeries[]>()

  const check = async () => {
    setSeries(undefined)
    setSeries(await reading.run((options) => checkSeals(books, options)))
  }
  // biome-ignore lint/correctness/useExhaustiveDependencies: once, when the page opens.
  useEffect(() => void check(), [])

  return (
    <Page
      title={t('data.seals')}
      subtitle={t('data.seals-subtitle')}
      back={{ to: '/data', label: t('data.title') }}
      mainAct={
        <Button kind="main" icon="check" busy={reading.part !== undefined} onClick={() => void check()}>
          {t('data.seals-check')}
        </Button>
      }
    >
      <Stack gap={5}>
        {reading.part !== undefined && (
          <ProgressBar label={t('data.seals-reading')} part={reading.part} onStop={reading.stop} />
        )}
        {reading.problem !== undefined && <Notice>{backupProblemText(reading.problem)}</Notice>}
        {series !== undefined && <Verdict series={series} />}
        <Text tone="quiet">{t('data.seals-how')}</Text>
      </Stack>
    </Page>
  )
}

function Verdict({ series }: { readonly series: readonly SealedSeries[] }) {
  if (series.length === 0) return <EmptyState sentence={t('data.seals-none')} />
  const broken = series.flatMap(({ broken: each }) => (each === undefined ? [] : [each]))
  const documents = series.reduce((sum, each) => sum + each.documents, 0)
  return (
    <Stack>
      {broken.length === 0 ? (
        <Notice>{t('data.seals-fit', { documents })}</Notice>
      ) : (
        broken.map(({ number, fault }) => (
          <Notice key={number} tone="bad">
            {sealFaultText(number, fault)} {t('data.seals-way-out')}
          </Notice>
        ))
      )}
      <DataTable
        label={t('data.seals')}
        columns={columns}
        source={arraySource(series)}
        rowKey={keyOf}
        rowName={nameOf}
        empty={null}
      />
    </Stack>
  )
}

const keyOf = ({ kind, series }: SealedSeries) => `${kind} ${series}`
const nameOf = ({ kind, series }: SealedSeries) => t(`data.seals-${kind}`, { series: series.replace('{N}', '…') })

const columns: readonly Column<SealedSeries>[] = [
  { id: 'series', head: t('data.seals-series'), cell: nameOf, card: 'title', width: 'minmax(0, 1.4fr)' },
  {
    id: 'documents',
    head: t('data.seals-documents'),
    cell: ({ documents }) => t('data.seals-count', { documents }),
    card: 'meta',
    width: 'minmax(0, 0.8fr)',
  },
  {
    id: 'last',
    head: t('data.seals-last'),
    cell: ({ last, broken }) =>
      broken === undefined ? (last?.number ?? '–') : t('data.seals-until', { number: broken.number }),
    card: 'meta',
    width: 'minmax(0, 1fr)',
  },
  {
    id: 'seal',
    head: t('data.seals-seal'),
    cell: ({ last }) => (last === undefined ? '–' : <code>{`${last.seal.slice(0, 8)}…${last.seal.slice(-8)}`}</code>),
    card: 'meta',
    width: '170px',
  },
  {
    id: 'acts',
    head: t('ui.acts'),
    cell: ({ last }) =>
      last !== undefined && <CopyButton text={last.seal} what={t('data.seals-seal-of', { number: last.number })} />,
    card: 'acts',
    align: 'end',
    width: '60px',
  },
]
