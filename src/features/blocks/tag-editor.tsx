import { type FormEvent, useId, useState } from 'react'
import { changeTags } from '../../commands/change-tags.ts'
import { foldTag, tagLimits } from '../../core/automation/tags.ts'
import type { ClientId, InvoiceId } from '../../core/ids.ts'
import { problemText } from '../../i18n/problem-text.ts'
import { t } from '../../i18n/translate.ts'
import { listRuleTags } from '../../queries/list-rule-tags.ts'
import { Button } from '../../ui/button.tsx'
import { Chips, FilterChip } from '../../ui/chip.tsx'
import { Section } from '../../ui/section.tsx'
import { Row, Stack } from '../../ui/stack.tsx'
import { Text } from '../../ui/text.tsx'
import { TextField } from '../../ui/text-field.tsx'
import { toast } from '../../ui/toast.tsx'
import { useRuntime } from '../runtime.tsx'
import { useRows } from './use-rows.ts'

/** The owner's own words on a client or an invoice, each saved as it is added or taken off. */
export function TagEditor(props: { readonly id: ClientId | InvoiceId; readonly tags: readonly string[] | undefined }) {
  const { id, tags = [] } = props
  const { run, settings } = useRuntime()
  const [typed, setTyped] = useState('')
  const [problem, setProblem] = useState<string>()
  const listId = useId()
  const known = useRows(listRuleTags, []) ?? []

  const add = async (event: FormEvent) => {
    event.preventDefault()
    if (foldTag(typed) === '') return
    const changed = await run(changeTags, { id, add: [typed] })
    setProblem(changed.ok ? undefined : problemText(changed.problem, settings.locale))
    if (changed.ok) setTyped('')
  }
  const remove = async (tag: string) => {
    const changed = await run(changeTags, { id, remove: [tag] })
    if (!changed.ok) {
      toast({ message: problemText(changed.problem, settings.locale), tone: 'bad' })
      return
    }
    toast({
      message: t('rules.tag-removed', { tag }),
      undo: async () => {
        const undone = await run(changeTags, { id, add: [tag] })
        if (!undone.ok) toast({ message: problemText(undone.problem, settings.locale), tone: 'bad' })
      },
    })
  }

  return (
    <Section title={t('rules.tags')}>
      <Stack gap={3}>
        {tags.length === 0 ? (
          <Text tone="quiet">{t('rules.tags-help')}</Text>
        ) : (
          <Chips label={t('rules.tags')}>
            {tags.map((tag) => (
              <FilterChip
                key={tag}
                label={tag}
                removeLabel={t('rules.tag-remove', { tag })}
                onRemove={() => void remove(tag)}
              />
            ))}
          </Chips>
        )}
        <form onSubmit={(event) => void add(event)}>
          <Row gap={2} align="top" keep>
            <TextField
              label={t('rules.tag-new')}
              labelHidden
              placeholder={t('rules.tag-new')}
              maxLength={tagLimits.length}
              autoComplete="off"
              list={listId}
              value={typed}
              {...(problem !== undefined && { error: problem })}
              onChange={(event) => {
                setTyped(event.target.value)
                setProblem(undefined)
              }}
            />
            <Button type="submit" disabled={foldTag(typed) === ''}>
              {t('rules.tag-add')}
            </Button>
          </Row>
          <datalist id={listId}>
            {known
              .filter((tag) => !tags.includes(tag))
              .map((tag) => (
                <option key={tag} value={tag} />
              ))}
          </datalist>
        </form>
      </Stack>
    </Section>
  )
}
