// What can be done with a billing group as a whole: hold, modes, deactivate, cancel, set active, remove.
import { useState } from 'react'
import {
  activateGroup,
  cancelGroup,
  deactivateGroup,
  holdGroup,
  setGroupMode,
} from '../../commands/change-group-state.ts'
import type { Command } from '../../commands/execute.ts'
import { unparkGroup } from '../../commands/park-group.ts'
import { removeBillingGroup, setDefaultGroup } from '../../commands/save-billing-group.ts'
import type { BillingGroup } from '../../core/contract/billing-group.ts'
import type { Problem } from '../../core/problem.ts'
import type { Result } from '../../core/result.ts'
import { problemText } from '../../i18n/problem-text.ts'
import { t } from '../../i18n/translate.ts'
import { confirmAct } from '../../ui/confirm.tsx'
import type { MenuEntry } from '../../ui/menu.tsx'
import { Stack } from '../../ui/stack.tsx'
import { Text } from '../../ui/text.tsx'
import { TextField } from '../../ui/text-field.tsx'
import { toast } from '../../ui/toast.tsx'
import { FormDialog } from '../blocks/form-dialog.tsx'
import { GapDialog } from '../blocks/gap-dialog.tsx'
import { useRuntime } from '../runtime.tsx'

/** An act that asks something first. */
export type GroupAct = 'hold' | 'activate' | 'automatic'

/** The menu of a group: only what its state allows. */
export function useGroupActs(
  ask: (asked: { readonly group: BillingGroup; readonly act: GroupAct }) => void,
): (group: BillingGroup) => MenuEntry[] {
  const { run, settings } = useRuntime()
  const say = (problem: Problem) => toast({ message: problemText(problem, settings.locale), tone: 'bad' })

  /** Stops the group; undone by letting it go on as if nothing had been, since nothing was due in between. */
  const stop = async (
    group: BillingGroup,
    command: Command<{ readonly id: BillingGroup['id']; readonly version: number }, { readonly version: number }>,
    message: string,
  ) => {
    const stopped = await run(command, { id: group.id, version: group.version })
    if (!stopped.ok) {
      say(stopped.problem)
      return
    }
    // Setting it active again would lift more than this act where it stood still already.
    if (group.state !== 'active' || group.hold !== undefined) {
      toast({ message })
      return
    }
    toast({
      message,
      undo: async () => {
        const undone = await run(activateGroup, { id: group.id, version: stopped.value.version, gap: 'bill' })
        if (!undone.ok) say(undone.problem)
      },
    })
  }
  const deactivate = async (group: BillingGroup) => {
    const yes = await confirmAct({
      title: t('billing.deactivate-title', { name: group.name }),
      consequences: [t('billing.deactivate-contracts'), t('billing.deactivate-drafts'), t('billing.deactivate-back')],
      confirm: t('billing.deactivate'),
    })
    if (yes) await stop(group, deactivateGroup, t('billing.deactivated', { name: group.name }))
  }
  const cancel = async (group: BillingGroup) => {
    const yes = await confirmAct({
      title: t('billing.cancel-title', { name: group.name }),
      consequences: [t('billing.cancel-contracts'), t('billing.deactivate-drafts'), t('billing.deactivate-back')],
      confirm: t('billing.cancel'),
      danger: true,
    })
    if (yes) await stop(group, cancelGroup, t('billing.cancelled', { name: group.name }))
  }
  const makeManual = async (group: BillingGroup) => {
    const changed = await run(setGroupMode, { id: group.id, version: group.version, mode: 'manual' })
    if (!changed.ok) {
      say(changed.problem)
      return
    }
    toast({
      message: t('billing.manual-done', { name: group.name }),
      undo: async () => {
        const { version } = changed.value
        const undone = await run(setGroupMode, { id: group.id, version, mode: 'automatic', gap: 'bill' })
        if (!undone.ok) say(undone.problem)
      },
    })
  }
  const remove = async (group: BillingGroup) => {
    const yes = await confirmAct({
      title: t('billing.remove-title', { name: group.name }),
      text: t('billing.remove-text'),
      confirm: t('billing.remove'),
      danger: true,
    })
    if (yes) await tell(run(removeBillingGroup, seen(group)), t('billing.removed', { name: group.name }))
  }
  const tell = async (result: Promise<Result<unknown, Problem>>, message: string) => {
    const answer = await result
    if (answer.ok) toast({ message })
    else say(answer.problem)
  }

  return (group) => {
    const active = group.state === 'active'
    return [
      group.parked !== undefined && {
        label: t('reasons.lift-unpark-group'),
        icon: 'undo',
        onSelect: () => void tell(run(unparkGroup, { groupId: group.id }), t('billing.unparked', { name: group.name })),
      },
      (!active || group.hold !== undefined) && {
        label: t('billing.activate'),
        icon: 'check',
        onSelect: () => ask({ group, act: 'activate' }),
      },
      active &&
        group.hold === undefined && {
          label: t('billing.hold'),
          icon: 'clock',
          onSelect: () => ask({ group, act: 'hold' }),
        },
      group.mode === 'automatic'
        ? { label: t('billing.make-manual'), icon: 'edit', onSelect: () => void makeManual(group) }
        : { label: t('billing.automatic'), icon: 'check', onSelect: () => ask({ group, act: 'automatic' }) },
      group.isDefault === 0 &&
        active && {
          label: t('billing.make-default'),
          icon: 'check',
          onSelect: () => void tell(run(setDefaultGroup, seen(group)), t('billing.default-done', { name: group.name })),
        },
      'separator',
      active && { label: t('billing.deactivate'), icon: 'box', onSelect: () => void deactivate(group) },
      group.state !== 'cancelled' && {
        label: t('billing.cancel'),
        icon: 'close',
        danger: true,
        onSelect: () => void cancel(group),
      },
      group.isDefault === 0 && {
        label: t('billing.remove'),
        icon: 'trash',
        danger: true,
        onSelect: () => void remove(group),
      },
    ]
  }
}

function seen({ id, version }: BillingGroup) {
  return { id, version }
}

/** The question that belongs to an act. */
export function GroupActDialog(props: {
  readonly group: BillingGroup
  readonly act: GroupAct
  readonly onClose: () => void
}) {
  const { group, act, onClose } = props
  const { run } = useRuntime()
  if (act === 'hold') return <HoldDialog group={group} onClose={onClose} />
  const { id, version } = group
  return act === 'activate' ? (
    <GapDialog
      title={t('billing.activate-title', { name: group.name })}
      confirm={t('billing.activate')}
      standing={{ kind: 'group', id }}
      onDecide={(gap) => problemOf(run(activateGroup, { id, version, gap }))}
      onClose={onClose}
    />
  ) : (
    <GapDialog
      title={t('billing.automatic-title', { name: group.name })}
      confirm={t('billing.automatic')}
      standing={{ kind: 'group', id, mode: 'automatic' }}
      onDecide={(gap) => problemOf(run(setGroupMode, { id, version, mode: 'automatic', gap }))}
      onClose={onClose}
    />
  )
}

async function problemOf(result: Promise<Result<unknown, Problem>>): Promise<Problem | undefined> {
  const answer = await result
  return answer.ok ? undefined : answer.problem
}

/** Stops billing until somebody lets it go on, with a note why. */
function HoldDialog({ group, onClose }: { readonly group: BillingGroup; readonly onClose: () => void }) {
  const { run, settings } = useRuntime()
  const [note, setNote] = useState('')
  const [problem, setProblem] = useState<string>()
  const hold = async () => {
    const held = await run(holdGroup, { ...seen(group), ...(note.trim() === '' ? {} : { note: note.trim() }) })
    if (held.ok) {
      toast({ message: t('billing.held', { name: group.name }) })
      onClose()
    } else setProblem(problemText(held.problem, settings.locale))
  }
  return (
    <FormDialog
      title={t('billing.hold-title', { name: group.name })}
      act={t('billing.hold')}
      onAct={hold}
      onClose={onClose}
      problem={problem}
      loose
    >
      <Stack gap={3}>
        <Text>{t('billing.hold-text')}</Text>
        <TextField
          label={t('billing.hold-note')}
          optional
          maxLength={1000}
          autoComplete="off"
          value={note}
          onChange={(event) => setNote(event.target.value)}
        />
      </Stack>
    </FormDialog>
  )
}
