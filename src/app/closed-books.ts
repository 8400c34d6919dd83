// Whether another window took the books away from this one.
import { create } from 'zustand'
import type { ClosedReason } from '../storage/open-account-db.ts'

/**
 * `blocked`: this window waits for an older one to close. `newer-rules`: a newer version has run automation in these
 * books, and this one lets it be (G-10).
 */
export type ClosedState = ClosedReason | 'blocked' | 'newer-rules' | undefined

export const useClosedBooks = create<{ reason: ClosedState }>(() => ({ reason: undefined }))

export function sayBooksClosed(reason: ClosedState): void {
  useClosedBooks.setState({ reason })
}
