import type { BackupProblem } from '../../core/backup-problem.ts'
import { type Result, refused } from '../../core/result.ts'

/** Carries a problem out of streams and transactions; `refusing` turns it into a Result at the door. */
export class BackupRefusal extends Error {
  readonly problem: BackupProblem
  constructor(problem: BackupProblem) {
    super(problem.code)
    this.problem = problem
  }
}

/** Runs an act; what it refuses, a cancel and a full disk become problems, every other error goes on. */
export async function refusing<Value>(
  act: () => Promise<Result<Value, BackupProblem>>,
): Promise<Result<Value, BackupProblem>> {
  try {
    return await act()
  } catch (error) {
    const problem = problemOf(error)
    if (problem === undefined) throw error
    return refused(problem)
  }
}

function problemOf(error: unknown): BackupProblem | undefined {
  if (error instanceof BackupRefusal) return error.problem
  const name = (error as { name?: unknown } | undefined)?.name
  if (name === 'AbortError') {
    // Dexie calls a transaction that ran out of space AbortError too and keeps the cause inside.
    const inner = (error as { inner?: { name?: unknown } }).inner
    return inner?.name === 'QuotaExceededError' ? { code: 'storage-full' } : { code: 'cancelled' }
  }
  if (name === 'QuotaExceededError') return { code: 'storage-full' }
  if (name === 'NotReadableError' || name === 'NotFoundError') return { code: 'file-unreadable' }
  return undefined
}
