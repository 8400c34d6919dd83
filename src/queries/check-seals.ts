// Whether what was issued is still what lies in the books.
import type { BackupProblem } from '../core/backup-problem.ts'
import { ok, type Result } from '../core/result.ts'
import { refusing } from '../storage/backup/backup-refusal.ts'
import { type SealedSeries, type VerifyOptions, verifySeals } from '../storage/verify-seals.ts'
import type { Books } from './account-entries.ts'

export type { SealedSeries } from '../storage/verify-seals.ts'

/** Reads every issued document and its seal, series by series. Problem: `cancelled`. */
export function checkSeals(
  books: Books,
  options: VerifyOptions,
): Promise<Result<readonly SealedSeries[], BackupProblem>> {
  return refusing(async () => ok(await verifySeals(books, options)))
}
