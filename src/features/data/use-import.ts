import { useEffect, useMemo, useState } from 'react'
import { type ImportResult, importClients } from '../../commands/import-clients.ts'
import { importProducts } from '../../commands/import-products.ts'
import { makeRestorePoint } from '../../commands/make-restore-point.ts'
import type { Result } from '../../core/result.ts'
import { problemText } from '../../i18n/problem-text.ts'
import type { FileProblem } from '../../integrations/import/file-problem.ts'
import {
  type ColumnMapping,
  proposeMapping,
  restoreMapping,
  sourceSignature,
} from '../../integrations/import/mapping.ts'
import { type OpenedImport, openImport } from '../../integrations/import/open-import.ts'
import { type ClientPlan, type ProductPlan, planClients, planProducts } from '../../integrations/import/plan-import.ts'
import type { ImportedEntity } from '../../integrations/import/recognise.ts'
import { type DuplicateChoice, resolveClients, resolveProducts } from '../../integrations/import/resolve-duplicates.ts'
import { getImportContext, getImportMapping, type ImportContext } from '../../queries/get-import-context.ts'
import { backupProblemText } from '../blocks/backup-problem-text.ts'
import { useRuntime } from '../runtime.tsx'

export interface ChosenFile {
  readonly name: string
  readonly opened: OpenedImport
  /** What it is imported as; undefined while nobody has said. */
  readonly entity: ImportedEntity | undefined
  readonly mapping: ColumnMapping | undefined
  /** The mapping comes from an earlier file with the same columns. */
  readonly remembered: boolean
}

export type Plan =
  | { readonly entity: 'clients'; readonly plan: ClientPlan }
  | { readonly entity: 'products'; readonly plan: ProductPlan }

export interface ImportDone extends ImportResult {
  readonly entity: ImportedEntity
  readonly file: string
  readonly skipped: number
  readonly refused: number
}

export interface DuplicateWish {
  readonly all: DuplicateChoice
  readonly byRow: ReadonlyMap<number, DuplicateChoice>
}

const noWish: DuplicateWish = { all: 'skip', byRow: new Map() }

/** The steps of one import: file, what it is, columns, preview, the act. Nothing is written before `start`. */
export function useImport() {
  const { books, directory, account, settings, run, envelope } = useRuntime()
  const [file, setFile] = useState<ChosenFile>()
  const [fileProblem, setFileProblem] = useState<FileProblem>()
  const [context, setContext] = useState<ImportContext>()
  const [decimal, setDecimal] = useState<'.' | ','>()
  const [wish, setWish] = useState<DuplicateWish>(noWish)
  const [step, setStep] = useState<'reading' | 'restore-point' | 'writing'>()
  const [problem, setProblem] = useState<string>()
  const [done, setDone] = useState<ImportDone>()

  const forget = () => {
    setFile(undefined)
    setFileProblem(undefined)
    setDecimal(undefined)
    setWish(noWish)
    setProblem(undefined)
  }

  const mappingFor = async (opened: OpenedImport, entity: ImportedEntity) => {
    const signature = sourceSignature(opened.table.columns)
    const stored = restoreMapping(await getImportMapping(books, signature), opened.table, entity)
    if (stored !== undefined) return { mapping: stored, remembered: true }
    const mapping: ColumnMapping =
      entity === 'clients' ? proposeMapping(opened.table, 'clients') : proposeMapping(opened.table, 'products')
    return { mapping, remembered: false }
  }

  const open = async (chosen: File) => {
    forget()
    setDone(undefined)
    setStep('reading')
    try {
      const opened = openImport(new Uint8Array(await chosen.arrayBuffer()), chosen.name)
      if (!opened.ok) {
        setFileProblem(opened.problem)
        return
      }
      setContext(await getImportContext(books))
      const entity = opened.value.importable
      const none = { mapping: undefined, remembered: false }
      const mapped = entity === undefined ? none : await mappingFor(opened.value, entity)
      setFile({ name: chosen.name, opened: opened.value, entity, ...mapped })
    } catch {
      // The browser lost the file: it was moved, or its disk is gone.
      setProblem(backupProblemText({ code: 'file-unreadable' }))
    } finally {
      setStep(undefined)
    }
  }

  const setEntity = async (entity: ImportedEntity) => {
    if (file === undefined) return
    setFile({ ...file, entity, ...(await mappingFor(file.opened, entity)) })
  }

  const planned = useMemo((): Result<Plan, FileProblem> | undefined => {
    if (file?.mapping === undefined || context === undefined) return undefined
    const { table } = file.opened
    if (file.mapping.entity === 'clients') {
      const mapping = file.mapping as ColumnMapping<'clients'>
      const answer = planClients(table, mapping, { country: context.country, existing: context.clients })
      return answer.ok ? { ok: true, value: { entity: 'clients', plan: answer.value } } : answer
    }
    const mapping = file.mapping as ColumnMapping<'products'>
    const { currency, taxIds, taxIncluded, taxes, products } = context
    const defaults = { currency, taxIds, taxIncluded, taxes, existing: products }
    const answer = planProducts(table, mapping, decimal === undefined ? defaults : { ...defaults, decimal })
    return answer.ok ? { ok: true, value: { entity: 'products', plan: answer.value } } : answer
  }, [file, context, decimal])

  // Another plan has other duplicates: what was said about single rows no longer means them.
  // biome-ignore lint/correctness/useExhaustiveDependencies: only when the rows are read anew
  useEffect(() => setWish((before) => ({ ...before, byRow: new Map() })), [planned])

  const start = async () => {
    if (file?.mapping === undefined || planned === undefined || !planned.ok) return
    setProblem(undefined)
    setStep('restore-point')
    try {
      const point = await makeRestorePoint(directory, books, account, 'import', envelope())
      if (!point.ok) {
        setProblem(backupProblemText(point.problem))
        return
      }
      setStep('writing')
      const { table, recognition } = file.opened
      const origin = {
        file: file.name,
        ...(recognition.system === null ? {} : { system: recognition.system }),
        remember: { signature: sourceSignature(table.columns), mapping: file.mapping },
      }
      const plan = planned.value
      const work =
        plan.entity === 'clients'
          ? { ...resolveClients(plan.plan, wish), entity: 'clients' as const }
          : { ...resolveProducts(plan.plan, wish), entity: 'products' as const }
      const { skipped, refused } = work
      const result =
        work.entity === 'clients'
          ? await run(importClients, { ...origin, add: work.add, update: work.update, skipped, refused })
          : await run(importProducts, { ...origin, add: work.add, update: work.update, skipped, refused })
      if (!result.ok) {
        setProblem(problemText(result.problem, settings.locale))
        return
      }
      setDone({ ...result.value, entity: plan.entity, file: file.name, skipped, refused })
      forget()
    } finally {
      setStep(undefined)
    }
  }

  return {
    file,
    fileProblem,
    planned,
    decimal,
    wish,
    step,
    problem,
    done,
    open,
    forget,
    start,
    setEntity,
    setDecimal,
    setWish,
    setMapping: (mapping: ColumnMapping) => file !== undefined && setFile({ ...file, mapping }),
    closeDone: () => setDone(undefined),
  }
}

export type Import = ReturnType<typeof useImport>
