import { useEffect, useMemo, useRef, useState } from 'react'
import { makeRestorePoint } from '../../commands/make-restore-point.ts'
import { problemText } from '../../i18n/problem-text.ts'
import { t } from '../../i18n/translate.ts'
import type { FileProblem } from '../../integrations/import/file-problem.ts'
import {
  type ColumnMapping,
  proposeMapping,
  restoreMapping,
  sourceSignature,
} from '../../integrations/import/mapping.ts'
import { type OpenedImport, openImport } from '../../integrations/import/open-import.ts'
import type { ImportedEntity } from '../../integrations/import/recognise.ts'
import {
  getAgreementContext,
  getImportContext,
  getImportMapping,
  getPurchaseKeys,
} from '../../queries/get-import-context.ts'
import { listFields } from '../../queries/list-fields.ts'
import { backupProblemText } from '../blocks/backup-problem-text.ts'
import { useRuntime } from '../runtime.tsx'
import {
  type DuplicateWish,
  needsAgreements,
  type PlanningContext,
  planFile,
  type ReadingChoices,
  type WrittenPlan,
  writePlan,
} from './import-plan.ts'
import { type ReadFile, useJudgedPlan } from './use-judged-plan.ts'

export interface ChosenFile {
  readonly name: string
  readonly opened: OpenedImport
  /** What it is imported as; undefined while nobody has said. */
  readonly entity: ImportedEntity | undefined
  readonly mapping: ColumnMapping | undefined
  /** The mapping comes from an earlier file with the same columns. */
  readonly remembered: boolean
}

export interface ImportDone extends WrittenPlan {
  readonly entity: ImportedEntity
  readonly file: string
}

const noWish: DuplicateWish = { all: 'skip', byRow: new Map() }

/** The steps of one import: file, what it is, columns, preview, the act. Nothing is written before `start`. */
export function useImport() {
  const { books, directory, account, settings, run, envelope, today } = useRuntime()
  const [file, setFile] = useState<ChosenFile>()
  const [fileProblem, setFileProblem] = useState<FileProblem>()
  const [context, setContext] = useState<PlanningContext>()
  const [choices, setChoices] = useState<ReadingChoices>({})
  const [wish, setWish] = useState<DuplicateWish>(noWish)
  const [step, setStep] = useState<'reading' | 'restore-point' | 'writing'>()
  const [part, setPart] = useState<number>()
  const [problem, setProblem] = useState<string>()
  const stopping = useRef<AbortController>(undefined)
  const [done, setDone] = useState<ImportDone>()

  const forget = () => {
    setFile(undefined)
    setFileProblem(undefined)
    setChoices({})
    setWish(noWish)
    setProblem(undefined)
  }

  const mappingFor = async (opened: OpenedImport, entity: ImportedEntity) => {
    const signature = sourceSignature(opened.table.columns)
    const stored = restoreMapping(await getImportMapping(books, signature), opened.table, entity)
    if (stored !== undefined) return { mapping: stored, remembered: true }
    return { mapping: proposeMapping(opened.table, entity, await listFields(books)), remembered: false }
  }

  const readContext = async (entity: ImportedEntity | undefined): Promise<PlanningContext> => ({
    ...(await getImportContext(books)),
    today: today(),
    ...(needsAgreements(entity) && { agreements: await getAgreementContext(books) }),
    ...(entity === 'purchases' && { purchaseKeys: await getPurchaseKeys(books) }),
  })

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
      const entity = opened.value.importable
      setContext(await readContext(entity))
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
    const mapped = await mappingFor(file.opened, entity)
    const lacking =
      (needsAgreements(entity) && context?.agreements === undefined) ||
      (entity === 'purchases' && context?.purchaseKeys === undefined)
    if (lacking) setContext(await readContext(entity))
    setFile({ ...file, entity, ...mapped })
  }

  const { decimal, dateOrder, addClients } = choices
  const read = useMemo((): ReadFile | undefined => {
    if (file?.mapping === undefined || context === undefined) return undefined
    const { mapping } = file
    const said = {
      ...(decimal !== undefined && { decimal }),
      ...(dateOrder !== undefined && { dateOrder }),
      ...(addClients !== undefined && { addClients }),
    }
    return { plan: (judged) => planFile(file.opened.table, mapping, context, said, judged) }
  }, [file, context, decimal, dateOrder, addClients])
  const { planned, judging, failed } = useJudgedPlan(read)

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
      const controller = new AbortController()
      stopping.current = controller
      let shown = 0
      const result = await writePlan(run, plan, origin, wish, {
        signal: controller.signal,
        onProgress(done, total) {
          const next = total === 0 ? 1 : done / total
          if (next - shown < 0.01 && next < 1) return
          shown = next
          setPart(next)
        },
      })
      if (!result.ok) {
        setProblem(problemText(result.problem, settings.locale))
        // The books are not what the preview was made from: it is made anew.
        setContext(await readContext(file.entity))
        return
      }
      setDone({ ...result.value, entity: plan.entity, file: file.name })
      forget()
    } finally {
      stopping.current = undefined
      setPart(undefined)
      setStep(undefined)
    }
  }

  return {
    file,
    fileProblem,
    planned,
    choices,
    wish,
    part: judging ?? part,
    step: judging === undefined ? step : ('judging' as const),
    problem: problem ?? (failed ? t('data.import-judging-failed') : undefined),
    done,
    open,
    forget,
    start,
    setEntity,
    setChoices,
    /** Stops the writing; nothing of it stays. */
    stop: () => stopping.current?.abort(),
    setWish,
    setMapping: (mapping: ColumnMapping) => file !== undefined && setFile({ ...file, mapping }),
    closeDone: () => setDone(undefined),
  }
}

export type Import = ReturnType<typeof useImport>
