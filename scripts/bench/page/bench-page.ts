// The bench's own page beside the app, at the same origin: the product's commands and PDF code, called directly, so that
// the app itself needs no seam. The bench drives it through `window.bench`.
import { z } from 'zod'
import { renderPdf, warmPdf } from '../../../src/documents/pdf/pdf-client.ts'
import { loadLanguage } from '../../../src/i18n/translate.ts'
import { frozenDocument, sampleLines } from '../../../test/support/frozen-document.ts'
import { billSome, catchUp, openCatchUp, readDueGroups } from './billing-rounds.ts'
import { fillBooks } from './fill-books.ts'
import { openIdleBooks, runIdle } from './idle-tick.ts'
import { measureOpenOnes } from './open-ones.ts'
import { payMany } from './pay-many.ts'
import type { PdfBenchAnswer, PdfBenchRequest } from './pdf-bench-worker.ts'
import { openSaving } from './save-draft-rounds.ts'

z.config({ jitless: true })

let pdfWorker: Worker | undefined

/** Draws one document in the bench's worker, by our renderer or by raw pdfkit. Answers the worker's own time in ms. */
function drawPdf(by: PdfBenchRequest['by'], lines: number): Promise<number> {
  pdfWorker ??= new Worker(new URL('./pdf-bench-worker.ts', import.meta.url), { type: 'module' })
  const worker = pdfWorker
  return new Promise((resolve, reject) => {
    worker.onmessage = ({ data }: MessageEvent<PdfBenchAnswer>) => {
      if (data.error !== undefined) reject(new Error(data.error))
      else resolve(data.milliseconds)
    }
    worker.onerror = (event) => reject(new Error(event.message))
    worker.postMessage({ by, lines } satisfies PdfBenchRequest)
  })
}

/** Ten documents of 1,000 lines, one after the other, by the product's client: times in ms. */
async function drawTen(): Promise<number[]> {
  await warmPdf()
  const times: number[] = []
  for (let round = 0; round < 10; round += 1) {
    const document = frozenDocument({ lines: sampleLines(1000), overrides: { number: `2026-${1000 + round}` } })
    const began = performance.now()
    await renderPdf(document)
    times.push(performance.now() - began)
  }
  return times
}

await loadLanguage('en-GB')
const bench = {
  fillBooks,
  openSaving,
  drawPdf,
  drawTen,
  readDueGroups,
  catchUp,
  openCatchUp,
  billSome,
  openIdleBooks,
  runIdle,
  measureOpenOnes,
  payMany,
}
export type Bench = typeof bench
Object.assign(window, { bench })
performance.mark('ready')
