import type { Dexie } from 'dexie'
import { type BackupOrder, type BackupSummary, BooksChanged, backupChunks } from './write-backup.ts'

/** So often a backup begins again because the books changed while they were read. */
const attempts = 5

/**
 * Writes a backup as one stream, gzipped where that is wanted and the browser can, and answers what came of it. Books
 * that change meanwhile begin it again: `drain` is called anew, and must leave nothing of a stream that broke.
 * @throws BooksChanged when they never stand still; what else broke the stream, or what `drain` throws
 */
export async function drainBackup<Out>(
  db: Dexie,
  order: BackupOrder & { readonly gzip: boolean },
  drain: (stream: ReadableStream<Uint8Array<ArrayBuffer>>) => Promise<Out>,
): Promise<{ readonly out: Out; readonly summary: BackupSummary }> {
  for (let attempt = 1; ; attempt += 1) {
    const chunks = backupChunks(db, order)
    let summary: BackupSummary | undefined
    // What broke the stream: whoever drains it may only say that it broke ("Failed to fetch").
    let cause: unknown
    const stream = new ReadableStream<Uint8Array<ArrayBuffer>>({
      async pull(controller) {
        const next = await chunks.next().catch((error: unknown) => {
          cause = error
          throw error
        })
        if (next.done) {
          summary = next.value
          controller.close()
        } else controller.enqueue(next.value)
      },
      async cancel() {
        await chunks.return(undefined as never)
      },
    })
    const packs = order.gzip && typeof CompressionStream !== 'undefined'
    try {
      const out = await drain(packs ? stream.pipeThrough(new CompressionStream('gzip')) : stream)
      if (summary === undefined) throw new Error('The backup has no end')
      return { out, summary }
    } catch (error) {
      if (!(cause instanceof BooksChanged) || attempt >= attempts) throw cause ?? error
    }
  }
}
