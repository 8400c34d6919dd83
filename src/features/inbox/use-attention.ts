import { useLiveQuery } from 'dexie-react-hooks'
import { useEffect, useRef, useState } from 'react'
import type { Attention } from '../../core/automation/attention.ts'
import { getAttention } from '../../queries/get-attention.ts'
import { getAttentionMark } from '../../queries/get-attention-mark.ts'
import { useRuntime } from '../runtime.tsx'

/** While the worker bills a year there is an event every few milliseconds: no more than so often it is read again. */
const restMs = 500

/** What needs the owner of the open account, following changes in all tabs and in the worker. */
export function useAttention(): Attention | undefined {
  const { books, account, today } = useRuntime()
  const [attention, setAttention] = useState<Attention>()
  const mark = useLiveQuery(() => getAttentionMark(books), [books])
  const lastRead = useRef(Number.NEGATIVE_INFINITY)
  const day = today()

  useEffect(() => {
    if (mark === undefined) return
    let here = true
    const read = () => {
      lastRead.current = performance.now()
      getAttention(books, day, account)
        .then((found) => here && setAttention(found))
        // The books were closed by another window: the banner says so.
        .catch(() => undefined)
    }
    const timer = setTimeout(read, Math.max(0, lastRead.current + restMs - performance.now()))
    return () => {
      here = false
      clearTimeout(timer)
    }
  }, [books, account, day, mark])
  return attention
}
