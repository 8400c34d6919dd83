import { type ReactNode, useId, useRef, useState } from 'react'
import type { Command } from '../../commands/execute.ts'
import { problemText } from '../../i18n/problem-text.ts'
import { t } from '../../i18n/translate.ts'
import type { RightFacts } from '../../queries/get-right-facts.ts'
import { Button } from '../../ui/button.tsx'
import { Dialog } from '../../ui/dialog.tsx'
import { Form } from '../../ui/form.tsx'
import { Stack } from '../../ui/stack.tsx'
import { Text } from '../../ui/text.tsx'
import { useRuntime } from '../runtime.tsx'
import type { OtherDialog } from './right-dialog.tsx'

export interface RightStepProps {
  readonly facts: RightFacts
  readonly onBack: () => void
  readonly onOther: (dialog: OtherDialog) => void
  readonly onClose: () => void
}

/** The second screen: what is asked, one sentence that says what will happen, and the button that does it. */
export function RightStep(props: {
  readonly title: string
  /** What will happen, with figures; undefined while it is not known. */
  readonly says?: string | undefined
  /** `aside`: the better way stands above it. */
  readonly act?:
    | { readonly label: string; readonly busy?: boolean; readonly aside?: true; readonly run: () => void }
    | undefined
  readonly problem?: string | undefined
  readonly onBack: () => void
  readonly onClose: () => void
  readonly children?: ReactNode
}) {
  const { act, says, problem } = props
  const formId = useId()
  return (
    <Dialog
      open
      firm
      wide
      title={props.title}
      onClose={props.onClose}
      foot={
        <>
          <Button onClick={props.onBack}>{t('credits.back')}</Button>
          {act !== undefined && (
            <Button
              kind={act.aside ? 'quiet' : 'main'}
              type="submit"
              form={formId}
              busy={act.busy === true}
              disabled={says === undefined}
            >
              {act.label}
            </Button>
          )}
        </>
      }
    >
      <Form id={formId} onSubmit={() => says !== undefined && act?.run()} {...(problem !== undefined && { problem })}>
        <Stack gap={4}>
          {props.children}
          <div aria-live="polite">{says !== undefined && says !== '' && <Text strong>{says}</Text>}</div>
        </Stack>
      </Form>
    </Dialog>
  )
}

/** Runs the one command of a step, once; a refusal is shown in the dialog. */
export function useRightAct() {
  const { run, newKey, settings } = useRuntime()
  const key = useRef(newKey())
  const [busy, setBusy] = useState(false)
  const [problem, setProblem] = useState<string>()
  const go = async <Input, Value>(command: Command<Input, Value>, input: Input): Promise<Value | undefined> => {
    setBusy(true)
    setProblem(undefined)
    const result = await run(command, input, key.current)
    key.current = newKey()
    setBusy(false)
    if (result.ok) return result.value
    setProblem(problemText(result.problem, settings.locale))
    return undefined
  }
  return { go, busy, problem }
}
