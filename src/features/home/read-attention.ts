// What automation left for the owner, for the list on the first screen: loaded when that screen stands.
import { type AttentionKind, attentionPlace } from '../../core/automation/attention.ts'
import type { CalendarDate } from '../../core/date.ts'
import { attentionText } from '../../i18n/attention-text.ts'
import { loadLaterTexts } from '../../i18n/translate.ts'
import type { Books } from '../../queries/account-entries.ts'
import { getAttention } from '../../queries/get-attention.ts'

export interface AttentionTask {
  readonly id: string
  readonly sentence: string
  readonly act: string
  readonly to: string
}

/** The list has lines of its own for drafts, parked groups and the backup; a newer version has its banner. */
const elsewhere: ReadonlySet<AttentionKind> = new Set(['drafts', 'parked', 'backup', 'newer-rules'])

export async function readAttention(books: Books, today: CalendarDate, locale: string): Promise<AttentionTask[]> {
  const [{ items }] = await Promise.all([getAttention(books, today), loadLaterTexts()])
  return items
    .filter(({ kind }) => !elsewhere.has(kind))
    .map((item) => ({ id: item.kind, to: attentionPlace(item), ...attentionText(item, locale) }))
}
