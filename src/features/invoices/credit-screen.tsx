import { useEffect, useState } from 'react'
import type { Correction } from '../../core/contract/contract.ts'
import type { DraftCreditNote } from '../../core/credit/credit-note.ts'
import type { InvoiceId } from '../../core/ids.ts'
import { formatPeriod } from '../../i18n/format-date.ts'
import { t } from '../../i18n/translate.ts'
import { Button, ButtonLink, IconButton } from '../../ui/button.tsx'
import { EmptyState } from '../../ui/empty-state.tsx'
import { Link } from '../../ui/link.tsx'
import { Menu } from '../../ui/menu.tsx'
import { Notice } from '../../ui/notice.tsx'
import { Page } from '../../ui/page.tsx'
import { useShortcut } from '../../ui/shortcuts.ts'
import { StateBadge } from '../../ui/state-badge.tsx'
import { useUrlQuery } from '../blocks/use-url-query.ts'
import { useRuntime } from '../runtime.tsx'
import { CreditEditor, useCreditOutcome } from './credit-editor.tsx'
import { useCreditActs } from './use-credit-acts.tsx'
import { useCreditValues } from './use-credit-values.ts'

/** A new credit note over an invoice (/invoices/credit?invoice=ID): nothing is written before its buttons are used. */
export function CreditScreen() {
  const { get } = useUrlQuery()
  const ids = get('invoice')
    .split(',')
    .filter((id) => id !== '') as InvoiceId[]
  return <NewCredit key={ids.join(' ')} ids={ids} />
}

function NewCredit({ ids }: { readonly ids: readonly InvoiceId[] }) {
  const [start] = useState({
    credits: ids.map((invoiceId) => ({ invoiceId, picks: 'rest' as const })),
    reason: '',
  })
  const editing = useCreditValues(ids.join(' '), start)
  const outcome = useCreditOutcome(editing)
  const acts = useCreditActs(editing, outcome)
  const [first] = editing.invoices
  useShortcut('mod+s', t('credits.save-draft'), () => void acts.save())
  useShortcut('mod+Enter', t('credits.issue'), () => void acts.issue())
  if (editing.view !== undefined && first === undefined) {
    return (
      <Page title={t('credits.new-title-plain')} back={{ to: '/invoices', label: t('app.invoices') }}>
        <EmptyState
          sentence={t('credits.no-invoice')}
          act={<ButtonLink to="/invoices">{t('invoices.to-list')}</ButtonLink>}
        />
      </Page>
    )
  }
  const number = first?.row.invoice.number ?? ''
  return (
    <Page
      title={first === undefined ? t('credits.new-title-plain') : t('credits.new-title', { number })}
      loading={first === undefined}
      {...(first !== undefined && {
        back: { to: `/invoices/${first.row.invoice.id}`, label: t('invoices.invoice-title', { number }) },
        subtitle: <Link to={`/clients/${first.row.invoice.clientId}`}>{first.row.invoice.clientName}</Link>,
      })}
      acts={
        <Button disabled={outcome === undefined} onClick={() => void acts.save()}>
          {t('credits.save-draft')}
        </Button>
      }
      mainAct={
        <Button
          kind="main"
          icon="lock"
          busy={acts.busy}
          disabled={outcome === undefined}
          onClick={() => void acts.issue()}
        >
          {t('credits.issue')}
        </Button>
      }
    >
      {acts.problem !== undefined && <Notice tone="bad">{acts.problem}</Notice>}
      <CreditEditor editing={editing} />
    </Page>
  )
}

/** A credit note that is being written: nobody's money, no number (W-14). */
export function CreditDraftScreen(props: {
  readonly draft: DraftCreditNote
  /** What it resolves when it is issued. */
  readonly corrections: readonly Correction[]
}) {
  const { draft, corrections } = props
  // What was on screen when typing began; a later version is told, never put under the hands.
  const [seen, setSeen] = useState(draft)
  return (
    <DraftEditor
      key={seen.version}
      draft={seen}
      latest={draft}
      corrections={corrections.filter(({ state }) => state === 'open')}
      onTake={() => setSeen(draft)}
    />
  )
}

function DraftEditor(props: {
  readonly draft: DraftCreditNote
  readonly latest: DraftCreditNote
  readonly corrections: readonly Correction[]
  readonly onTake: () => void
}) {
  const { draft, latest, corrections, onTake } = props
  const { locale } = useRuntime().settings
  const [start] = useState({ credits: draft.credits, reason: draft.reason ?? '', draftId: draft.id })
  const editing = useCreditValues(`${draft.id}/${draft.version}`, start)
  const outcome = useCreditOutcome(editing)
  const acts = useCreditActs(editing, outcome, draft)
  const stale = latest.version !== draft.version
  const take = stale && !editing.dirty
  useEffect(() => {
    if (take) onTake()
  }, [take, onTake])
  useShortcut('mod+s', t('credits.save'), () => void acts.save())
  useShortcut('mod+Enter', t('credits.issue'), () => void acts.issue())
  return (
    <Page
      title={t('credits.draft-title', { clientName: draft.clientName })}
      back={{ to: '/invoices/credit-notes', label: t('credits.title') }}
      loading={editing.view === undefined}
      badge={<StateBadge word={t('credits.draft')} tone="plain" shape="outline" />}
      subtitle={<Link to={`/clients/${draft.clientId}`}>{draft.clientName}</Link>}
      acts={
        <>
          <Button disabled={!editing.dirty || outcome === undefined} onClick={() => void acts.save()}>
            {t('credits.save')}
          </Button>
          <Menu
            align="end"
            trigger={(trigger) => <IconButton {...trigger} icon="more" kind="quiet" label={t('invoices.more')} />}
            entries={[
              { label: t('credits.discard'), icon: 'trash', danger: true, onSelect: () => void acts.discard() },
            ]}
          />
        </>
      }
      mainAct={
        <Button
          kind="main"
          icon="lock"
          busy={acts.busy}
          disabled={outcome === undefined}
          onClick={() => void acts.issue()}
        >
          {t('credits.issue')}
        </Button>
      }
    >
      {stale && editing.dirty && (
        <Notice tone="late" acts={<Button onClick={onTake}>{t('credits.take-new-version')}</Button>}>
          {t('credits.changed-elsewhere')}
        </Notice>
      )}
      {acts.problem !== undefined && <Notice tone="bad">{acts.problem}</Notice>}
      {corrections.length > 0 && (
        <Notice>
          {t('credits.settles-corrections', {
            corrections: corrections
              .map(({ description, period }) => `${description}, ${formatPeriod(period, locale)}`)
              .join('; '),
          })}
        </Notice>
      )}
      <CreditEditor editing={editing} />
    </Page>
  )
}
