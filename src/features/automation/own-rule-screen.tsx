import { useNavigate, useParams } from '@tanstack/react-router'
import { Controller, get, useFieldArray } from 'react-hook-form'
import { saveRule } from '../../commands/save-rule.ts'
import type { OwnRule } from '../../core/automation/own-rule.ts'
import type { RuleOf } from '../../core/automation/rule.ts'
import type { Instant } from '../../core/date.ts'
import type { RuleId } from '../../core/ids.ts'
import { ruleText } from '../../i18n/rule-text.ts'
import { t } from '../../i18n/translate.ts'
import { Button, ButtonLink, IconButton } from '../../ui/button.tsx'
import { EmptyState } from '../../ui/empty-state.tsx'
import { Form } from '../../ui/form.tsx'
import { Page } from '../../ui/page.tsx'
import { Section } from '../../ui/section.tsx'
import { SelectField } from '../../ui/select-field.tsx'
import { Row, Stack } from '../../ui/stack.tsx'
import { Text } from '../../ui/text.tsx'
import { TextField } from '../../ui/text-field.tsx'
import { toast } from '../../ui/toast.tsx'
import { useRowForm } from '../blocks/use-row-form.tsx'
import { useUrlQuery } from '../blocks/use-url-query.ts'
import { useRuntime } from '../runtime.tsx'
import { ActionFields } from './action-fields.tsx'
import styles from './builder.module.css'
import { ConditionFields } from './condition-fields.tsx'
import { OwnDryRun } from './own-dry-run.tsx'
import {
  type ActionKind,
  blankAction,
  blankCondition,
  blankOwnRule,
  type ConditionKind,
  type OwnRuleValues,
  ownRuleValues,
} from './own-rule-form.ts'
import { ownRuleResolver, readOwnRule } from './read-own-rule.ts'
import { actionChoices, conditionChoices, reachesInvoice, subjectOfValues } from './rule-choices.ts'
import { ruleTemplate, type TemplateName, templateNames } from './rule-templates.ts'
import { TriggerFields } from './trigger-fields.tsx'
import { type RulePage, useRulePage } from './use-rule-page.ts'

type Own = RuleOf<'own'>

/** A rule of the owner's own: put together from pickers, said as a sentence, tried before it is kept. */
export function OwnRuleScreen() {
  const { id } = useParams({ strict: false }) as { id?: RuleId }
  const page = useRulePage()
  const query = useUrlQuery()
  if (page === undefined) return <Page title={t('automation.own-rule')} loading narrow />
  if (id === undefined) {
    const copied = page.rules.find((rule) => rule.id === query.get('copy'))
    return <OwnRuleForm page={page} {...(copied?.kind === 'own' && { like: copied.parameters })} />
  }
  const rule = page.rules.find((each) => each.id === id)
  if (rule === undefined || rule.kind !== 'own') {
    return (
      <Page title={t('automation.own-rule')} back={{ to: '/automation', label: t('automation.title') }} narrow>
        <EmptyState
          sentence={t('automation.rule-gone')}
          act={<ButtonLink to="/automation">{t('automation.to-rules')}</ButtonLink>}
        />
      </Page>
    )
  }
  return <OwnRuleForm key={rule.id} page={page} rule={rule} />
}

function OwnRuleForm(props: { readonly page: RulePage; readonly rule?: Own; readonly like?: OwnRule }) {
  const { page, like } = props
  const { names, webhookEndpoints } = page
  const { settings, run, now } = useRuntime()
  const navigate = useNavigate()
  const template = useUrlQuery().get('template')
  const { locale, currency } = settings
  const facts = { locale, currency, fields: page.fields }
  const begin = (row: Own | undefined): OwnRuleValues => {
    if (row !== undefined) return ownRuleValues(row.parameters, facts)
    if (like !== undefined) {
      return { ...ownRuleValues(like, facts), name: t('automation.copy-of', { name: like.name }).slice(0, 80) }
    }
    return templateNames.includes(template as TemplateName)
      ? ownRuleValues(ruleTemplate(template as TemplateName, currency), facts)
      : blankOwnRule(facts)
  }
  const { form, dirty, problem, save, stale } = useRowForm<Own, OwnRuleValues, OwnRule, unknown>({
    row: props.rule,
    valuesOf: begin,
    resolverOf: () => ownRuleResolver(facts),
    formKey: (row) => `rule/${row?.id ?? 'new/own'}`,
    mode: 'onTouched',
    send: (parameters, row, key) => {
      const given = row === undefined ? {} : { seen: { id: row.id, version: row.version } }
      const scope = row?.scope ?? { kind: 'account' as const }
      return run(saveRule, { ...given, kind: 'own', scope, state: row?.state ?? 'on', parameters }, key)
    },
    onSaved: ({ name }, _value, row) => {
      toast({ message: t(row === undefined ? 'automation.own-added' : 'automation.own-saved', { name }) })
      void navigate({ to: '/automation' as '/' })
    },
    nameOf: ({ parameters }) => parameters.name,
    differences: (mine, theirs) => [
      {
        name: 'rule',
        label: t('automation.own-rule'),
        mine: sentenceOf(mine),
        theirs: sentenceOf(theirs),
        changedByMe: true,
      },
    ],
    merge: (mine, theirs, fromTheirs) => (fromTheirs.length > 0 ? theirs : mine),
  })
  const { control, formState, handleSubmit, register, watch, setValue } = form
  const { errors } = formState
  const conditions = useFieldArray({ control, name: 'conditions' })
  const actions = useFieldArray({ control, name: 'actions' })
  const values = watch()
  const subject = subjectOfValues(values)
  const { trial } = readOwnRule(values, facts)
  const scope = props.rule?.scope ?? { kind: 'account' as const }
  const sentenceOf = (each: OwnRuleValues): string => {
    const read = readOwnRule(each, facts).trial
    return read === undefined || read.actions.length === 0
      ? ''
      : ruleText({ kind: 'own', scope, parameters: read }, names, locale)
  }
  const sentence = sentenceOf(values)
  const actsProblem: unknown = errors.actions?.message ?? errors.actions?.root?.message

  return (
    <Page
      title={props.rule === undefined ? t('automation.own-new') : props.rule.parameters.name}
      back={{ to: '/automation', label: t('automation.title') }}
    >
      <Form
        onSubmit={handleSubmit(save)}
        problem={problem}
        errorCount={Object.keys(errors).length}
        submitCount={formState.submitCount}
        foot={
          <>
            <ButtonLink to="/automation">{t('ui.cancel')}</ButtonLink>
            <Button kind="main" type="submit" busy={formState.isSubmitting}>
              {t(props.rule === undefined ? 'automation.own-add' : 'automation.rule-save')}
            </Button>
          </>
        }
      >
        {dirty.notice}
        <Stack gap={4}>
          <Section>
            <Stack gap={3}>
              <TextField
                label={t('automation.name')}
                help={t('automation.name-help')}
                autoComplete="off"
                error={errors.name?.message}
                {...register('name')}
              />
              <output className={styles.preview}>
                {sentence === '' ? t('automation.sentence-to-come') : sentence}
              </output>
            </Stack>
          </Section>
          <Section title={t('automation.part-when')}>
            <TriggerFields
              value={values}
              problem={(name) => errors[name]?.message}
              onChange={(changes) => {
                for (const [name, value] of Object.entries(changes)) {
                  setValue(name as 'monthDay', value, {
                    shouldDirty: true,
                    shouldValidate: formState.submitCount > 0,
                  })
                }
              }}
            />
          </Section>
          <Section
            title={t('automation.part-if')}
            {...(conditions.fields.length > 1 && { help: t('automation.part-if-help') })}
          >
            <Stack gap={3}>
              {conditions.fields.length > 0 && (
                <ol aria-label={t('automation.conditions')}>
                  {conditions.fields.map((field, index) => (
                    <Controller
                      key={field.id}
                      name={`conditions.${index}`}
                      control={control}
                      render={({ field: { value, onChange } }) => (
                        <li className={styles.part}>
                          <div className={styles.fields}>
                            <SelectField
                              label={t('automation.condition')}
                              value={value.kind}
                              error={problemAt(errors, `conditions.${index}.kind`)}
                              onChange={(event) =>
                                onChange(blankCondition(event.target.value as ConditionKind, subject, facts))
                              }
                              options={withCurrent(conditionChoices(subject), value.kind).map((kind) => ({
                                value: kind,
                                label: t(`automation.condition-${kind}`),
                              }))}
                            />
                            <ConditionFields
                              subject={subject}
                              fields={page.fields}
                              value={value}
                              onChange={onChange}
                              problem={(name) => problemAt(errors, `conditions.${index}.${name}`)}
                            />
                          </div>
                          <div className={styles.remove}>
                            <IconButton
                              icon="trash"
                              label={t('automation.condition-remove', { n: index + 1 })}
                              onClick={() => conditions.remove(index)}
                            />
                          </div>
                        </li>
                      )}
                    />
                  ))}
                </ol>
              )}
              {conditions.fields.length === 0 && <Text tone="quiet">{t('automation.conditions-none')}</Text>}
              <Row>
                <Button
                  icon="plus"
                  onClick={() =>
                    conditions.append(blankCondition(conditionChoices(subject)[0] as ConditionKind, subject, facts), {
                      focusName: `conditions.${conditions.fields.length}.kind`,
                    })
                  }
                >
                  {t('automation.condition-add')}
                </Button>
              </Row>
            </Stack>
          </Section>
          <Section title={t('automation.part-then')}>
            <Stack gap={3}>
              <ol aria-label={t('automation.actions')}>
                {actions.fields.map((field, index) => (
                  <Controller
                    key={field.id}
                    name={`actions.${index}`}
                    control={control}
                    render={({ field: { value, onChange } }) => (
                      <li className={styles.part}>
                        <div className={styles.fields}>
                          <SelectField
                            label={t('automation.action')}
                            value={value.kind}
                            error={problemAt(errors, `actions.${index}.kind`)}
                            onChange={(event) => onChange(blankAction(event.target.value as ActionKind, facts))}
                            options={withCurrent(actionChoices(values, index), value.kind).map((kind) => ({
                              value: kind,
                              label: t(`automation.action-${kind}`),
                            }))}
                          />
                          <ActionFields
                            reach={reachesInvoice(values, index)}
                            value={value}
                            onChange={onChange}
                            endpoints={webhookEndpoints}
                            problem={(name) => problemAt(errors, `actions.${index}.${name}`)}
                          />
                        </div>
                        {actions.fields.length > 1 && (
                          <div className={styles.remove}>
                            <IconButton
                              icon="trash"
                              label={t('automation.action-remove', { n: index + 1 })}
                              onClick={() => actions.remove(index)}
                            />
                          </div>
                        )}
                      </li>
                    )}
                  />
                ))}
              </ol>
              {typeof actsProblem === 'string' && <Text tone="bad">{actsProblem}</Text>}
              <Row>
                <Button
                  icon="plus"
                  onClick={() => {
                    const used = new Set(values.actions.map(({ kind }) => kind))
                    const choices = actionChoices(values, values.actions.length)
                    actions.append(blankAction(choices.find((kind) => !used.has(kind)) ?? 'notify', facts))
                  }}
                >
                  {t('automation.action-add')}
                </Button>
              </Row>
              <div className={styles.fields}>
                <TextField
                  label={t('automation.limit')}
                  help={t('automation.limit-help')}
                  inputMode="numeric"
                  autoComplete="off"
                  error={errors.limit?.message}
                  {...register('limit')}
                />
              </div>
            </Stack>
          </Section>
          {trial !== undefined && trial.actions.length === values.actions.length && (
            <OwnDryRun rule={trialRow(trial, props.rule, now())} />
          )}
        </Stack>
      </Form>
      {stale}
    </Page>
  )
}

/** The rule as it stands in the form, as a row that can be tried. */
function trialRow(parameters: OwnRule, row: Own | undefined, now: Instant): Own {
  const blank = { id: 'rul_trial' as RuleId, version: 1, kind: 'own', scope: { kind: 'account' } } as const
  return { ...(row ?? { ...blank, createdAt: now, updatedAt: now }), state: 'on', parameters }
}

/** The kinds to choose from, with the one that stands there though it does not fit any more. */
function withCurrent<Kind extends string>(kinds: readonly Kind[], current: Kind): readonly Kind[] {
  return kinds.includes(current) ? kinds : [current, ...kinds]
}

/** What is wrong with the field at a path, in words. */
function problemAt(errors: object, path: string): string | undefined {
  const error: unknown = get(errors, path)
  if (typeof error !== 'object' || error === null || !('message' in error)) return undefined
  return typeof error.message === 'string' ? error.message : undefined
}
