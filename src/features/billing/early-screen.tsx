import { useCallback, useEffect, useMemo, useRef, useState } from 'react'
import { billNow } from '../../commands/bill-now.ts'
import type { CalendarDate } from '../../core/date.ts'
import type { ChargeId, ClientId, ContractItemId, InvoiceId } from '../../core/ids.ts'
import { formatMoney } from '../../i18n/format-money.ts'
import { problemText } from '../../i18n/problem-text.ts'
import { t } from '../../i18n/translate.ts'
import { type HandChoice, listBillable, previewByHand } from '../../queries/preview-by-hand.ts'
import { Button } from '../../ui/button.tsx'
import { EmptyState } from '../../ui/empty-state.tsx'
import { Notice } from '../../ui/notice.tsx'
import { Page, PageColumns } from '../../ui/page.tsx'
import { Section } from '../../ui/section.tsx'
import { Stack } from '../../ui/stack.tsx'
import { ClientPicker } from '../blocks/client-picker.tsx'
import { useRows } from '../blocks/use-rows.ts'
import { useUrlQuery } from '../blocks/use-url-query.ts'
import { useRuntime } from '../runtime.tsx'
import { EarlyPicks, type Pick } from './early-picks.tsx'
import { EarlyDone, EarlySelected, totalsOfPlanned } from './early-selected.tsx'

/**
 * Bills by hand, ahead of the day: contracts, items and open charges of a client are ticked, inserted to what is
 * selected, its total is shown, and drafts are made of it (W-2, W-3).
 */
export function EarlyScreen() {
  const { settings, run, newKey, today } = useRuntime()
  const { get, set } = useUrlQuery()
  const clientId = get('client') as ClientId | ''
  const contractId = get('contract')
  const day = today()
  const [through, setThrough] = useState<CalendarDate>(day)
  const billable = useRows(
    async (books) =>
      clientId === '' ? null : { of: clientId, view: await listBillable(books, clientId, through, day) },
    [clientId, through, day],
  )
  const [selected, setSelected] = useState<HandChoice>(nothing)
  const [made, setMade] = useState<readonly InvoiceId[]>()
  const [problem, setProblem] = useState<string>()
  const [busy, setBusy] = useState(false)
  const key = useRef(newKey())
  const live = useRows((books) => previewByHand(books, selected, day), [JSON.stringify(selected), day])
  // While drafts are made the preview empties: what was confirmed stays on screen.
  const [confirmed, setConfirmed] = useState<typeof live>()
  const planned = confirmed ?? live ?? []

  const choose = (id: ClientId | '') => {
    setSelected(nothing)
    setMade(undefined)
    setProblem(undefined)
    set({ client: id, contract: '' })
  }
  const insert = useCallback((picks: readonly Pick[]) => {
    setProblem(undefined)
    setMade(undefined)
    setSelected((before) => withPicks(before, picks))
  }, [])
  const remove = useCallback((chargeKeys: readonly string[]) => {
    setSelected((before) => ({
      itemsThrough: before.itemsThrough.filter(({ itemId }) => !chargeKeys.includes(itemId)),
      chargeIds: before.chargeIds.filter((id) => !chargeKeys.includes(id)),
    }))
  }, [])
  const generate = async () => {
    setBusy(true)
    setProblem(undefined)
    setConfirmed(live)
    const billed = await run(billNow, selected, key.current)
    key.current = newKey()
    setBusy(false)
    setConfirmed(undefined)
    if (!billed.ok) {
      setProblem(problemText(billed.problem, settings.locale))
      return
    }
    setMade(billed.value.invoiceIds)
    setSelected(nothing)
  }

  const view = billable?.of === clientId ? billable.view : undefined
  // One contract was asked for and nothing of it is due: its next period is what is meant.
  const proposed = useRef('')
  useEffect(() => {
    if (contractId === '' || view === undefined || view === null || proposed.current === contractId) return
    proposed.current = contractId
    const items = view.groups
      .flatMap(({ contracts }) => contracts)
      .filter(({ contract }) => contract.id === contractId)
      .flatMap((one) => one.items)
    if (items.some(({ charges }) => charges.length > 0)) return
    const [next] = items.flatMap(({ nextBillsOn }) => nextBillsOn ?? []).sort()
    if (next !== undefined) setThrough(next)
  }, [contractId, view])

  const taken = useMemo(
    () => new Set<string>([...selected.itemsThrough.map(({ itemId }) => itemId), ...selected.chargeIds]),
    [selected],
  )
  const none = taken.size === 0
  return (
    <Page
      title={t('billing.early-title')}
      back={{ to: '/billing', label: t('billing.title') }}
      subtitle={t('billing.early-help')}
      loading={clientId !== '' && billable?.of !== clientId}
      mainAct={
        none ? undefined : (
          <Button kind="main" busy={busy} disabled={planned.length === 0} onClick={() => void generate()}>
            {t('billing.generate', {
              count: Math.max(1, planned.length),
              total: totalsOfPlanned(planned)
                .map(({ amount, currency }) => formatMoney(amount, currency, settings.locale))
                .join(' + '),
            })}
          </Button>
        )
      }
    >
      {problem !== undefined && <Notice tone="bad">{problem}</Notice>}
      {made !== undefined && <EarlyDone invoiceIds={made} />}
      <PageColumns
        main={
          <Stack gap={4}>
            <Section>
              <ClientPicker value={clientId} onChange={choose} autoFocus={clientId === ''} />
            </Section>
            {clientId === '' ? (
              <EmptyState sentence={t('billing.early-choose')} />
            ) : view === null ? (
              <EmptyState sentence={t('clients.missing')} />
            ) : view === undefined ? null : (
              <EarlyPicks
                billable={view}
                through={through}
                onThrough={setThrough}
                today={day}
                taken={taken}
                contractId={contractId}
                onInsert={insert}
              />
            )}
          </Stack>
        }
        side={<EarlySelected planned={planned} none={none} onRemove={remove} />}
      />
    </Page>
  )
}

const nothing: HandChoice = { itemsThrough: [], chargeIds: [] }

/** An item is billed through the latest day that was picked for it. */
function withPicks(before: HandChoice, picks: readonly Pick[]): HandChoice {
  const through = new Map<ContractItemId, CalendarDate>(
    before.itemsThrough.map((one) => [one.itemId, one.through] as const),
  )
  const chargeIds = new Set<ChargeId>(before.chargeIds)
  for (const pick of picks) {
    if (pick.kind === 'charge') chargeIds.add(pick.chargeId)
    else {
      const already = through.get(pick.itemId)
      through.set(pick.itemId, already === undefined || already < pick.through ? pick.through : already)
    }
  }
  return {
    itemsThrough: [...through].map(([itemId, day]) => ({ itemId, through: day })),
    chargeIds: [...chargeIds],
  }
}
