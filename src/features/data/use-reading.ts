import { useRef, useState } from 'react'
import type { BackupProblem } from '../../core/backup-problem.ts'
import type { Result } from '../../core/result.ts'

export interface ReadingOptions {
  readonly signal: AbortSignal
  readonly onProgress: (done: number, total: number) => void
}

export interface Reading {
  /** 0 to 1 while something is read or written. */
  readonly part: number | undefined
  readonly problem: BackupProblem | undefined
  /** Runs an act with progress; answers its value, or undefined with `problem` set. */
  run<Value>(act: (options: ReadingOptions) => Promise<Result<Value, BackupProblem>>): Promise<Value | undefined>
  stop(): void
  forget(): void
}

/** A long act on a file: progress, stopping, refusal. */
export function useReading(): Reading {
  const [part, setPart] = useState<number>()
  const [problem, setProblem] = useState<BackupProblem>()
  const stopping = useRef<AbortController>(undefined)
  return {
    part,
    problem,
    async run(act) {
      const controller = new AbortController()
      stopping.current = controller
      setProblem(undefined)
      setPart(0)
      let shown = 0
      try {
        const result = await act({
          signal: controller.signal,
          onProgress(done, total) {
            const next = total === 0 ? 1 : done / total
            if (next - shown < 0.01 && next < 1 && next > shown) return
            shown = next
            setPart(next)
          },
        })
        if (result.ok) return result.value
        setProblem(result.problem)
        return undefined
      } finally {
        setPart(undefined)
      }
    },
    stop: () => stopping.current?.abort(),
    forget: () => setProblem(undefined),
  }
}
