import { existsSync } from 'node:fs'
import { expect, test } from 'vitest'
import { baseFonts, fontPath, fontsFor, hanStyle } from '../../src/documents/pdf/font-files.ts'

test('every font that a character may ask for is there', () => {
  const asked = new Set<string>(Object.values(baseFonts))
  for (let point = 0x250; point < 0x32000; point += 8) {
    for (const style of ['simplified', 'traditional', 'japanese'] as const)
      for (const id of fontsFor(point, style)) asked.add(id)
  }
  expect(asked.size).toBeGreaterThan(25)
  for (const id of asked) expect(existsSync(new URL(`../../public/${fontPath(id)}`, import.meta.url)), id).toBe(true)
})

test('Chinese characters follow the document', () => {
  expect(hanStyle('東京デザイン', 'en', [])).toBe('japanese')
  expect(hanStyle('山田太郎', 'en', ['DE', 'JP'])).toBe('japanese')
  expect(hanStyle('山田太郎', 'ja-JP', [])).toBe('japanese')
  expect(hanStyle('臺北', 'zh-TW', [])).toBe('traditional')
  expect(hanStyle('臺北', 'en', ['TW'])).toBe('traditional')
  expect(hanStyle('北京', 'zh-CN', ['CN'])).toBe('simplified')
  expect(fontsFor(0x5317, 'traditional')[0]).toBe('cjk-tc')
  expect(fontsFor(0x05d0, 'traditional')).toEqual(['hebrew'])
})
