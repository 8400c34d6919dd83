import { useParams } from '@tanstack/react-router'
import type { RunEntry, RunPlanner } from '../../core/automation/run.ts'
import type { RunId } from '../../core/ids.ts'
import { decisionText } from '../../i18n/automation-reason-text.ts'
import { formatDate, formatInstant } from '../../i18n/format-date.ts'
import { t } from '../../i18n/translate.ts'
import { getRun, type RunView } from '../../queries/get-run.ts'
import { nameSubjects, type SubjectName } from '../../queries/name-subjects.ts'
import { ButtonLink } from '../../ui/button.tsx'
import { EmptyState } from '../../ui/empty-state.tsx'
import { Facts } from '../../ui/facts.tsx'
import { Notice } from '../../ui/notice.tsx'
import { Page, PageColumns } from '../../ui/page.tsx'
import { Section } from '../../ui/section.tsx'
import { Stack } from '../../ui/stack.tsx'
import { StateBadge } from '../../ui/state-badge.tsx'
import { Text } from '../../ui/text.tsx'
import { EventList } from '../blocks/event-list.tsx'
import { SubjectLink, subjectText } from '../blocks/subject-link.tsx'
import { useRows } from '../blocks/use-rows.ts'
import { useRuntime } from '../runtime.tsx'
import { type DecisionLine, DecisionList } from './decision-list.tsx'
import { countsText, durationText, runBadge, runNote, triggerText } from './run-words.ts'

/** In the order in which a run asks them. */
const planners: readonly RunPlanner[] = [
  'late-fees',
  'billing',
  'renewal',
  'finalization',
  'reminders',
  'collection',
  'own',
  'backup',
]

/** One run: what woke it, what it did, and every decision with its reason. */
export function RunScreen() {
  const { id } = useParams({ strict: false }) as { id: RunId }
  const answer = useRows(
    async (books) => {
      const view = await getRun(books, id)
      const ids = view?.entries.flatMap(({ subject, subjects }) => [subject.id, ...subjects]) ?? []
      return { id, view, names: await nameSubjects(books, ids) }
    },
    [id],
  )
  const back = { to: '/automation/runs', label: t('automation.runs') }
  if (answer === undefined || answer.id !== id) return <Page title={t('automation.run')} back={back} loading />
  if (answer.view === undefined) {
    return (
      <Page title={t('automation.run')} back={back}>
        <EmptyState
          sentence={t('automation.run-gone')}
          act={<ButtonLink to="/automation/runs">{t('automation.to-runs')}</ButtonLink>}
        />
      </Page>
    )
  }
  return <RunPage view={answer.view} names={answer.names} />
}

function RunPage({ view, names }: { readonly view: RunView; readonly names: ReadonlyMap<string, SubjectName> }) {
  const { settings, now } = useRuntime()
  const { locale, timeZone } = settings
  const { run, entries, events, more } = view
  const note = runNote(run, locale)
  return (
    <Page
      title={t('automation.run-title', { when: formatInstant(run.startedAt, locale, timeZone) })}
      back={{ to: '/automation/runs', label: t('automation.runs') }}
      badge={<StateBadge {...runBadge(run, now())} />}
    >
      <Stack gap={4}>
        {note !== undefined && <Notice tone="late">{note}</Notice>}
        <PageColumns
          sideFirst
          main={
            <Stack gap={4}>
              {inOrder(entries).map((planner) => (
                <PlannerSection
                  key={planner}
                  planner={planner}
                  entries={entries.filter((entry) => entry.planner === planner)}
                  names={names}
                />
              ))}
              {entries.length === 0 && <EmptyState sentence={t('automation.run-decided-nothing')} />}
              {more && <Text tone="quiet">{t('automation.run-more')}</Text>}
            </Stack>
          }
          side={
            <>
              <Section title={t('automation.run-facts')}>
                <Facts
                  start
                  facts={[
                    { label: t('automation.run-did-head'), value: countsText(run.counts) },
                    { label: t('automation.run-why'), value: triggerText(run) },
                    { label: t('automation.run-day'), value: formatDate(run.asOf, locale) },
                    { label: t('automation.run-took'), value: durationText(run.tookMs, locale) },
                  ]}
                />
              </Section>
              {events.length > 0 && (
                <Section title={t('automation.run-events')}>
                  <EventList events={[...events].reverse()} />
                </Section>
              )}
            </>
          }
        />
      </Stack>
    </Page>
  )
}

/** What did something stands first. */
function inOrder(entries: readonly RunEntry[]): readonly RunPlanner[] {
  const did = new Set(entries.filter(({ outcome }) => outcome === 'do').map(({ planner }) => planner))
  return [...planners.filter((each) => did.has(each)), ...planners.filter((each) => !did.has(each))]
}

function PlannerSection(props: {
  readonly planner: RunPlanner
  readonly entries: readonly RunEntry[]
  readonly names: ReadonlyMap<string, SubjectName>
}) {
  const { planner, entries, names } = props
  const { locale } = useRuntime().settings
  if (entries.length === 0) return null
  return (
    <Section flush title={t(`automation.planner-${planner}`)}>
      <DecisionList tense="done" lines={linesOf(planner, entries, names, locale)} />
    </Section>
  )
}

/** One line for each decision; what a group and its item or client say alike is said once. */
function linesOf(
  planner: RunPlanner,
  entries: readonly RunEntry[],
  names: ReadonlyMap<string, SubjectName>,
  locale: string,
): readonly DecisionLine[] {
  const said = new Set<string>()
  return entries.flatMap((entry): DecisionLine[] => {
    const name = subjectOf(entry, names)
    const reason = decisionText(planner, entry.reason, locale)
    const { id, outcome } = entry
    const key = `${name === undefined ? id : subjectText(name)} ${outcome} ${reason}`
    if (said.has(key)) return []
    said.add(key)
    return [{ id, outcome, about: <SubjectLink name={name} />, reason }]
  })
}

/** The row itself, else the nearest one that has a page: a charge's invoice, an item's contract. */
function subjectOf({ subject, subjects }: RunEntry, names: ReadonlyMap<string, SubjectName>): SubjectName | undefined {
  const found = [subject.id, ...subjects].flatMap((id) => names.get(id) ?? [])
  return found.find(({ id }) => id === subject.id) ?? found[0]
}
