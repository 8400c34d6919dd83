import { maxLineBytes } from './backup-format.ts'
import { BackupRefusal } from './backup-refusal.ts'

export interface Line {
  /** Counted from 1. */
  readonly number: number
  readonly bytes: Uint8Array
  readonly text: string
}

/** The decompressed bytes of a backup: gzip is told by its first two bytes, whatever the file is called. */
export async function openBytes(file: Blob): Promise<ReadableStream<Uint8Array>> {
  const head = new Uint8Array(await readable(() => file.slice(0, 2).arrayBuffer()))
  const stream = file.stream() as ReadableStream<Uint8Array<ArrayBuffer>>
  return head[0] === 0x1f && head[1] === 0x8b ? stream.pipeThrough(new DecompressionStream('gzip')) : stream
}

async function readable<Value>(read: () => Promise<Value>): Promise<Value> {
  try {
    return await read()
  } catch {
    throw new BackupRefusal({ code: 'file-unreadable' })
  }
}

/**
 * Lines of a stream of UTF-8, without their line ends.
 * @throws BackupRefusal `backup-unsafe` for a line beyond the limit, `backup-damaged` for bytes that are not UTF-8 or
 * a broken compression, `backup-truncated` for one that stops early, `file-unreadable`
 */
export async function* readLines(stream: ReadableStream<Uint8Array>): AsyncGenerator<Line> {
  const reader = stream.getReader()
  const decoder = new TextDecoder('utf-8', { fatal: true, ignoreBOM: true })
  let number = 0
  let parts: Uint8Array[] = []
  let held = 0
  const finish = (tail: Uint8Array): Line => {
    number += 1
    const bytes = parts.length === 0 ? tail : joinBytes([...parts, tail], held + tail.length)
    parts = []
    held = 0
    try {
      return { number, bytes, text: decoder.decode(bytes) }
    } catch {
      throw new BackupRefusal({ code: 'backup-damaged', line: number })
    }
  }
  try {
    for (;;) {
      const { value, done } = await nextChunk(reader, number)
      if (done) break
      let start = 0
      for (;;) {
        const end = value.indexOf(0x0a, start)
        if (end < 0) break
        yield finish(value.subarray(start, end))
        start = end + 1
      }
      if (start < value.length) {
        const rest = value.slice(start)
        parts.push(rest)
        held += rest.length
        if (held > maxLineBytes) throw new BackupRefusal({ code: 'backup-unsafe', line: number + 1, reason: 'length' })
      }
    }
    if (held > 0) yield finish(new Uint8Array(0))
  } finally {
    await reader.cancel().catch(() => undefined)
  }
}

async function nextChunk(
  reader: ReadableStreamDefaultReader<Uint8Array>,
  lines: number,
): Promise<{ readonly done: false; readonly value: Uint8Array } | { readonly done: true; readonly value?: never }> {
  try {
    const { value, done } = await reader.read()
    return done ? { done } : { value, done }
  } catch (error) {
    if (error instanceof DOMException && error.name === 'NotReadableError') {
      throw new BackupRefusal({ code: 'file-unreadable' })
    }
    const early = /truncat|unexpected end/i.test(error instanceof Error ? error.message : '')
    throw new BackupRefusal(early ? { code: 'backup-truncated' } : { code: 'backup-damaged', line: lines + 1 })
  }
}

function joinBytes(parts: readonly Uint8Array[], length: number): Uint8Array {
  const joined = new Uint8Array(length)
  let at = 0
  for (const part of parts) {
    joined.set(part, at)
    at += part.length
  }
  return joined
}
