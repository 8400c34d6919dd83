import { useId, useState } from 'react'
import type { UseFormReturn } from 'react-hook-form'
import { saveRule } from '../../commands/save-rule.ts'
import type { RuleFields as RuleRowFields } from '../../core/automation/check-rule.ts'
import {
  type AutomationRule,
  type BuiltInKind,
  builtInRuleId,
  type RuleOf,
  type RuleParameters,
  type RuleScope,
} from '../../core/automation/rule.ts'
import type { RuleId } from '../../core/ids.ts'
import type { CurrencyCode } from '../../core/money.ts'
import { type RuleNames, ruleText } from '../../i18n/rule-text.ts'
import { t } from '../../i18n/translate.ts'
import { Button } from '../../ui/button.tsx'
import { Dialog } from '../../ui/dialog.tsx'
import { Form } from '../../ui/form.tsx'
import { Stack } from '../../ui/stack.tsx'
import { toast } from '../../ui/toast.tsx'
import { useRowForm } from '../blocks/use-row-form.tsx'
import { useRuntime } from '../runtime.tsx'
import styles from './builder.module.css'
import { type MailEndpoint, RuleFields } from './rule-fields.tsx'
import { type RuleFormFacts, type RuleValues, readRule, ruleResolver, ruleValues } from './rule-form.ts'
import { type ScopeChoice, ScopeFields } from './scope-fields.tsx'

export interface RuleDialogProps {
  readonly kind: BuiltInKind
  /** The row to change; absent: a new one. */
  readonly rule?: AutomationRule
  /** Of a new one: whom it is for. Absent: it is picked, for an exception. */
  readonly scope?: RuleScope
  /** What a new one begins with: the account's own. */
  readonly like?: RuleParameters[BuiltInKind]
  readonly names: RuleNames
  readonly endpoints: readonly MailEndpoint[]
  /** Ids of the rules that there are: an exception is made once. */
  readonly taken: ReadonlySet<RuleId>
  readonly onClose: () => void
}

type Row = RuleOf<BuiltInKind>

/** The parameters of a built-in rule, with the sentence that they make. */
export function RuleDialog(props: RuleDialogProps) {
  const { kind, names, like, onClose } = props
  const { settings, run, today } = useRuntime()
  const { locale } = settings
  const formId = useId()
  const [picked, setPicked] = useState<ScopeChoice>({ off: false })
  const [unpicked, setUnpicked] = useState(false)
  const scope = props.rule?.scope ?? props.scope ?? picked.scope
  const exception = props.rule === undefined && props.scope === undefined
  const facts: RuleFormFacts = {
    locale,
    currency: (picked.currency ?? settings.currency) as CurrencyCode,
    today: today(),
  }
  const begin = (row: Row | undefined) => ruleValues(kind, row?.parameters ?? like, facts)
  const { form, seen, dirty, problem, save, stale } = useRowForm<
    Row,
    RuleValues,
    RuleParameters[BuiltInKind] & object,
    unknown
  >({
    row: props.rule as Row | undefined,
    valuesOf: begin,
    resolverOf: (row) => ruleResolver(kind, facts, row?.parameters),
    formKey: (row) => `rule/${row?.id ?? `new/${kind}`}`,
    mode: 'onTouched',
    send: (parameters, row, key) => {
      const given = row === undefined ? {} : { seen: { id: row.id, version: row.version } }
      const state = row?.state ?? (picked.off ? 'off' : 'on')
      return run(saveRule, { ...given, kind, scope: scope as RuleScope, state, parameters } as never, key)
    },
    onSaved: () => {
      toast({ message: t(exception ? 'automation.exception-added' : 'automation.rule-saved') })
      onClose()
    },
    nameOf: () => t(`automation.kind-${kind}`),
    differences: (mine, theirs) => [
      {
        name: 'rule',
        label: t(`automation.kind-${kind}`),
        mine: sentenceOf(mine),
        theirs: sentenceOf(theirs),
        changedByMe: true,
      },
    ],
    merge: (mine, theirs, fromTheirs) => (fromTheirs.length > 0 ? theirs : mine),
  })
  const sentenceOf = (values: RuleValues): string => {
    const { parameters } = readRule(kind, values, facts, seen?.parameters)
    if (parameters === undefined) return ''
    const fields = { kind, scope: scope ?? { kind: 'account' }, parameters } as RuleRowFields
    return ruleText(fields, names, locale)
  }
  const sentence = sentenceOf(form.watch())
  const submit = form.handleSubmit(async (parameters) => {
    if (scope === undefined) setUnpicked(true)
    else if (!exception || !props.taken.has(builtInRuleId(kind, scope))) await save(parameters)
  })

  return (
    <>
      <Dialog
        open
        firm
        wide
        title={t(exception ? 'automation.exception-title' : 'automation.rule-title', {
          kind: t(`automation.kind-${kind}`),
        })}
        onClose={onClose}
        foot={
          <>
            <Button onClick={onClose}>{t('ui.cancel')}</Button>
            <Button kind="main" type="submit" form={formId} busy={form.formState.isSubmitting}>
              {t(exception ? 'automation.exception-add' : 'automation.rule-save')}
            </Button>
          </>
        }
      >
        <Form
          id={formId}
          onSubmit={submit}
          problem={problem}
          errorCount={Object.keys(form.formState.errors).length}
          submitCount={form.formState.submitCount}
        >
          {dirty.notice}
          <Stack gap={4}>
            {exception && (
              <ScopeFields
                kind={kind}
                taken={props.taken}
                value={picked}
                onChange={(choice) => {
                  setPicked(choice)
                  setUnpicked(false)
                  if (choice.currency !== undefined) form.setValue('feeCurrency', choice.currency as CurrencyCode)
                }}
                error={unpicked ? t('automation.scope-missing') : undefined}
              />
            )}
            {!(exception && picked.off) && (
              <RuleFields
                kind={kind}
                form={form as unknown as UseFormReturn<RuleValues, unknown, object>}
                endpoints={props.endpoints}
              />
            )}
            {sentence !== '' && (
              <div className={styles.preview} aria-live="polite">
                {exception && picked.off ? t('automation.off-for', { sentence }) : sentence}
              </div>
            )}
          </Stack>
        </Form>
      </Dialog>
      {stale}
    </>
  )
}
