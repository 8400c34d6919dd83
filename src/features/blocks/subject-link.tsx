import { t } from '../../i18n/translate.ts'
import type { SubjectName } from '../../queries/name-subjects.ts'
import { Link } from '../../ui/link.tsx'

/** What a row is called where many kinds stand in one list: "Invoice 2026-0042, Meyer Studio". */
export function subjectText(name: SubjectName): string {
  const { clientName } = name
  if (name.kind === 'invoice') {
    return name.number === undefined
      ? t('automation.subject-draft', { clientName })
      : t('automation.subject-invoice', { number: name.number, clientName })
  }
  return name.name === undefined ? clientName : t('automation.subject-named', { name: name.name, clientName })
}

/** The page of a row. */
export function subjectPlace({ kind, id, clientId }: SubjectName): string {
  if (kind === 'invoice') return `/invoices/${id}`
  return kind === 'contract' ? `/contracts/${id}` : `/clients/${clientId}`
}

/** A row by its name, as the way to its page. */
export function SubjectLink({ name }: { readonly name: SubjectName | undefined }) {
  return name === undefined ? (
    <span>{t('automation.subject-gone')}</span>
  ) : (
    <Link to={subjectPlace(name)}>{subjectText(name)}</Link>
  )
}
