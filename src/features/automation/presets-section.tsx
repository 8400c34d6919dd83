import { useState } from 'react'
import { applyPreset } from '../../commands/apply-preset.ts'
import { removeRule, type SaveRule, saveRule } from '../../commands/save-rule.ts'
import type { RuleFields } from '../../core/automation/check-rule.ts'
import {
  type PresetChange,
  type PresetDifferences,
  type PresetName,
  presetDifferences,
  presetNames,
} from '../../core/automation/presets.ts'
import { builtInRuleId, type RuleBook } from '../../core/automation/rule.ts'
import type { Problem } from '../../core/problem.ts'
import { problemText } from '../../i18n/problem-text.ts'
import { ruleText } from '../../i18n/rule-text.ts'
import { t } from '../../i18n/translate.ts'
import { getRule } from '../../queries/list-rules.ts'
import { Button } from '../../ui/button.tsx'
import { Dialog } from '../../ui/dialog.tsx'
import { Section } from '../../ui/section.tsx'
import { Stack } from '../../ui/stack.tsx'
import { StateBadge } from '../../ui/state-badge.tsx'
import { Text } from '../../ui/text.tsx'
import { toast } from '../../ui/toast.tsx'
import { useRuntime } from '../runtime.tsx'
import styles from './presets-section.module.css'
import type { RulePage } from './use-rule-page.ts'

/** Three ready-made ways of running the account; each says what it would change before it changes it. */
export function PresetsSection({ page }: { readonly page: RulePage }) {
  const { locale } = useRuntime().settings
  const [asked, setAsked] = useState<PresetName>()
  const book: RuleBook = new Map(page.rules.map((rule) => [rule.id, rule]))
  return (
    <Section title={t('automation.presets')} help={t('automation.presets-help')}>
      <ul className={styles.presets}>
        {presetNames.map((preset) => {
          const here = seenChanges(presetDifferences(preset, book), page, locale).length === 0
          return (
            <li key={preset} className={styles.preset}>
              <div className={styles.head}>
                <Text strong as="h3">
                  {t(`automation.preset-${preset}`)}
                </Text>
                {here && <StateBadge word={t('automation.preset-here')} tone="good" shape="check" />}
              </div>
              <Text tone="quiet">{t(`automation.preset-about-${preset}`)}</Text>
              {!here && (
                <Button onClick={() => setAsked(preset)}>
                  {t('automation.preset-look', { name: t(`automation.preset-${preset}`) })}
                </Button>
              )}
            </li>
          )
        })}
      </ul>
      {asked !== undefined && (
        <PresetDialog
          preset={asked}
          differences={presetDifferences(asked, book)}
          page={page}
          onClose={() => setAsked(undefined)}
        />
      )}
    </Section>
  )
}

function PresetDialog(props: {
  readonly preset: PresetName
  readonly differences: PresetDifferences
  readonly page: RulePage
  readonly onClose: () => void
}) {
  const { preset, differences, page, onClose } = props
  const { run, books, settings } = useRuntime()
  const { locale } = settings
  const [busy, setBusy] = useState(false)
  const name = t(`automation.preset-${preset}`)
  const say = (problem: Problem) => toast({ message: problemText(problem, locale), tone: 'bad' })

  /** Puts each rule back to what it was; one that was not there goes. */
  const takeBack = async (changes: readonly PresetChange[]) => {
    for (const { before, after } of changes) {
      const row = await getRule(books, builtInRuleId(after.kind, { kind: 'account' }))
      if (row === undefined) continue
      const seen = { id: row.id, version: row.version }
      const undone =
        before === undefined
          ? await run(removeRule, seen)
          : await run(saveRule, {
              seen,
              kind: before.kind,
              scope: before.scope,
              state: before.state,
              parameters: before.parameters,
            } as SaveRule)
      if (!undone.ok) say(undone.problem)
    }
  }
  const apply = async () => {
    setBusy(true)
    const applied = await run(applyPreset, { preset })
    setBusy(false)
    onClose()
    if (!applied.ok) {
      say(applied.problem)
      return
    }
    toast({
      message: t('automation.preset-done', { name, count: applied.value.ids.length }),
      undo: () => takeBack(differences.changes),
    })
  }
  const exceptions = differences.exceptions.length

  return (
    <Dialog
      open
      wide
      title={t('automation.preset-title', { name })}
      onClose={onClose}
      foot={
        <>
          <Button onClick={onClose}>{t('ui.cancel')}</Button>
          <Button kind="main" busy={busy} data-autofocus onClick={() => void apply()}>
            {t('automation.preset-apply', { name })}
          </Button>
        </>
      }
    >
      <Stack gap={4}>
        <ul className={styles.changes}>
          {seenChanges(differences, page, locale).map(({ kind, was, will }) => (
            <li key={kind} className={styles.change}>
              <Text tone="quiet" size={1}>
                {t(`automation.kind-${kind}`)}
              </Text>
              <p className={styles.was}>
                <span className="visually-hidden">{t('automation.preset-was')} </span>
                {was}
              </p>
              <p>
                <span className="visually-hidden">{t('automation.preset-will')} </span>
                {will}
              </p>
            </li>
          ))}
        </ul>
        <Text tone="quiet">
          {exceptions > 0 ? t('automation.preset-exceptions', { count: exceptions }) : t('automation.preset-rest')}
        </Text>
      </Stack>
    </Dialog>
  )
}

interface SeenChange {
  readonly kind: PresetChange['kind']
  readonly was: string
  readonly will: string
}

/** The changes that a person would notice: a row that says what held without it is none. */
function seenChanges({ changes }: PresetDifferences, { names }: RulePage, locale: string): readonly SeenChange[] {
  return changes.flatMap(({ kind, before, after }): SeenChange[] => {
    const scope = { kind: 'account' } as const
    const off = t(`automation.off-${kind}`)
    const without = kind === 'backup' ? t('automation.default-backup') : off
    const was = before === undefined ? without : before.state === 'on' ? ruleText(before, names, locale) : off
    const fields = { kind, scope, parameters: after.parameters } as RuleFields
    const will = after.state === 'on' ? ruleText(fields, names, locale) : off
    return was === will ? [] : [{ kind, was, will }]
  })
}
