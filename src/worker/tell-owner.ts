// Tells the owner what needs them outside the app's own screens: the number on the app's icon, and notifications about
// what is new. The same in a page and in the service worker; every kind of news is told once on a device.
import { type Attention, type AttentionItem, attentionPlace, newsOf, type Told } from '../core/automation/attention.ts'
import type { CalendarDate } from '../core/date.ts'
import type { AccountId } from '../core/ids.ts'
import { attentionText } from '../i18n/attention-text.ts'
import { loadLanguage, loadLaterTexts, t } from '../i18n/translate.ts'
import type { Books } from '../queries/account-entries.ts'
import { getAttention } from '../queries/get-attention.ts'
import type { DirectoryDb } from '../storage/directory-db.ts'

/** Where it is told from. */
export interface TellingPlace {
  readonly directory: DirectoryDb
  /** Absent where there is no service worker: then only the number is told. */
  readonly registration: Pick<ServiceWorkerRegistration, 'showNotification'> | undefined
  /** Whether the owner looks at the app now: what is on screen needs no notification. */
  readonly looked: () => Promise<boolean>
  /** `granted` from the browser. */
  readonly mayNotify: () => boolean
}

/** What a notification carries, for the click on it. */
export interface NotificationLink {
  readonly accountId: AccountId
  /** A path of the app. */
  readonly to: string
}

interface ToldFact {
  readonly told: Told
  readonly count: number
}

/** More kinds of news at once than these are told in one. */
const mostAtOnce = 2

/** Brings the number up to date and notifies about what is new in one account. `locale`: BCP 47. */
export async function tellOwner(
  place: TellingPlace,
  account: { readonly id: AccountId; readonly name: string; readonly locale: string },
  attention: Attention,
): Promise<void> {
  const { directory } = place
  const key = `told/${account.id}` as const
  // One transaction: of two that find the same news at the same time, one tells it.
  const { news, wanted, total, several } = await directory.transaction(
    'rw',
    directory.facts,
    directory.accounts,
    async () => {
      const [fact, notify, accounts] = await Promise.all([
        directory.facts.get(key),
        directory.facts.get('notify'),
        directory.accounts.toArray(),
      ])
      const before = readFact(fact?.value)
      const { news, told } = newsOf(attention.items, before.told)
      await directory.facts.put({ key, value: JSON.stringify({ told, count: attention.count } satisfies ToldFact) })
      const own = accounts.filter(({ kind, state }) => kind === 'business' && state === 'active')
      const facts = await directory.facts.bulkGet(own.map(({ id }) => `told/${id}` as const))
      const total = facts.reduce((sum, each) => sum + readFact(each?.value).count, 0)
      return { news, wanted: notify?.value === 'on', total, several: own.length > 1 }
    },
  )
  await showBadge(total)
  if (news.length === 0 || !wanted || !place.mayNotify() || place.registration === undefined) return
  if (await place.looked()) return
  await loadLanguage(account.locale)
  await loadLaterTexts()
  const title = several && account.name !== '' ? account.name : 'Billfold'
  for (const { tag, body, to } of notificationsOf(news, account.locale)) {
    const data: NotificationLink = { accountId: account.id, to }
    await place.registration.showNotification(title, {
      body,
      tag: `billfold/${account.id}/${tag}`,
      data,
      icon: '/icons/icon-192.png',
      lang: account.locale,
    })
  }
}

/** Looks at an account's books after a run and tells what it finds; a sample business tells nothing outside its screens. */
export async function tellAfterRun(
  place: TellingPlace,
  account: { readonly id: AccountId; readonly name: string },
  { books, today }: { readonly books: Books; today(): CalendarDate },
): Promise<void> {
  const [settings, entry] = await Promise.all([books.settings.get('account'), place.directory.accounts.get(account.id)])
  if (settings === undefined || entry?.kind !== 'business') return
  const { id, name } = account
  await tellOwner(place, { id, name, locale: settings.locale }, await getAttention(books, today()))
}

/** The number that needs attention on the app's icon, where the system shows one. */
export async function showBadge(count: number): Promise<void> {
  const host = navigator as { setAppBadge?(count: number): Promise<void>; clearAppBadge?(): Promise<void> }
  try {
    await (count > 0 ? host.setAppBadge?.(count) : host.clearAppBadge?.())
  } catch {
    // Not installed, or the system shows none.
  }
}

interface Notified {
  readonly tag: string
  readonly body: string
  readonly to: string
}

function notificationsOf(news: readonly AttentionItem[], locale: string): readonly Notified[] {
  const each = news.map((item) => ({
    tag: item.kind,
    body: attentionText(item, locale).sentence,
    to: attentionPlace(item),
  }))
  if (each.length <= mostAtOnce) return each
  const [first] = each
  return [
    { tag: 'several', body: t('inbox.several', { first: first?.body ?? '', more: each.length - 1 }), to: '/inbox' },
  ]
}

function readFact(value: string | undefined): ToldFact {
  if (value === undefined) return { told: {}, count: 0 }
  const { told, count } = JSON.parse(value) as ToldFact
  return { told, count }
}
