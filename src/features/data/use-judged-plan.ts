// Purchases of a file are judged by making them and taking them back, row after row: that takes a while, so it is awaited.
import { useEffect, useMemo, useState } from 'react'
import { rehearsePurchases } from '../../commands/import-purchases.ts'
import type { Problem } from '../../core/problem.ts'
import type { Result } from '../../core/result.ts'
import type { FileProblem } from '../../integrations/import/file-problem.ts'
import { salesIn } from '../../integrations/import/plan-purchases.ts'
import { useRuntime } from '../runtime.tsx'
import type { Plan } from './import-plan.ts'

type Judged = ReadonlyMap<number, Problem>
type Planned = Result<Plan, FileProblem> | undefined

/** A file read with what a person said about it; planned again once the rows are judged. */
export interface ReadFile {
  readonly plan: (judged?: Judged) => Planned
}

/**
 * The plan of a file; of purchases only once the house rules were asked. `judging`: how far that is, 0 to 1.
 * `failed`: the database did not answer.
 */
export function useJudgedPlan(read: ReadFile | undefined): {
  readonly planned: Planned
  readonly judging: number | undefined
  readonly failed: boolean
} {
  const { books, envelope } = useRuntime()
  const [answer, setAnswer] = useState<{ readonly of: ReadFile; readonly judged: Judged | 'failed' }>()
  const [part, setPart] = useState(0)
  const first = useMemo(() => read?.plan(), [read])
  const sales = useMemo(
    () => (first?.ok === true && first.value.entity === 'purchases' ? salesIn(first.value.plan) : []),
    [first],
  )

  // biome-ignore lint/correctness/useExhaustiveDependencies: the envelope is made when it is needed
  useEffect(() => {
    if (read === undefined || sales.length === 0) return
    const controller = new AbortController()
    const { signal } = controller
    setPart(0)
    let shown = 0
    const onProgress = (done: number, total: number) => {
      if (signal.aborted || done / total - shown < 0.01) return
      shown = done / total
      setPart(shown)
    }
    const orders = sales.map(({ purchase }) => purchase)
    rehearsePurchases(books, orders, envelope(), { onProgress, signal }).then(
      (answers) => {
        if (signal.aborted) return
        const judged = new Map<number, Problem>()
        if (answers.ok) {
          for (const [index, problem] of answers.value.entries()) {
            const row = sales[index]?.row
            if (row !== undefined && problem !== undefined) judged.set(row, problem)
          }
        }
        setAnswer({ of: read, judged: answers.ok ? judged : 'failed' })
      },
      () => signal.aborted || setAnswer({ of: read, judged: 'failed' }),
    )
    return () => controller.abort()
  }, [books, read, sales])

  const judged = answer?.of === read ? answer?.judged : undefined
  const planned = useMemo(
    () => (sales.length === 0 ? first : judged === undefined || judged === 'failed' ? undefined : read?.plan(judged)),
    [first, judged, read, sales],
  )
  return {
    planned,
    judging: sales.length > 0 && judged === undefined ? part : undefined,
    failed: judged === 'failed',
  }
}
