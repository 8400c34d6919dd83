import { useEffect, useState } from 'react'
import type { ContractFields } from '../../core/contract/contract-fields.ts'
import type { Problem } from '../../core/problem.ts'
import type { Result } from '../../core/result.ts'
import { type ContractPreview, previewContract } from '../../queries/preview-contract.ts'
import { useRuntime } from '../runtime.tsx'

const QUIET_MS = 150

/**
 * The first invoices of the contract as it is typed, a moment after the last key; the last good answer stays while a
 * field cannot be read. Nothing is saved.
 */
export function useContractPreview(fields: ContractFields | undefined): Result<ContractPreview, Problem> | undefined {
  const { books, today } = useRuntime()
  const day = today()
  const [answer, setAnswer] = useState<Result<ContractPreview, Problem>>()
  const key = fields === undefined ? undefined : JSON.stringify(fields)
  // biome-ignore lint/correctness/useExhaustiveDependencies: `key` says whether the fields are others
  useEffect(() => {
    if (fields === undefined) return
    let latest = true
    const timer = setTimeout(() => {
      void previewContract(books, fields, day).then((next) => {
        if (latest) setAnswer(next)
      })
    }, QUIET_MS)
    return () => {
      latest = false
      clearTimeout(timer)
    }
  }, [books, key, day])
  return answer
}
