import type { Problem } from '../core/problem.ts'

/** Does the same to many rows inside a transaction, so many requests at a time: one by one, each would wait for its turn. */
export async function inBatches<Row>(
  rows: readonly Row[],
  act: (row: Row) => Promise<void>,
  size = 250,
): Promise<void> {
  for (let start = 0; start < rows.length; start += size) {
    await Promise.all(rows.slice(start, start + size).map(act))
  }
}

/** How a long act says how far it is, and how it is told to stop. */
export interface ImportControl {
  readonly onProgress?: (done: number, total: number) => void
  /** Stops before the next rows; nothing of the act stays. */
  readonly signal?: AbortSignal
}

/** Writes rows in steps with progress. Answers `import-stopped` when the person stopped it: the command then undoes all. */
export async function inSteps<Row>(
  rows: readonly Row[],
  write: (rows: readonly Row[]) => Promise<void>,
  { onProgress, signal }: ImportControl,
  size = 500,
): Promise<Problem | undefined> {
  for (let start = 0; start < rows.length; start += size) {
    if (signal?.aborted === true) return { code: 'import-stopped' }
    await write(rows.slice(start, start + size))
    onProgress?.(Math.min(start + size, rows.length), rows.length)
  }
  return signal?.aborted === true ? { code: 'import-stopped' } : undefined
}
