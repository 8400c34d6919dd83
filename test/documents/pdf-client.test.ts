import { afterEach, beforeEach, describe, expect, test, vi } from 'vitest'
import { createPdfClient, type PdfClientPorts, type WorkerPort } from '../../src/documents/pdf/create-pdf-client.ts'
import { PdfError } from '../../src/documents/pdf/pdf-error.ts'
import type { PdfAnswer, PdfRequest } from '../../src/documents/pdf/pdf-messages.ts'
import type { PrintedPaper } from '../../src/documents/printed-paper.ts'
import { frozenDocument, sampleLines } from '../support/frozen-document.ts'

type Question = Exclude<PdfRequest, { kind: 'fonts' }>
type Reply = (request: Question, worker: FakeWorker) => PdfAnswer | undefined

class FakeWorker implements WorkerPort {
  onmessage: WorkerPort['onmessage'] = null
  onerror: WorkerPort['onerror'] = null
  readonly got: PdfRequest[] = []
  ended = false
  readonly #reply: Reply
  constructor(reply: Reply) {
    this.#reply = reply
  }
  postMessage(message: PdfRequest): void {
    this.got.push(message)
    if (message.kind === 'fonts') return
    const answer = this.#reply(message, this)
    if (answer !== undefined) queueMicrotask(() => this.onmessage?.({ data: answer } as MessageEvent<PdfAnswer>))
  }
  terminate(): void {
    this.ended = true
  }
  fonts(): string[] {
    return this.got.flatMap((message) => (message.kind === 'fonts' ? message.files.map((file) => file.id) : []))
  }
}

const plain: Reply = ({ kind, id }) =>
  kind === 'warm' ? { kind: 'warmed', id } : { kind: 'rendered', id, bytes: Uint8Array.of(id), milliseconds: 1 }

function setUp(reply: Reply = plain, ports: Partial<PdfClientPorts> = {}) {
  const workers: FakeWorker[] = []
  const fetched: string[] = []
  const client = createPdfClient({
    startWorker: () => {
      const worker = new FakeWorker(reply)
      workers.push(worker)
      return worker
    },
    fetchFont: async (id) => {
      fetched.push(id)
      return Uint8Array.of(1)
    },
    ...ports,
  })
  return { client, workers, fetched }
}

const document = frozenDocument({ lines: sampleLines(3) })
const long = frozenDocument({ lines: sampleLines(200) })
const base = ['noto-sans-regular', 'noto-sans-bold', 'noto-sans-signs']

test('warming starts one worker with the base fonts, once', async () => {
  const { client, workers, fetched } = setUp()
  await Promise.all([client.warm(), client.warm()])
  await client.render(document)
  expect(workers).toHaveLength(1)
  expect(fetched).toEqual(base)
  expect(workers[0]?.fonts()).toEqual(base)
  expect(workers[0]?.got.map((message) => message.kind)).toEqual(['fonts', 'warm', 'render'])
})

describe('fonts on demand', () => {
  const needs: Reply = (request, worker) => {
    if (request.kind === 'render') {
      const missing = ['hebrew', 'thai'].find((id) => !worker.fonts().includes(id) && !request.without.includes(id))
      if (missing !== undefined) return { kind: 'need-fonts', id: request.id, fonts: [missing] }
    }
    return plain(request, worker)
  }

  test('are fetched once and brought to every later worker that asks', async () => {
    const { client, workers, fetched } = setUp(needs)
    await client.render(document)
    client.stop()
    await client.render(document)
    expect(workers.map((worker) => worker.fonts())).toEqual([
      [...base, 'hebrew', 'thai'],
      [...base, 'hebrew', 'thai'],
    ])
    expect(fetched).toEqual([...base, 'hebrew', 'thai'])
  })

  test('that cannot be had refuse the document, name themselves, and are tried again', async () => {
    let online = false
    const { client } = setUp(needs, {
      fetchFont: async (id) => {
        if (id === 'hebrew' && !online) throw new Error('offline')
        return Uint8Array.of(1)
      },
    })
    await expect(client.render(document)).rejects.toMatchObject({ code: 'font-unavailable', fonts: ['hebrew'] })
    online = true
    await expect(client.render(document)).resolves.toBeInstanceOf(Uint8Array)
  })

  test('a preview may do without them, but is not kept', async () => {
    const { client } = setUp(needs, {
      fetchFont: async (id) =>
        id === 'hebrew' || id === 'thai' ? Promise.reject(new Error('offline')) : Uint8Array.of(1),
    })
    await client.keep('inv_1', document, { withoutFont: 'spell' })
    expect(client.kept('inv_1')).toBeUndefined()
  })

  test('without the base fonts there is no document', async () => {
    const { client } = setUp(plain, { fetchFont: () => Promise.reject(new Error('offline')) })
    await expect(client.render(document, { withoutFont: 'spell' })).rejects.toMatchObject({
      code: 'font-unavailable',
      fonts: base,
    })
  })
})

describe('a worker that fails', () => {
  beforeEach(() => void vi.useFakeTimers())
  afterEach(() => void vi.useRealTimers())

  test('hung: it is ended, the caller is told, and the next document gets a new one', async () => {
    let hang = true
    const { client, workers } = setUp((request, worker) => (hang ? undefined : plain(request, worker)), {
      patience: () => 5000,
    })
    const drawing = client.render(document)
    const next = client.render(document)
    const failed = expect(drawing).rejects.toMatchObject({ code: 'pdf-timed-out' })
    await vi.advanceTimersByTimeAsync(5000)
    await failed
    expect(workers[0]?.ended).toBe(true)
    hang = false
    await vi.advanceTimersByTimeAsync(5000)
    // The second request was under way with the hanging reply: it too was ended and reported.
    await expect(next).rejects.toBeInstanceOf(PdfError)
    await expect(client.render(document)).resolves.toBeInstanceOf(Uint8Array)
    expect(workers.at(-1)?.ended).toBe(false)
  })

  test('crashed: reported, and renewed', async () => {
    const { client, workers } = setUp((request, worker) => {
      if (workers.length > 1) return plain(request, worker)
      queueMicrotask(() => worker.onerror?.({ message: 'boom' } as ErrorEvent))
      return undefined
    })
    await expect(client.render(document)).rejects.toMatchObject({ code: 'pdf-failed', message: 'boom' })
    expect(workers[0]?.ended).toBe(true)
    await expect(client.render(document)).resolves.toBeInstanceOf(Uint8Array)
  })

  test('a document that cannot be drawn is reported without losing the worker', async () => {
    const { client, workers } = setUp(({ kind, id }) =>
      kind === 'warm' ? { kind: 'warmed', id } : { kind: 'failed', id, reason: 'no' },
    )
    await expect(client.render(document)).rejects.toMatchObject({ code: 'pdf-failed', message: 'no' })
    expect(workers[0]?.ended).toBe(false)
  })
})

test('a worker that has become slow is replaced by a warm one', async () => {
  const times = [1000, 1100, 2500, 1000]
  const { client, workers } = setUp(({ kind, id }) =>
    kind === 'warm'
      ? { kind: 'warmed', id }
      : { kind: 'rendered', id, bytes: Uint8Array.of(1), milliseconds: times.shift() ?? 0 },
  )
  for (let round = 0; round < 4; round++) await client.render(long)
  expect(workers.map((worker) => worker.ended)).toEqual([true, false])
  expect(workers[1]?.got.map((message) => message.kind)).toEqual(['fonts', 'warm', 'render'])
})

describe('kept documents', () => {
  test('are drawn once, also when asked for twice at the same time', async () => {
    const { client, workers } = setUp()
    const [first, second] = await Promise.all([client.keep('inv_1', document), client.keep('inv_1', document)])
    expect(second).toBe(first)
    expect(await client.keep('inv_1', document)).toBe(first)
    expect(client.kept('inv_1')).toBe(first)
    expect(workers[0]?.got.filter((message) => message.kind === 'render')).toHaveLength(1)
  })

  test('differ by mark and by an added PO number', async () => {
    const { client } = setUp()
    const clean = await client.keep('inv_1', document)
    const marked = await client.keep('inv_1', document, { mark: 'void' })
    expect(marked).not.toBe(clean)
    expect(client.kept('inv_1', { mark: 'void' })).toBe(marked)
    expect(client.kept('inv_2')).toBeUndefined()
  })

  test('give way, the longest unused first, when they take too much memory', async () => {
    const size = 20 * 1024 * 1024
    const { client } = setUp(({ id }) => ({ kind: 'rendered', id, bytes: new Uint8Array(size), milliseconds: 1 }))
    await client.keep('a', document)
    await client.keep('b', document)
    client.kept('a')
    await client.keep('c', document)
    expect([client.kept('a'), client.kept('b'), client.kept('c')].map((bytes) => bytes !== undefined)).toEqual([
      true,
      false,
      true,
    ])
  })
})

const paper = { tables: [{ columns: [], rows: [] }], language: 'en' } as unknown as PrintedPaper

test('a receipt or a statement is drawn anew each time, by the same worker and after what was asked before', async () => {
  const { client, workers } = setUp()
  const [first, invoice, second] = await Promise.all([
    client.renderPaper(paper),
    client.keep('inv_1', document),
    client.renderPaper(paper),
  ])
  expect(workers).toHaveLength(1)
  const asked = workers[0]?.got.filter(({ kind }) => kind !== 'fonts').map(({ kind }) => kind)
  expect(asked).toEqual(['paper', 'render', 'paper'])
  expect(first).not.toEqual(second)
  expect(first).not.toEqual(invoice)
})

test('a paper whose font cannot be had is refused, and its worker is asked for further fonts otherwise', async () => {
  const wants: Reply = (request) =>
    request.kind === 'paper' && !workers[0]?.fonts().includes('noto-sans-arabic')
      ? { kind: 'need-fonts', id: request.id, fonts: ['noto-sans-arabic' as never] }
      : plain(request, undefined as never)
  const { client, workers, fetched } = setUp(wants)
  await client.renderPaper(paper)
  expect(fetched).toContain('noto-sans-arabic')
  const offline = setUp(({ id }) => ({ kind: 'need-fonts', id, fonts: ['noto-sans-arabic' as never] }), {
    fetchFont: async (id) => {
      if (id === ('noto-sans-arabic' as never)) throw new Error('offline')
      return Uint8Array.of(1)
    },
  })
  await expect(offline.client.renderPaper(paper)).rejects.toMatchObject({ code: 'font-unavailable' })
})
