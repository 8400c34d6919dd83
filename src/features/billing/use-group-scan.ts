import { useCallback, useEffect, useRef, useState } from 'react'
import type { BillingGroupId } from '../../core/ids.ts'
import type { Books } from '../../queries/account-entries.ts'
import { listPendingGroups, newestEventId } from '../../queries/list-pending.ts'
import { useRows } from '../blocks/use-rows.ts'
import { useRuntime } from '../runtime.tsx'

export interface GroupScan<Row> {
  /** Undefined until the first groups were read. */
  readonly rows: readonly Row[] | undefined
  readonly done: number
  readonly total: number
  readonly state: 'reading' | 'done' | 'stopped'
  readonly stop: () => void
  /** From the start, after it was stopped. */
  readonly again: () => void
}

/** The first screenful comes at once, the rest in pieces between which the page can breathe. */
const FIRST = 24
const CHUNK = 60
/** Commands come in bursts: what they change is read again when they pause. */
const CALM_MS = 400

interface Progress<Row> {
  readonly key: string
  readonly rows: readonly Row[]
  readonly done: number
  readonly total: number
  readonly state: GroupScan<Row>['state']
}

/**
 * Reads every billing group that can have something to come, group by group in the background, those that bill first at
 * the front; again after each change of the books, the old rows staying until the new ones are complete.
 * @param key everything that `read` depends on
 */
export function useGroupScan<Row>(
  key: string,
  read: (books: Books, groupIds: readonly BillingGroupId[]) => Promise<readonly Row[]>,
): GroupScan<Row> {
  const { books } = useRuntime()
  const newest = useRows((db) => newestEventId(db), [])
  const [progress, setProgress] = useState<Progress<Row>>()
  const [turnCount, setTurnCount] = useState(0)
  const latest = useRef(read)
  latest.current = read
  const running = useRef<AbortController>(undefined)
  const shown = useRef<Progress<Row>>(undefined)
  shown.current = progress

  // biome-ignore lint/correctness/useExhaustiveDependencies: another turn starts it over
  useEffect(() => {
    if (newest === undefined) return
    const turn = new AbortController()
    const { signal } = turn
    const before = shown.current
    const again = before?.key === key
    // Whoever stopped it means it: only another question starts it over.
    if (again && before.state === 'stopped') return
    const scan = async () => {
      const ids = await listPendingGroups(books)
      let rows: readonly Row[] = []
      let done = 0
      while (!signal.aborted) {
        const chunk = ids.slice(done, done + (done === 0 ? FIRST : CHUNK))
        if (chunk.length > 0) rows = [...rows, ...(await latest.current(books, chunk))]
        if (signal.aborted) return
        done += chunk.length
        const state = done >= ids.length ? 'done' : 'reading'
        // Rows on screen are not taken away while they are read again.
        if (state === 'done' || !again) setProgress({ key, rows, done, total: ids.length, state })
        if (state === 'done') return
        await new Promise((resolve) => setTimeout(resolve, 0))
      }
    }
    const timer = setTimeout(
      () => {
        running.current = turn
        scan().catch((error: unknown) => {
          // Thrown where the error boundary of the screen sees it.
          if (!signal.aborted) {
            setProgress(() => {
              throw error
            })
          }
        })
      },
      again ? CALM_MS : 0,
    )
    return () => {
      clearTimeout(timer)
      turn.abort()
    }
  }, [books, key, newest, turnCount])

  const stop = useCallback(() => {
    running.current?.abort()
    setProgress((now) => now && { ...now, state: 'stopped' })
  }, [])
  const again = useCallback(() => {
    setProgress((now) => now && { ...now, key: '', state: 'reading' })
    setTurnCount((count) => count + 1)
  }, [])
  return {
    rows: progress?.rows,
    done: progress?.done ?? 0,
    total: progress?.total ?? 0,
    state: progress === undefined || progress.key !== key ? 'reading' : progress.state,
    stop,
    again,
  }
}
