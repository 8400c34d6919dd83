import { beforeAll, describe, expect, it, vi } from 'vitest'

vi.mock('virtual:texts/en', async () => {
  const { compileMessage } = await import('@lingui/message-utils/compileMessage')
  const texts: Record<string, string> = {
    'test.hello': 'Hello {name}',
    'test.count': '{count, plural, one {# invoice} other {# invoices}} of {client}',
  }
  const messages = Object.fromEntries(Object.entries(texts).map(([id, text]) => [id, compileMessage(text)]))
  return { areas: { test: JSON.stringify(messages) } }
})
vi.mock('virtual:texts/en/later', () => ({ areas: {} }))

const { catalogFor, currentLanguage, loadLanguage, t, translateIfKnown } = await import('../../src/i18n/translate.ts')
type Key = Parameters<typeof t>[0]

beforeAll(() => loadLanguage('en-GB'))

describe('t', () => {
  it('fills values in', () => {
    expect(t('test.hello' as Key, { name: 'Ada' })).toBe('Hello Ada')
    expect(t('test.count' as Key, { count: 1, client: 'Ada' })).toBe('1 invoice of Ada')
    expect(t('test.count' as Key, { count: 1200, client: 'Ada' })).toBe('1,200 invoices of Ada')
  })

  it('shows what a person typed exactly, escape sequences and markup included', () => {
    for (const name of ['\\u0041', '\\x41\\', "{name}', '#'", '<b>', '$&', '%__lingui_octothorpe__%']) {
      expect(t('test.hello' as Key, { name })).toBe(`Hello ${name}`)
    }
  })

  it('throws on a missing message or value while developing', () => {
    expect(() => t('test.absent' as Key)).toThrow('No message "test.absent"')
    expect(() => t('test.hello' as Key)).toThrow('needs a value for "name"')
    expect(() => t('test.count' as Key, { count: 2 })).toThrow('needs a value for "client"')
  })

  it('answers undefined for ids made at run time that no catalogue holds', () => {
    expect(translateIfKnown('test.absent')).toBeUndefined()
    expect(translateIfKnown('test.hello', { name: 'Ada' })).toBe('Hello Ada')
    expect(translateIfKnown('constructor')).toBeUndefined()
  })

  it('falls back to English for a language without a catalogue', () => {
    expect(currentLanguage()).toBe('en')
    expect(catalogFor('de-AT')).toBe('en')
    expect(catalogFor('EN-us')).toBe('en')
    expect(catalogFor('')).toBe('en')
  })
})
