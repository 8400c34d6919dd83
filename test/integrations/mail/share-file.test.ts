import { describe, expect, it, vi } from 'vitest'
import { canShareFiles, canShareText, shareFile } from '../../../src/integrations/mail/share-file.ts'

const file = { bytes: new Uint8Array([37, 80]), fileName: 'Invoice.pdf', mime: 'application/pdf' }

describe('the share sheet', () => {
  it('is there only where the browser says so', () => {
    expect(canShareFiles('application/pdf', {})).toBe(false)
    expect(canShareText({ share: async () => undefined })).toBe(false)
    const text = { share: async () => undefined, canShare: (data: ShareData) => data.files === undefined }
    expect(canShareFiles('application/pdf', text)).toBe(false)
    expect(canShareText(text)).toBe(true)
    const all = { share: async () => undefined, canShare: () => true }
    expect(canShareFiles('application/pdf', all)).toBe(true)
    const broken = {
      share: async () => undefined,
      canShare: () => {
        throw new TypeError('no')
      },
    }
    expect(canShareFiles('application/pdf', broken)).toBe(false)
  })

  it('gets the file under its name', async () => {
    const share = vi.fn(async (_data: ShareData) => undefined)
    expect(await shareFile({ title: 'Invoice', text: 'Hello', file }, { share, canShare: () => true })).toBe('shared')
    const data = share.mock.calls[0]?.[0] as ShareData
    expect(data).toMatchObject({ title: 'Invoice', text: 'Hello' })
    expect(data.files?.[0]).toMatchObject({ name: 'Invoice.pdf', type: 'application/pdf', size: 2 })
  })

  it('tells closed from failed from not possible', async () => {
    const failing = (error: Error) => ({ share: async () => Promise.reject(error), canShare: () => true })
    expect(await shareFile({ title: 'a', file }, failing(new DOMException('', 'AbortError')))).toBe('closed')
    expect(await shareFile({ title: 'a', file }, failing(new DOMException('', 'NotAllowedError')))).toBe('failed')
    expect(await shareFile({ title: 'a', file }, {})).toBe('not-possible')
  })
})
