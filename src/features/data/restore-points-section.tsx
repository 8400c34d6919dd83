import { useLiveQuery } from 'dexie-react-hooks'
import { useState } from 'react'
import type { InspectedBackup } from '../../commands/inspect-backup.ts'
import { makeRestorePoint, openRestorePoint, removeRestorePoint } from '../../commands/make-restore-point.ts'
import { formatBytes } from '../../i18n/format-bytes.ts'
import { formatInstant } from '../../i18n/format-date.ts'
import { t } from '../../i18n/translate.ts'
import { listRestorePoints, type RestorePointView } from '../../queries/restore-points.ts'
import { Button, IconButton } from '../../ui/button.tsx'
import { confirmAct } from '../../ui/confirm.tsx'
import { type Column, DataTable } from '../../ui/data-table.tsx'
import { useLocale } from '../../ui/locale.tsx'
import { Menu } from '../../ui/menu.tsx'
import { Notice } from '../../ui/notice.tsx'
import { ProgressBar } from '../../ui/progress-bar.tsx'
import { arraySource } from '../../ui/row-source.ts'
import { Section } from '../../ui/section.tsx'
import { Stack } from '../../ui/stack.tsx'
import { Text } from '../../ui/text.tsx'
import { toast } from '../../ui/toast.tsx'
import { backupProblemText } from '../blocks/backup-problem-text.ts'
import { useRuntime } from '../runtime.tsx'
import { RestoreDialog, type RestoreTarget } from './restore-dialog.tsx'
import { useReading } from './use-reading.ts'

const keyOf = (point: RestorePointView) => point.id

/** The ways back: whole accounts as they were before anything that could harm them (G-3). */
export function RestorePointsSection() {
  const { directory, books, account, settings, envelope } = useRuntime()
  const locale = useLocale()
  const reading = useReading()
  const points = useLiveQuery(() => listRestorePoints(directory, account.id), [directory, account.id])
  const [chosen, setChosen] = useState<{ readonly backup: InspectedBackup; readonly target: RestoreTarget }>()
  const made = (point: RestorePointView) => formatInstant(point.madeAt, locale, settings.timeZone)

  const make = async () => {
    const point = await reading.run(() => makeRestorePoint(directory, books, account, 'by-hand', envelope()))
    if (point !== undefined) toast({ message: t('data.point-made') })
  }
  const open = async (point: RestorePointView, target: RestoreTarget) => {
    const backup = await reading.run(() => openRestorePoint(directory, point.id))
    if (backup !== undefined) setChosen({ backup, target })
  }
  const remove = async (point: RestorePointView) => {
    const sure = await confirmAct({
      title: t('data.remove-point-title', { made: made(point) }),
      text: t('data.remove-point-text'),
      confirm: t('data.remove-point'),
      danger: true,
    })
    if (sure) await removeRestorePoint(directory, point.id)
  }
  const columns: readonly Column<RestorePointView>[] = [
    { id: 'made', head: t('data.point-made-at'), cell: made, card: 'title', width: 'minmax(0, 1.2fr)' },
    {
      id: 'reason',
      head: t('data.point-reason'),
      cell: (point) => t(`data.reason-${point.reason}`),
      card: 'meta',
      width: 'minmax(0, 1.6fr)',
    },
    {
      id: 'holds',
      head: t('data.point-holds'),
      cell: (point) =>
        t('data.point-holds-figures', { clients: point.counts.clients ?? 0, invoices: point.counts.invoices ?? 0 }),
      width: 'minmax(0, 1.4fr)',
    },
    {
      id: 'size',
      head: t('data.point-size'),
      cell: (point) => formatBytes(point.size, locale),
      align: 'end',
      width: '100px',
    },
    {
      id: 'acts',
      head: t('ui.acts'),
      align: 'end',
      width: '64px',
      card: 'acts',
      cell: (point) => (
        <Menu
          align="end"
          trigger={(button) => (
            <IconButton {...button} icon="more" label={t('data.point-acts', { made: made(point) })} />
          )}
          entries={[
            {
              label: t('data.go-back'),
              icon: 'undo',
              onSelect: () => void open(point, { kind: 'over', entry: account }),
            },
            { label: t('data.open-copy'), icon: 'box', onSelect: () => void open(point, { kind: 'copy' }) },
            'separator',
            { label: t('data.remove-point'), icon: 'trash', danger: true, onSelect: () => void remove(point) },
          ]}
        />
      ),
    },
  ]
  return (
    <Section
      title={t('data.points')}
      help={t('data.points-help')}
      acts={
        <Button onClick={() => void make()} busy={reading.part !== undefined}>
          {t('data.make-point')}
        </Button>
      }
    >
      <Stack>
        {reading.part !== undefined && <ProgressBar label={t('data.point-working')} />}
        {reading.problem !== undefined && <Notice tone="bad">{backupProblemText(reading.problem)}</Notice>}
        {points?.length === 0 ? (
          <Text tone="quiet">{t('data.no-points')}</Text>
        ) : (
          <DataTable
            label={t('data.points')}
            columns={columns}
            source={arraySource(points)}
            rowKey={keyOf}
            rowName={made}
            empty={null}
          />
        )}
      </Stack>
      {chosen !== undefined && (
        <RestoreDialog backup={chosen.backup} target={chosen.target} onClose={() => setChosen(undefined)} />
      )}
    </Section>
  )
}
