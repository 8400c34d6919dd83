// The PDF worker of the built app: the same bytes on every machine, every script, and no slower the tenth time.
import { readdirSync } from 'node:fs'
import { join } from 'node:path'
import type { Page } from '@playwright/test'
import type { FrozenDocument } from '../../src/core/invoice/document.ts'
import { distFolder, expect, test } from '../support/browser-fixture.ts'
import { frozenDocument, sampleLines, vat7, withholding15 } from '../support/frozen-document.ts'
import { everyNode, readPdf } from '../support/read-pdf.ts'

/** Change by hand, after looking at the documents: a document once sent must be drawn the same again. */
const golden = {
  classic: '0bf650d2e523cdfc6183346254fd3cf71d10a92d1cd68bea5afc8f5aad509dab',
  modern: '4f147a37e9b50b1ed343c8fda1f90cd1209b392b97fca91912a7319ed42b770d',
}

function inLook(template: 'classic' | 'modern', document: FrozenDocument): FrozenDocument {
  return { ...document, look: { ...document.look, template } }
}

const invoice = frozenDocument({
  lines: [
    ...sampleLines(12),
    { description: 'Handbook', quantity: '3', unitPrice: '18.333', taxes: [vat7, withholding15] },
    { description: 'Returned samples', quantity: '-1', unitPrice: '84.9' },
  ],
  allowances: [{ kind: 'percent', value: '5' as never, reason: 'Loyalty' }],
  overrides: {
    notes:
      'Thank you \u2014 \u0395\u03c5\u03c7\u03b1\u03c1\u03b9\u03c3\u03c4\u03ce \u2014 \u0421\u043f\u0430\u0441\u0438\u0431\u043e',
  },
})

interface Drawn {
  readonly sha256: string
  readonly milliseconds: readonly number[]
  readonly bytes: string
  readonly asked: readonly string[]
}

/** Draws in the worker file of the build, bringing fonts as the client does. */
async function draw(page: Page, document: FrozenDocument, times = 1): Promise<Drawn> {
  const file = readdirSync(join(distFolder, 'assets')).find((name) => /^pdf-worker-.*\.js$/.test(name))
  expect(file, 'the build has a worker for documents').toBeDefined()
  return page.evaluate(
    async ({ address, document, times }) => {
      const worker = new Worker(address, { type: 'module' })
      const asked: string[] = []
      const send = async (ids: readonly string[]) => {
        const files = await Promise.all(
          ids.map(async (id) => {
            const folder = id.startsWith('noto-sans-') ? 'fonts' : 'fonts/extra'
            const response = await fetch(`/${folder}/${id}.ttf`)
            return { id, bytes: new Uint8Array(await response.arrayBuffer()) }
          }),
        )
        worker.postMessage({ kind: 'fonts', files })
      }
      const ask = (id: number) =>
        new Promise<{
          kind: string
          fonts: string[]
          bytes: Uint8Array<ArrayBuffer>
          milliseconds: number
          reason?: string
        }>((resolve, reject) => {
          worker.onmessage = ({ data }) => resolve(data)
          worker.onerror = (event) => reject(new Error(event.message))
          worker.postMessage({ kind: 'render', id, document, options: {}, without: [] })
        })
      await send(['noto-sans-regular', 'noto-sans-bold', 'noto-sans-signs'])
      const milliseconds: number[] = []
      let bytes = new Uint8Array()
      for (let id = 0; milliseconds.length < times; id++) {
        const answer = await ask(id)
        if (answer.kind === 'need-fonts') {
          asked.push(...answer.fonts)
          await send(answer.fonts)
        } else if (answer.kind === 'rendered') {
          bytes = answer.bytes
          milliseconds.push(answer.milliseconds)
        } else throw new Error(answer.reason ?? answer.kind)
      }
      worker.terminate()
      const hash = new Uint8Array(await crypto.subtle.digest('SHA-256', bytes))
      const hex = (all: Uint8Array) => Array.from(all, (byte) => byte.toString(16).padStart(2, '0')).join('')
      return { sha256: hex(hash), milliseconds, bytes: hex(bytes), asked }
    },
    { address: `/assets/${file}`, document, times },
  )
}

for (const template of ['classic', 'modern'] as const) {
  test(`the ${template} template gives the known bytes, cold and warm`, async ({ page }) => {
    await page.goto('/')
    const first = await draw(page, inLook(template, invoice))
    const third = await draw(page, inLook(template, invoice), 3)
    expect(third.sha256).toBe(first.sha256)
    expect(first.asked).toEqual([])
    const pdf = readPdf(Buffer.from(first.bytes, 'hex'))
    expect(pdf.xmp).toContain('<pdfaid:part>3</pdfaid:part>')
    expect(pdf.xmp).toContain('<pdfuaid:part>1</pdfuaid:part>')
    expect(pdf.pages.every((one) => one.unmarked === 0)).toBe(true)
    const said = everyNode(pdf.structure).map((node) => node.text)
    expect(said).toContain(
      'Thank you \u2014 \u0395\u03c5\u03c7\u03b1\u03c1\u03b9\u03c3\u03c4\u03ce \u2014 \u0421\u043f\u0430\u0441\u0438\u0431\u043e',
    )
    expect(said).toContain('\u221284.90')
    expect(first.sha256).toBe(golden[template])
  })
}

test('other scripts are drawn with fonts of our own origin', async ({ page }) => {
  await page.goto('/')
  const drawn = await draw(page, {
    ...invoice,
    notes: '\u6771\u4eac\u30c7\u30b6\u30a4\u30f3 \u05e9\u05dc\u05d5\u05dd \u0e44\u0e17\u0e22 \ud83c\udf89',
  })
  expect([...drawn.asked].sort()).toEqual(['cjk-jp', 'emoji', 'hebrew', 'thai'])
  const { text } = readPdf(Buffer.from(drawn.bytes, 'hex'))
  expect(text).toContain('\u6771\u4eac\u30c7\u30b6\u30a4\u30f3')
  expect(text).not.toContain('[U+')
})

test('the tenth document of a thousand lines is as fast as the first ones', async ({ page }) => {
  test.setTimeout(240_000)
  await page.goto('/')
  // A machine that is busy with something else may slow one round down; a worker that gets slower fails all of them.
  const rounds: boolean[] = []
  while (rounds.length < 3 && !rounds.includes(true)) {
    const { milliseconds } = await draw(page, frozenDocument({ lines: sampleLines(1000) }), 10)
    console.log(`1,000 lines: ${milliseconds.map((time) => Math.round(time)).join(', ')} ms`)
    const [first = 0] = milliseconds
    const last = [...milliseconds.slice(-3)].sort((left, right) => left - right)[1] ?? 0
    // Issue: at most 1.3 times the first; 16 ms are the clock's and the machine's.
    rounds.push(last <= first * 1.3 + 16)
  }
  expect(rounds).toContain(true)
})
