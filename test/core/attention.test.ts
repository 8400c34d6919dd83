import { describe, expect, it } from 'vitest'
import { type AttentionItem, attentionPlace, newsOf } from '../../src/core/automation/attention.ts'
import type { ContractId, InvoiceId } from '../../src/core/ids.ts'

const drafts = (count: number, newest: string): AttentionItem => ({
  kind: 'drafts',
  count,
  newest,
  facts: { invoiceId: newest as InvoiceId },
})
const backup: AttentionItem = { kind: 'backup', count: 1, newest: '', facts: {} }

describe('news', () => {
  it('is what was not told yet, and each thing once', () => {
    const first = newsOf([drafts(1, 'inv_B'), backup], {})
    expect(first.news.map(({ kind }) => kind)).toEqual(['drafts', 'backup'])
    expect(newsOf([drafts(1, 'inv_B'), backup], first.told).news).toEqual([])
  })

  it('is not what is left after some of it was dealt with, but what comes after', () => {
    const { told } = newsOf([drafts(3, 'inv_C')], {})
    expect(newsOf([drafts(2, 'inv_B')], told).news).toEqual([])
    expect(newsOf([], told).told).toEqual(told)
    expect(newsOf([drafts(1, 'inv_D')], told).news).toHaveLength(1)
  })
})

describe('where it is dealt with', () => {
  it('is the thing itself when there is one, else the list', () => {
    expect(attentionPlace(drafts(1, 'inv_B'))).toBe('/invoices/inv_B')
    expect(attentionPlace(drafts(2, 'inv_B'))).toBe('/invoices?state=draft')
    const contractId = 'con_1' as ContractId
    expect(attentionPlace({ kind: 'corrections', count: 2, newest: '', facts: { contractId } })).toBe(
      '/contracts/con_1',
    )
  })
})
