import { changeSettings } from '../../commands/change-settings.ts'
import { removeRule, type SaveRule, saveRule, setRuleState } from '../../commands/save-rule.ts'
import type { AutomationRule, BuiltInKind } from '../../core/automation/rule.ts'
import type { Problem } from '../../core/problem.ts'
import type { AccountSettings } from '../../core/settings.ts'
import { problemText } from '../../i18n/problem-text.ts'
import { t } from '../../i18n/translate.ts'
import { toast } from '../../ui/toast.tsx'
import { useRuntime } from '../runtime.tsx'

export interface RuleActs {
  /** Switches a rule on or off, with undo. */
  turn(rule: AutomationRule, state: AutomationRule['state']): Promise<void>
  /** Writes a rule that was not there, with undo. */
  add(rule: Extract<SaveRule, { kind: BuiltInKind }>): Promise<void>
  /** Takes a rule away, with undo: the same rule as a new row. */
  remove(rule: AutomationRule): Promise<void>
  /** M-2: bills by itself or not, with undo. */
  turnBilling(mode: AccountSettings['billing']['mode']): Promise<void>
}

/** What is done to a rule where it stands; each act says what it did and can be taken back. */
export function useRuleActs(): RuleActs {
  const { run, books, settings } = useRuntime()
  const say = (problem: Problem) => toast({ message: problemText(problem, settings.locale), tone: 'bad' })

  const turn = async (rule: AutomationRule, state: AutomationRule['state'], quiet = false): Promise<void> => {
    const turned = await run(setRuleState, { id: rule.id, version: rule.version, state })
    if (!turned.ok) {
      say(turned.problem)
      return
    }
    if (quiet) return
    toast({
      message: t(state === 'on' ? 'automation.turned-on' : 'automation.turned-off', { name: nameOf(rule) }),
      undo: () => turn({ ...rule, version: turned.value.version }, rule.state, true),
    })
  }

  const add = async (rule: Extract<SaveRule, { kind: BuiltInKind }>): Promise<void> => {
    const saved = await run(saveRule, rule)
    if (!saved.ok) {
      say(saved.problem)
      return
    }
    toast({
      message: t(rule.state === 'on' ? 'automation.turned-on' : 'automation.turned-off', {
        name: t(`automation.kind-${rule.kind}`),
      }),
      undo: async () => {
        const undone = await run(removeRule, saved.value)
        if (!undone.ok) say(undone.problem)
      },
    })
  }

  const remove = async (rule: AutomationRule): Promise<void> => {
    const removed = await run(removeRule, { id: rule.id, version: rule.version })
    if (!removed.ok) {
      say(removed.problem)
      return
    }
    toast({
      message: t('automation.removed', { name: nameOf(rule) }),
      undo: async () => {
        const { kind, scope, state, parameters } = rule
        const back = await run(saveRule, { kind, scope, state, parameters } as SaveRule)
        if (!back.ok) say(back.problem)
      },
    })
  }

  const turnBilling = async (mode: AccountSettings['billing']['mode'], quiet = false): Promise<void> => {
    const { version, billing } = (await books.settings.get('account')) ?? settings
    const changed = await run(changeSettings, { version, changes: { billing: { ...billing, mode } } })
    if (!changed.ok) {
      say(changed.problem)
      return
    }
    if (quiet) return
    toast({
      message: t(mode === 'automatic' ? 'automation.turned-on' : 'automation.turned-off', {
        name: t('automation.kind-billing'),
      }),
      undo: () => turnBilling(billing.mode, true),
    })
  }

  return { turn, add, remove, turnBilling }
}

function nameOf(rule: AutomationRule): string {
  return rule.kind === 'own' ? rule.parameters.name : t(`automation.kind-${rule.kind}`)
}
