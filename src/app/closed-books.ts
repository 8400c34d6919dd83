// Whether another window took the books away from this one.
import { create } from 'zustand'
import type { ClosedReason } from '../storage/open-account-db.ts'

/** `blocked`: this window waits for an older one to close. */
export type ClosedState = ClosedReason | 'blocked' | undefined

export const useClosedBooks = create<{ reason: ClosedState }>(() => ({ reason: undefined }))

export function sayBooksClosed(reason: ClosedState): void {
  useClosedBooks.setState({ reason })
}
