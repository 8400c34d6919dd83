import { describe, expect, it } from 'vitest'
import { finishNotices } from '../../src/commands/finish-notices.ts'
import type { Notice } from '../../src/core/automation/run.ts'
import { calendarDate, type Instant } from '../../src/core/date.ts'
import type { NoticeId, RuleId } from '../../src/core/ids.ts'
import { openTestBooks } from '../support/open-test-books.ts'

function notice(id: string, state: Notice['state'] = 'new'): Notice {
  return {
    id: id as NoticeId,
    version: 1,
    ruleId: 'rul_1' as RuleId,
    text: 'Look at {client}',
    facts: { client: 'Meyer' },
    subjects: ['cli_1'],
    on: calendarDate('2026-03-02'),
    state,
    createdAt: '2026-03-02T10:00:00.000Z' as Instant,
  }
}

describe('finishNotices', () => {
  it('lays those aside that stand open, names them in one event, and passes over the others', async () => {
    const books = await openTestBooks()
    await books.db.notices.bulkAdd([notice('ntc_1'), notice('ntc_2'), notice('ntc_3', 'done')])
    const ids = ['ntc_1', 'ntc_1', 'ntc_3', 'ntc_none'] as NoticeId[]
    expect(await books.must(finishNotices, { ids })).toEqual({ done: 1 })
    const rows = await books.db.notices.toArray()
    expect(rows.map(({ id, state, version }) => [id, state, version])).toEqual([
      ['ntc_1', 'done', 2],
      ['ntc_2', 'new', 1],
      ['ntc_3', 'done', 1],
    ])
    const events = (await books.db.events.toArray()).filter(({ type }) => type === 'notice.done')
    expect(events.map(({ subjects }) => subjects)).toEqual([['ntc_1', 'cli_1']])
  })

  it('writes nothing where all are done', async () => {
    const books = await openTestBooks()
    const before = await books.db.events.count()
    expect(await books.must(finishNotices, { ids: ['ntc_none' as NoticeId] })).toEqual({ done: 0 })
    expect(await books.db.events.count()).toBe(before)
  })
})
