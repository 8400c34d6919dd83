import type { BackupProblem } from '../../core/backup-problem.ts'
import type { SealFault } from '../../core/seal.ts'
import { type MessageKey, t, translateIfKnown } from '../../i18n/translate.ts'

/** The sentence for what stands against a backup, a restore or an act on accounts (T-4). */
export function backupProblemText(problem: BackupProblem): string {
  switch (problem.code) {
    case 'not-a-backup':
      return t('data.problem-not-a-backup', { looksLike: t(`data.looks-like-${problem.looksLike}`) })
    case 'backup-unsafe':
      return t(`data.problem-unsafe-${problem.reason}`, { line: problem.line })
    case 'row-invalid':
      return t('data.problem-row-invalid', {
        table: tableName(problem.table),
        row: problem.row,
        path: problem.path === '' ? '–' : problem.path,
      })
    case 'row-unwritable':
      return t('data.problem-row-unwritable', { table: tableName(problem.table), path: problem.path })
    case 'counts-differ':
      return t('data.problem-counts-differ', { ...problem, table: tableName(problem.table) })
    case 'reference-missing':
      return t('data.problem-reference-missing', {
        table: tableName(problem.table),
        id: problem.id,
        target: problem.target,
      })
    case 'units-differ':
      return t('data.problem-units-differ', { table: tableName(problem.table), id: problem.id })
    case 'money-differs':
      return t('data.problem-money-differs', { table: tableName(problem.table), id: problem.id })
    case 'documents-missing':
      return t('data.problem-documents-missing', { count: problem.numbers.length, numbers: problem.numbers.join(', ') })
    case 'seal-broken':
      return sealFaultText(problem.number, problem.fault)
    default: {
      const { code, ...facts } = problem
      return t(`data.problem-${code}` as MessageKey, facts)
    }
  }
}

/** What does not fit in the chain of sealed documents, and where. */
export function sealFaultText(number: string, fault: SealFault): string {
  const words = {
    'document-missing': 'missing',
    'seal-missing': 'unsealed',
    'document-changed': 'changed',
    'chain-broken': 'chain',
  }
  return t('data.problem-seal-broken', { number, fault: words[fault] })
}

/** What a table of the books holds, in the owner's words. */
export function tableName(table: string): string {
  return translateIfKnown(`data.table-${table}`) ?? table
}
