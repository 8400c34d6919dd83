import { useNavigate } from '@tanstack/react-router'
import { useState } from 'react'
import { reinstateContract } from '../../commands/cancel-contract.ts'
import { holdContract, resumeContract } from '../../commands/hold-contract.ts'
import { renewContract } from '../../commands/renew-contract.ts'
import type { CalendarDate } from '../../core/date.ts'
import type { Problem } from '../../core/problem.ts'
import type { Result } from '../../core/result.ts'
import { formatDate } from '../../i18n/format-date.ts'
import { problemText } from '../../i18n/problem-text.ts'
import { t } from '../../i18n/translate.ts'
import type { ContractView } from '../../queries/get-contract.ts'
import { isEnded } from '../../queries/list-contracts.ts'
import { Button, IconButton } from '../../ui/button.tsx'
import { confirmAct } from '../../ui/confirm.tsx'
import { Menu } from '../../ui/menu.tsx'
import { toast } from '../../ui/toast.tsx'
import { useRuntime } from '../runtime.tsx'
import { CancelDialog } from './cancel-dialog.tsx'
import { DetailsDialog } from './details-dialog.tsx'
import { askGap } from './resume-choice.tsx'

/** What can be done with a whole contract; each says what it will do before it does it. */
export function ContractActs({ view, today }: { readonly view: ContractView; readonly today: CalendarDate }) {
  const { contract } = view
  const { id, version, name, state, endOn, hold } = contract
  const { run, settings } = useRuntime()
  const { locale } = settings
  const navigate = useNavigate()
  const [dialog, setDialog] = useState<'cancel' | 'details'>()
  const over = isEnded(contract, today) || state === 'renewed'

  const told = <Value,>(answer: Result<Value, Problem>, done: string): answer is { ok: true; value: Value } => {
    if (answer.ok) toast({ message: done })
    else toast({ message: problemText(answer.problem, locale), tone: 'bad' })
    return answer.ok
  }
  const holdIt = async () => {
    const sure = await confirmAct({
      title: t('contracts.hold-title', { name }),
      text: t('contracts.hold-text'),
      confirm: t('contracts.hold'),
    })
    if (sure) told(await run(holdContract, { id, version }), t('contracts.held-toast', { name }))
  }
  const resume = async () => {
    const gap = await askGap(name, hold?.since ?? today, today, locale)
    if (gap !== undefined) told(await run(resumeContract, { id, version, gap }), t('contracts.resumed-toast', { name }))
  }
  const renew = async () => {
    if (endOn === undefined) return
    const sure = await confirmAct({
      title: t('contracts.renew-title', { name }),
      text: t('contracts.renew-text', { from: formatDate(endOn, locale) }),
      confirm: t('contracts.renew-now'),
    })
    if (!sure) return
    const renewed = await run(renewContract, { id, version })
    if (told(renewed, t('contracts.renewed-toast', { name }))) {
      void navigate({ to: `/contracts/${renewed.value.id}` as '/' })
    }
  }
  const reinstate = async () => {
    const sure = await confirmAct({
      title: t('contracts.reinstate-title', { name }),
      text: t('contracts.reinstate-text'),
      confirm: t('contracts.reinstate'),
    })
    if (sure) told(await run(reinstateContract, { id, version }), t('contracts.reinstated-toast', { name }))
  }

  return (
    <>
      {hold !== undefined && !over && <Button onClick={() => void resume()}>{t('contracts.resume')}</Button>}
      <Menu
        align="end"
        entries={[
          { label: t('contracts.edit-details'), icon: 'edit', onSelect: () => setDialog('details') },
          !over && hold === undefined && { label: t('contracts.hold'), icon: 'clock', onSelect: () => void holdIt() },
          !over && hold !== undefined && { label: t('contracts.resume'), icon: 'right', onSelect: () => void resume() },
          !over &&
            state === 'active' &&
            contract.renewal !== undefined && {
              label: t('contracts.renew-now'),
              icon: 'switch',
              onSelect: () => void renew(),
            },
          state === 'cancelled' && {
            label: t('contracts.reinstate'),
            icon: 'undo',
            onSelect: () => void reinstate(),
          },
          !over && state === 'active' && 'separator',
          !over &&
            state === 'active' && {
              label: t('contracts.cancel-contract'),
              icon: 'close',
              danger: true,
              onSelect: () => setDialog('cancel'),
            },
        ]}
        trigger={(button) => <IconButton {...button} icon="more" kind="quiet" label={t('contracts.more-acts')} />}
      />
      {dialog === 'cancel' && <CancelDialog contract={contract} onClose={() => setDialog(undefined)} />}
      {dialog === 'details' && <DetailsDialog contract={contract} onClose={() => setDialog(undefined)} />}
    </>
  )
}
