import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest'
import type { Attention, AttentionItem } from '../../src/core/automation/attention.ts'
import type { AccountId, InvoiceId } from '../../src/core/ids.ts'
import type { AccountEntry } from '../../src/storage/directory-db.ts'
import { type TellingPlace, tellOwner } from '../../src/worker/tell-owner.ts'
import { openTestDevice } from '../storage/device.ts'

const badge = vi.fn(async (_count: number) => undefined)
const noBadge = vi.fn(async () => undefined)
beforeEach(() => {
  vi.stubGlobal('navigator', { setAppBadge: badge, clearAppBadge: noBadge })
})
afterEach(() => {
  badge.mockClear()
  noBadge.mockClear()
})

function drafts(count: number, newest: string): AttentionItem {
  return { kind: 'drafts', count, newest, facts: { invoiceId: newest as InvoiceId } }
}

function attention(...items: AttentionItem[]): Attention {
  return { items, count: items.reduce((sum, { count }) => sum + count, 0) }
}

async function setUp(changes: Partial<TellingPlace> = {}) {
  const { directory, entry } = await openTestDevice()
  await directory.facts.put({ key: 'notify', value: 'on' })
  const shown: { title: string; body?: string; tag?: string; data?: unknown }[] = []
  const place: TellingPlace = {
    directory,
    registration: { showNotification: async (title, options) => void shown.push({ title, ...options }) },
    looked: async () => false,
    mayNotify: () => true,
    ...changes,
  }
  const account = { id: entry.id, name: entry.name, locale: 'en-GB' }
  return { directory, entry, place, account, shown }
}

describe('telling the owner', () => {
  it('tells each thing once, with the way to it, and counts on the icon', async () => {
    const { place, account, shown } = await setUp()
    await tellOwner(place, account, attention(drafts(1, 'inv_B')))
    expect(shown).toEqual([
      expect.objectContaining({
        title: 'Billfold',
        body: '1 draft to review',
        tag: 'billfold/acc_HOME/drafts',
        data: { accountId: 'acc_HOME', to: '/invoices/inv_B' },
      }),
    ])
    expect(badge).toHaveBeenLastCalledWith(1)
    await tellOwner(place, account, attention(drafts(1, 'inv_B')))
    expect(shown).toHaveLength(1)
    await tellOwner(place, account, attention(drafts(2, 'inv_C')))
    expect(shown.at(-1)).toMatchObject({ body: '2 drafts to review', tag: 'billfold/acc_HOME/drafts' })
    await tellOwner(place, account, attention())
    expect(shown).toHaveLength(2)
    expect(noBadge).toHaveBeenCalled()
  })

  it('of two that find the same news at once, one tells it', async () => {
    const { place, account, shown } = await setUp()
    const news = attention(drafts(1, 'inv_B'))
    await Promise.all([tellOwner(place, account, news), tellOwner(place, account, news)])
    expect(shown).toHaveLength(1)
  })

  it('is silent where it was not asked for, not allowed, or looked at; what was seen is not told later', async () => {
    for (const changes of [
      { mayNotify: () => false },
      { looked: async () => true },
    ] satisfies Partial<TellingPlace>[]) {
      const { place, account, shown } = await setUp(changes)
      await tellOwner(place, account, attention(drafts(1, 'inv_B')))
      await tellOwner(
        { ...place, mayNotify: () => true, looked: async () => false },
        account,
        attention(drafts(1, 'inv_B')),
      )
      expect(shown).toEqual([])
    }
    const { place, account, shown, directory } = await setUp()
    await directory.facts.put({ key: 'notify', value: 'off' })
    await tellOwner(place, account, attention(drafts(1, 'inv_B')))
    expect(shown).toEqual([])
    expect(badge).toHaveBeenLastCalledWith(1)
  })

  it('gathers much news into one, and sums the icon over the businesses of the device', async () => {
    const { place, account, shown, directory, entry } = await setUp()
    const other: AccountEntry = { ...entry, id: 'acc_OTHER' as AccountId, name: 'Other' }
    const sample: AccountEntry = { ...entry, id: 'acc_SAMPLE' as AccountId, kind: 'sample' }
    await directory.accounts.bulkAdd([other, sample])
    await directory.facts.put({ key: 'told/acc_SAMPLE', value: JSON.stringify({ told: {}, count: 50 }) })
    await tellOwner(place, { ...account, id: other.id, name: other.name }, attention(drafts(3, 'inv_A')))
    await tellOwner(
      place,
      account,
      attention(
        drafts(2, 'inv_B'),
        { kind: 'messages', count: 1, newest: 'a', facts: {} },
        { kind: 'backup', count: 1, newest: '', facts: {} },
      ),
    )
    expect(shown.map(({ title, body }) => [title, body])).toEqual([
      ['Other', '3 drafts to review'],
      ['Ada Practice', '2 drafts to review (and 2 more things)'],
    ])
    expect(shown.at(-1)?.data).toMatchObject({ to: '/inbox' })
    expect(badge).toHaveBeenLastCalledWith(7)
  })
})
