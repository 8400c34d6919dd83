import { expect } from 'vitest'
import { checkBooks } from '../../src/storage/check-books.ts'
import { differingSums } from '../../src/storage/recompute-sums.ts'
import { verifySeals } from '../../src/storage/verify-seals.ts'
import type { TestBooks } from './open-test-books.ts'

/** References, sums and seals of the books hold. */
export async function expectSound({ db }: TestBooks): Promise<void> {
  await checkBooks(db)
  expect(await differingSums(db)).toEqual([])
  expect((await verifySeals(db)).every(({ broken }) => broken === undefined)).toBe(true)
}
