import { useNavigate } from '@tanstack/react-router'
import { useState } from 'react'
import { billGroup } from '../../commands/bill-group.ts'
import { changeClientStatus } from '../../commands/change-client-status.ts'
import { activateGroup, setGroupMode } from '../../commands/change-group-state.ts'
import { resumeContract, resumeItem } from '../../commands/hold-contract.ts'
import { unparkGroup } from '../../commands/park-group.ts'
import { releaseCharges } from '../../commands/release-charges.ts'
import { liftOf } from '../../core/billing/lift.ts'
import type { BillingReason } from '../../core/billing/reason.ts'
import type { BillingGroup } from '../../core/contract/billing-group.ts'
import type { Contract, ContractItem } from '../../core/contract/contract.ts'
import type { Client } from '../../core/model.ts'
import type { Problem } from '../../core/problem.ts'
import type { Result } from '../../core/result.ts'
import { problemText } from '../../i18n/problem-text.ts'
import { liftText } from '../../i18n/reason-text.ts'
import { t } from '../../i18n/translate.ts'
import { Button, ButtonLink } from '../../ui/button.tsx'
import { toast } from '../../ui/toast.tsx'
import { useRuntime } from '../runtime.tsx'
import { DraftDialog } from './draft-dialog.tsx'
import { GapDialog } from './gap-dialog.tsx'

/** Where a reason holds: what its lifting act is done to. */
export interface LiftPlace {
  readonly group: BillingGroup
  readonly client: Client
  readonly contract?: Contract
  readonly item?: ContractItem
}

/** The act that lifts a reason: a command, a question, or the way to the place that does it. Nothing where there is none. */
export function LiftButton({ reason, place }: { readonly reason: BillingReason; readonly place: LiftPlace }) {
  const { run, settings, today } = useRuntime()
  const navigate = useNavigate()
  const [open, setOpen] = useState(false)
  const [busy, setBusy] = useState(false)
  const { group, client, contract, item } = place
  const lift = liftOf(reason)
  const label = liftText(reason)
  const close = () => setOpen(false)

  const act = async (result: Promise<Result<unknown, Problem>>, done: string) => {
    setBusy(true)
    const answer = await result
    setBusy(false)
    toast(answer.ok ? { message: done } : { message: problemText(answer.problem, settings.locale), tone: 'bad' })
  }
  const problemOf = async (result: Promise<Result<unknown, Problem>>): Promise<Problem | undefined> => {
    const answer = await result
    return answer.ok ? undefined : answer.problem
  }
  const billGroupNow = async () => {
    setBusy(true)
    const billed = await run(billGroup, { groupId: group.id, asOf: today() })
    setBusy(false)
    if (!billed.ok) {
      toast({ message: problemText(billed.problem, settings.locale), tone: 'bad' })
      return
    }
    const [first] = billed.value.invoiceIds
    toast({
      message: t('billing.drafts-made', { count: billed.value.invoiceIds.length }),
      ...(first === undefined
        ? {}
        : { act: { label: t('billing.show-draft'), run: () => void navigate({ to: `/invoices/${first}` as '/' }) } }),
    })
  }
  const link = (to: string, search?: Readonly<Record<string, string>>) => (
    <ButtonLink to={to} {...(search && { search })}>
      {label}
    </ButtonLink>
  )
  const button = (onClick: () => void) => (
    <Button busy={busy} onClick={onClick}>
      {label}
    </Button>
  )

  switch (lift) {
    case 'set-account-automatic':
    case 'change-minimum':
      return link('/settings/billing')
    case 'unlock-books':
      return link('/settings/place')
    case 'add-address':
      return link(`/clients/${client.id}/edit`)
    case 'settle-invoices':
      return link('/invoices', { client: client.id, state: 'open' })
    case 'bill-now':
      return button(() => void billGroupNow())
    case 'activate-client':
    case 'restore-client':
      return button(
        () =>
          void act(
            run(changeClientStatus, { id: client.id, status: 'active' }),
            t('billing.client-active', { name: client.name }),
          ),
      )
    case 'unpark-group':
      return button(
        () => void act(run(unparkGroup, { groupId: group.id }), t('billing.unparked', { name: group.name })),
      )
    case 'release-charges': {
      const chargeIds = 'chargeIds' in reason ? reason.chargeIds : []
      return button(
        () => void act(run(releaseCharges, { chargeIds }), t('billing.released', { count: chargeIds.length })),
      )
    }
    case 'bill-by-hand':
      if (!('chargeIds' in reason)) {
        const search = contract === undefined ? { client: client.id } : { client: client.id, contract: contract.id }
        return link('/billing/early', search)
      }
      return (
        <>
          {button(() => setOpen(true))}
          {open && <DraftDialog choices={[{ clientId: client.id, chargeIds: reason.chargeIds }]} onClose={close} />}
        </>
      )
    case 'activate-group':
    case 'resume-group':
      return (
        <>
          {button(() => setOpen(true))}
          {open && (
            <GapDialog
              title={t('billing.activate-title', { name: group.name })}
              confirm={t('billing.activate')}
              standing={{ kind: 'group', id: group.id }}
              onDecide={(gap) => problemOf(run(activateGroup, { id: group.id, version: group.version, gap }))}
              onClose={close}
            />
          )}
        </>
      )
    case 'set-group-automatic':
      return (
        <>
          {button(() => setOpen(true))}
          {open && (
            <GapDialog
              title={t('billing.automatic-title', { name: group.name })}
              confirm={t('billing.automatic')}
              standing={{ kind: 'group', id: group.id, mode: 'automatic' }}
              onDecide={(gap) =>
                problemOf(run(setGroupMode, { id: group.id, version: group.version, mode: 'automatic', gap }))
              }
              onClose={close}
            />
          )}
        </>
      )
    case 'resume-contract':
      if (contract === undefined) return null
      return (
        <>
          {button(() => setOpen(true))}
          {open && (
            <GapDialog
              title={t('billing.resume-title', { name: contract.name })}
              confirm={t('billing.resume')}
              standing={{ kind: 'contract', id: contract.id }}
              onDecide={(gap) => problemOf(run(resumeContract, { id: contract.id, version: contract.version, gap }))}
              onClose={close}
            />
          )}
        </>
      )
    case 'resume-item':
      if (item === undefined) return null
      return (
        <>
          {button(() => setOpen(true))}
          {open && (
            <GapDialog
              title={t('billing.resume-title', { name: item.description })}
              confirm={t('billing.resume')}
              standing={{ kind: 'item', id: item.id }}
              onDecide={(gap) => problemOf(run(resumeItem, { id: item.id, version: item.version, gap }))}
              onClose={close}
            />
          )}
        </>
      )
    case 'none':
      return null
  }
}
