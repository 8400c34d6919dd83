import type { ReactNode } from 'react'
import type { BookEvent } from '../../core/event.ts'
import { formatInstant } from '../../i18n/format-date.ts'
import { t } from '../../i18n/translate.ts'
import { Link } from '../../ui/link.tsx'
import { Text } from '../../ui/text.tsx'
import { Timeline } from '../../ui/timeline.tsx'
import { useRuntime } from '../runtime.tsx'
import { eventText } from './event-text.ts'

const good: readonly string[] = ['invoice.paid', 'payment.recorded', 'invoice.finalized']
const bad: readonly string[] = ['invoice.voided', 'invoice.written-off', 'payment.undone']

/** What happened, newest first, in plain sentences; each leads to the thing it is about unless that is this page. */
export function EventList(props: {
  readonly events: readonly BookEvent[] | undefined
  /** The thing whose page this is: sentences do not link to it. */
  readonly about?: string
}) {
  const { settings } = useRuntime()
  if (props.events === undefined) return null
  if (props.events.length === 0) return <Text tone="quiet">{t('events.none')}</Text>
  return (
    <Timeline
      events={props.events.map((event) => {
        const when = formatInstant(event.at, settings.locale, settings.timeZone)
        const tone = good.includes(event.type) ? 'done' : bad.includes(event.type) ? 'bad' : undefined
        return {
          id: event.id,
          sentence: sentence(event, settings.locale, props.about),
          when: event.actor === 'automation' ? byAutomation(event, when) : when,
          ...(tone && { tone }),
        }
      })}
    />
  )
}

/** When, and the run that did it as the way to its log. */
function byAutomation({ runId }: BookEvent, when: string): ReactNode {
  const words = t('events.by-automation', { when })
  return runId === undefined ? words : <Link to={`/automation/runs/${runId}`}>{words}</Link>
}

function sentence(event: BookEvent, locale: string, about: string | undefined): ReactNode {
  const words = eventText(event, locale)
  const to = placeOfEvent(event, about)
  return to === undefined ? words : <Link to={to}>{words}</Link>
}

/** The page of the first thing that an event is about and that has one. A discarded draft has none any more. */
function placeOfEvent(event: BookEvent, about: string | undefined): string | undefined {
  const gone = event.type === 'draft.discarded' || event.type.endsWith('.removed')
  for (const id of gone ? [] : event.subjects) {
    // Keys of messages and deliveries begin with the invoice's id and have no page of their own.
    if (id === about || id.includes('/')) continue
    if (id.startsWith('inv_')) return `/invoices/${id}`
    if (id.startsWith('cn_') && event.type !== 'credit-note.discarded') return `/invoices/${id}`
    if (id.startsWith('con_')) return `/contracts/${id}`
    if (id.startsWith('cli_')) return `/clients/${id}`
  }
  return undefined
}
