import { useEffect, useId, useRef, useState } from 'react'
import { changeTags } from '../../commands/change-tags.ts'
import { foldTag, tagLimits } from '../../core/automation/tags.ts'
import type { ClientId, InvoiceId } from '../../core/ids.ts'
import { problemText } from '../../i18n/problem-text.ts'
import { t } from '../../i18n/translate.ts'
import { listRuleTags } from '../../queries/list-rule-tags.ts'
import { Button } from '../../ui/button.tsx'
import { Chips, FilterChip } from '../../ui/chip.tsx'
import { Row, Stack } from '../../ui/stack.tsx'
import { Text } from '../../ui/text.tsx'
import { TextField } from '../../ui/text-field.tsx'
import { toast } from '../../ui/toast.tsx'
import { useRuntime } from '../runtime.tsx'
import { useRows } from './use-rows.ts'

/** The owner's own words on a client or an invoice: for finding it, and for rules. Enter adds one. */
export function TagsLine(props: { readonly id: ClientId | InvoiceId; readonly tags: readonly string[] | undefined }) {
  const { id, tags = [] } = props
  const { run, settings } = useRuntime()
  const [adding, setAdding] = useState(false)
  const [text, setText] = useState('')
  const [problem, setProblem] = useState<string>()
  const opener = useRef<HTMLButtonElement>(null)
  const wasAdding = useRef(false)
  // The field is gone: the focus goes back to what opened it.
  useEffect(() => {
    if (wasAdding.current && !adding) opener.current?.focus()
    wasAdding.current = adding
  }, [adding])
  const formId = useId()
  const listId = useId()
  const known = useRows(listRuleTags, []) ?? []

  const add = async () => {
    if (foldTag(text) === '') {
      setAdding(false)
      return
    }
    const changed = await run(changeTags, { id, add: [text] })
    if (!changed.ok) {
      setProblem(problemText(changed.problem, settings.locale))
      return
    }
    setText('')
    setProblem(undefined)
  }
  const remove = async (tag: string) => {
    const changed = await run(changeTags, { id, remove: [tag] })
    if (!changed.ok) {
      toast({ message: problemText(changed.problem, settings.locale), tone: 'bad' })
      return
    }
    toast({
      message: t('automation.tag-gone', { tag }),
      undo: async () => {
        const undone = await run(changeTags, { id, add: [tag] })
        if (!undone.ok) toast({ message: problemText(undone.problem, settings.locale), tone: 'bad' })
      },
    })
  }
  return (
    <Stack gap={2}>
      <Row gap={2}>
        <Text as="span" tone="quiet">
          {t('automation.tags')}
        </Text>
        {tags.length > 0 && (
          <Chips label={t('automation.tags')}>
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
        {!adding && (
          <Button ref={opener} kind="plain" icon="plus" onClick={() => setAdding(true)}>
            {t('automation.tag-new')}
          </Button>
        )}
      </Row>
      {adding && (
        <form
          id={formId}
          onSubmit={(event) => {
            event.preventDefault()
            void add()
          }}
        >
          <Row gap={2} keep align="top">
            <div style={{ flex: 1, minWidth: 0 }}>
              <TextField
                label={t('automation.tag-new')}
                labelHidden
                autoFocus
                autoComplete="off"
                list={listId}
                maxLength={tagLimits.length}
                value={text}
                error={problem}
                onChange={(event) => setText(event.target.value)}
                onKeyDown={(event) => event.key === 'Escape' && setAdding(false)}
              />
            </div>
            <Button type="submit">{t('automation.tag-do')}</Button>
          </Row>
          <datalist id={listId}>
            {known
              .filter((tag) => !tags.includes(tag))
              .map((tag) => (
                <option key={tag} value={tag} />
              ))}
          </datalist>
        </form>
      )}
    </Stack>
  )
}
