// What other programs make of our files, where they are installed.
import { spawnSync } from 'node:child_process'
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { frozenDocument, sampleLines, vat7, withholding15 } from '../support/frozen-document.ts'
import { renderInNode } from '../support/open-fonts.ts'

const run = (tool: string, ...args: readonly string[]) => spawnSync(tool, args, { encoding: 'utf8' })
const has = (tool: string) => run(tool, '--version').error === undefined
const folder = mkdtempSync(join(tmpdir(), 'billfold-pdf-'))
const files: string[] = []

beforeAll(() => {
  const rich = frozenDocument({
    lines: [...sampleLines(30), { description: 'Handbook שלום 東京 🎉', taxes: [vat7, withholding15] }],
    allowances: [{ kind: 'percent', value: '5' as never, reason: 'Loyalty' }],
  })
  for (const template of ['classic', 'modern'] as const) {
    for (const paper of ['A4', 'Letter'] as const) {
      for (const mark of [undefined, 'void'] as const) {
        const file = join(folder, `${template}-${paper}-${mark ?? 'final'}.pdf`)
        const document = { ...rich, look: { ...rich.look, template, paper } }
        writeFileSync(file, renderInNode(document, mark === undefined ? {} : { mark }))
        files.push(file)
      }
    }
  }
})
afterAll(() => rmSync(folder, { recursive: true, force: true }))

describe('where installed', () => {
  test.skipIf(!has('qpdf'))('qpdf finds no fault', () => {
    expect(files).toHaveLength(8)
    for (const file of files) {
      const { status, stdout, stderr } = run('qpdf', '--check', file)
      expect(`${stdout}${stderr}`, file).toContain('No syntax or stream encoding errors found')
      expect(status, file).toBe(0)
    }
  })

  test.skipIf(!has('pdffonts'))('every font is embedded, subset and readable', () => {
    for (const file of files) {
      const { stdout } = run('pdffonts', file)
      const fonts = stdout.trim().split('\n').slice(2)
      expect(fonts.length).toBeGreaterThanOrEqual(5)
      for (const font of fonts) expect(font).toMatch(/^[A-Z]{6}\+.* yes yes yes /)
    }
  })

  test.skipIf(!has('pdftotext'))('the text is the text', () => {
    for (const file of files) {
      const { stdout } = run('pdftotext', '-layout', file, '-')
      for (const text of [
        'Invoice',
        '2026-0042',
        'Okafor Interiors Ltd',
        'Concept and moodboards',
        '1,187.50',
        '東京',
        'Amount due',
        '\u2212',
      ]) {
        expect(stdout, file).toContain(text)
      }
    }
  })
})
