import { useState } from 'react'
import { archiveField, moveField, removeField, restoreField } from '../../commands/save-field.ts'
import type { FieldDefinition, FieldSubject } from '../../core/fields/field-definition.ts'
import type { Problem } from '../../core/problem.ts'
import type { Result } from '../../core/result.ts'
import { problemText } from '../../i18n/problem-text.ts'
import { t } from '../../i18n/translate.ts'
import { listFields } from '../../queries/list-fields.ts'
import { Button, IconButton } from '../../ui/button.tsx'
import { EmptyState } from '../../ui/empty-state.tsx'
import { Item, ItemList } from '../../ui/item-list.tsx'
import { Menu, type MenuEntry } from '../../ui/menu.tsx'
import { Notice } from '../../ui/notice.tsx'
import { Section } from '../../ui/section.tsx'
import { Row, Stack } from '../../ui/stack.tsx'
import { StateBadge } from '../../ui/state-badge.tsx'
import { Text } from '../../ui/text.tsx'
import { toast } from '../../ui/toast.tsx'
import { useRows } from '../blocks/use-rows.ts'
import { useRuntime } from '../runtime.tsx'
import { FieldDialog } from './field-dialog.tsx'

const subjects: readonly FieldSubject[] = ['client', 'group', 'contract', 'invoice']

/** The owner's own fields: what is kept on clients, billing groups, contracts and invoices, in which order (M-7). */
export function FieldsSection() {
  const fields = useRows((books) => listFields(books), [])
  const [open, setOpen] = useState<FieldDefinition | 'new'>()
  const [problem, setProblem] = useState<string>()
  return (
    <Stack>
      <Section
        title={t('fields.settings-title')}
        help={t('fields.settings-help')}
        acts={
          <Button icon="plus" onClick={() => setOpen('new')}>
            {t('fields.add')}
          </Button>
        }
      >
        {problem !== undefined && <Notice tone="bad">{problem}</Notice>}
        {fields?.length === 0 && <EmptyState sentence={t('fields.none')} />}
      </Section>
      {subjects.map((subject) => {
        const own = fields?.filter((each) => each.subject === subject) ?? []
        return (
          own.length > 0 && (
            <FieldList key={subject} subject={subject} fields={own} onEdit={setOpen} onProblem={setProblem} />
          )
        )
      })}
      {open !== undefined && (
        <FieldDialog {...(open !== 'new' && { field: open })} onClose={() => setOpen(undefined)} />
      )}
    </Stack>
  )
}

/** The fields of one subject: those in use in their order, then the archived ones. */
function FieldList(props: {
  readonly subject: FieldSubject
  readonly fields: readonly FieldDefinition[]
  readonly onEdit: (field: FieldDefinition) => void
  readonly onProblem: (words: string | undefined) => void
}) {
  const { settings, run } = useRuntime()
  const { subject, fields, onEdit, onProblem } = props
  const inUse = fields.filter(({ state }) => state === 'active')

  const tell = <Value,>(done: Result<Value, Problem>): Value | undefined => {
    onProblem(done.ok ? undefined : problemText(done.problem, settings.locale))
    return done.ok ? done.value : undefined
  }
  const archive = async ({ id, version, name }: FieldDefinition) => {
    const archived = tell(await run(archiveField, { id, version }))
    if (archived === undefined) return
    toast({
      message: t('fields.archived-told', { name }),
      undo: async () => void tell(await run(restoreField, { id, version: archived.version })),
    })
  }
  const remove = async ({ id, version, name }: FieldDefinition) => {
    if (tell(await run(removeField, { id, version })) !== undefined) toast({ message: t('fields.removed', { name }) })
  }
  const move = async ({ id, version }: FieldDefinition, by: -1 | 1) => {
    const next = inUse[inUse.findIndex((each) => each.id === id) + by]
    if (next !== undefined) tell(await run(moveField, { id, version, to: fields.indexOf(next) }))
  }
  const entriesOf = (field: FieldDefinition): MenuEntry[] => {
    const at = inUse.indexOf(field)
    const change: MenuEntry = { label: t('fields.edit-short'), icon: 'edit', onSelect: () => onEdit(field) }
    const last: MenuEntry = {
      label: t('fields.remove'),
      icon: 'trash',
      danger: true,
      onSelect: () => void remove(field),
    }
    if (field.state === 'archived') {
      const { id, version } = field
      const restore = async () => void tell(await run(restoreField, { id, version }))
      return [change, { label: t('fields.restore'), onSelect: () => void restore() }, 'separator', last]
    }
    return [
      change,
      ...(at > 0 ? [{ label: t('fields.up'), onSelect: () => void move(field, -1) }] : []),
      ...(at < inUse.length - 1 ? [{ label: t('fields.down'), onSelect: () => void move(field, 1) }] : []),
      { label: t('fields.archive'), onSelect: () => void archive(field) },
      'separator',
      last,
    ]
  }
  return (
    <Section title={t(`fields.subject-${subject}`)}>
      {inUse.length === 0 && <Text tone="quiet">{t('fields.none-in-use')}</Text>}
      <ItemList>
        {[...inUse, ...fields.filter(({ state }) => state === 'archived')].map((field) => (
          <Item key={field.id}>
            <div style={{ minWidth: 0, overflowWrap: 'anywhere' }}>
              <Row>
                <Text as="span" strong>
                  {field.name}
                </Text>
                {field.state === 'archived' && <StateBadge word={t('fields.archived')} tone="grey" shape="dash" />}
              </Row>
              <Text tone="quiet">{factsOf(field)}</Text>
            </div>
            <Menu
              align="end"
              entries={entriesOf(field)}
              trigger={(button) => (
                <IconButton {...button} icon="more" label={t('fields.acts', { name: field.name })} />
              )}
            />
          </Item>
        ))}
      </ItemList>
    </Section>
  )
}

/** "Choice: Ariba, Coupa · required · on documents". */
function factsOf({ kind, choices = [], required, onDocuments }: FieldDefinition): string {
  const word = t(`fields.kind-${kind}`)
  return [
    kind === 'choice' ? `${word}: ${choices.join(', ')}` : word,
    required === 1 ? t('fields.is-required') : '',
    onDocuments === 1 ? t('fields.prints') : '',
  ]
    .filter((part) => part !== '')
    .join(' · ')
}
