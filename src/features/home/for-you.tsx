import { type ReactNode, useEffect, useState } from 'react'
import { t } from '../../i18n/translate.ts'
import { type BillingTasks, getBillingTasks } from '../../queries/get-billing-tasks.ts'
import type { Dashboard } from '../../queries/get-dashboard.ts'
import { Amount } from '../../ui/amount.tsx'
import { Icon } from '../../ui/icon.tsx'
import { Link } from '../../ui/link.tsx'
import { Section } from '../../ui/section.tsx'
import { useReady } from '../../ui/use-ready.ts'
import { useSafety } from '../blocks/use-safety.ts'
import { useRuntime } from '../runtime.tsx'
import styles from './for-you.module.css'
import type { AttentionTask } from './read-attention.ts'

interface Task {
  readonly id: string
  readonly sentence: string
  readonly figure?: ReactNode
  readonly act: string
  readonly to: string
  readonly search?: Readonly<Record<string, string>>
}

/** What waits for the owner, each line with its one act; nothing that can wait by itself. */
export function ForYou({ dashboard }: { readonly dashboard: Dashboard }) {
  const tasks = useTasks(dashboard)
  return (
    <Section flush title={t('home.for-you')}>
      {tasks.length === 0 ? (
        <p className={styles.calm}>{t('home.nothing-waits')}</p>
      ) : (
        <ul className={styles.list}>
          {tasks.map((task) => (
            <li key={task.id}>
              <Link to={task.to} {...(task.search && { search: task.search })} className={styles.line}>
                <span className={styles.words}>
                  <span>{task.sentence}</span>
                  {task.figure}
                </span>
                <span className={styles.act}>
                  {task.act}
                  <Icon name="right" size={14} />
                </span>
              </Link>
            </li>
          ))}
        </ul>
      )}
    </Section>
  )
}

interface LaterTasks {
  readonly billing: BillingTasks
  readonly attention: readonly AttentionTask[]
}

/** Read once the first screen stands, and again after the run or a person moved what they are about. */
function useLaterTasks(lately: Dashboard['lately']): LaterTasks | undefined {
  const { books, settings, today } = useRuntime()
  const ready = useReady()
  const [tasks, setTasks] = useState<LaterTasks>()
  const moved = lately.find(({ type }) => movers.test(type))?.id
  const { locale } = settings
  const day = today()
  // biome-ignore lint/correctness/useExhaustiveDependencies: read again when something moved
  useEffect(() => {
    if (!ready) return
    let here = true
    const read = async () => {
      const { readAttention } = await import('./read-attention.ts')
      const [billing, attention] = await Promise.all([getBillingTasks(books), readAttention(books, day, locale)])
      if (here) setTasks({ billing, attention })
    }
    // Without it the rest of the list stands. While a run makes drafts it is read when there is a moment's rest.
    const timer = setTimeout(() => void read().catch(() => undefined), tasks === undefined ? 0 : restMs)
    return () => {
      here = false
      clearTimeout(timer)
    }
  }, [books, ready, moved, day, locale])
  return tasks
}

const restMs = 400

const movers = /^(group|draft|invoice|message|delivery|correction|credit-note|notice|units|automation|account)\./

function draftsText(count: number, automatic: number): string {
  if (automatic === 0) return t('home.drafts', { count })
  return automatic >= count
    ? t('home.drafts-all-automatic', { count })
    : t('home.drafts-automatic', { count, automatic })
}

function useTasks({ figures, late, newestDraftId, hasClients, lately }: Dashboard): Task[] {
  const { settings } = useRuntime()
  const later = useLaterTasks(lately)
  const billing = later?.billing
  const safety = useSafety()
  const tasks: Task[] = []
  if (settings.profile.name === '' || settings.profile.address === undefined) {
    tasks.push({
      id: 'profile',
      sentence: t('home.profile-missing'),
      act: t('home.fill-in'),
      to: '/settings/profile',
    })
  }
  if (!hasClients) {
    tasks.push({ id: 'client', sentence: t('home.no-clients'), act: t('home.add-client'), to: '/clients/new' })
    tasks.push({ id: 'import', sentence: t('home.import-hint'), act: t('home.import'), to: '/import' })
  }
  tasks.push(...(later?.attention ?? []))
  for (const { id, clientId, clientName } of billing?.parked ?? []) {
    tasks.push({
      id,
      sentence: t('home.parked', { client: clientName }),
      act: t('home.open'),
      to: `/clients/${clientId}`,
    })
  }
  const drafts = figures.reduce((all, one) => all + one.draftCount, 0)
  if (drafts > 0) {
    tasks.push({
      id: 'drafts',
      sentence: draftsText(drafts, billing?.automaticDrafts ?? 0),
      act: t('home.review'),
      ...(drafts === 1 && newestDraftId !== undefined
        ? { to: `/invoices/${newestDraftId}` }
        : { to: '/invoices', search: { state: 'draft' } }),
    })
  }
  for (const invoice of late) {
    tasks.push({
      id: invoice.id,
      sentence: t('home.client-late', { client: invoice.clientName, number: invoice.number, days: invoice.lateDays }),
      figure: <Amount amount={invoice.amountDue} currency={invoice.currency} />,
      act: t('home.open'),
      to: `/invoices/${invoice.id}`,
    })
  }
  const finalized =
    figures.some((one) => one.owedCount > 0) || lately.some((event) => event.type.startsWith('invoice.'))
  if (finalized && (safety.state === 'backup-never' || safety.state === 'backup-old')) {
    tasks.push({
      id: 'backup',
      sentence: t(safety.state === 'backup-never' ? 'home.no-backup' : 'home.backup-old', {
        days: safety.daysSinceBackup ?? 0,
      }),
      act: t('home.back-up'),
      to: '/data',
    })
  }
  return tasks
}
