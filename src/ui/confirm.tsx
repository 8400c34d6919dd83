import { type ReactNode, useState } from 'react'
import { create } from 'zustand'
import { t } from '../i18n/translate.ts'
import { Button } from './button.tsx'
import styles from './confirm.module.css'
import { Dialog } from './dialog.tsx'
import { TextField } from './text-field.tsx'

export interface ConfirmRequest {
  /** A question that names the thing: "Void invoice 2026-0042?" */
  readonly title: string
  readonly text?: ReactNode
  /** What will happen, and to how many. */
  readonly consequences?: readonly string[]
  /** A verb with its object: "Void invoice". */
  readonly confirm: string
  /** Destroys or cannot be undone: red, and Enter does not confirm it. */
  readonly danger?: boolean
  /** This text must be typed first: the name of the account that will be deleted. */
  readonly typeToConfirm?: string
  /** More to show: totals, a choice with its own state. */
  readonly content?: ReactNode
}

interface Asked {
  readonly request: ConfirmRequest
  readonly answer: (yes: boolean) => void
}

const useAsked = create<{ asked: Asked | undefined }>(() => ({ asked: undefined }))

/** Asks before an act that cannot be undone; resolves true when confirmed. Undo beats this where undo is possible. */
export function confirmAct(request: ConfirmRequest): Promise<boolean> {
  useAsked.getState().asked?.answer(false)
  return new Promise((resolve) => {
    const answer = (yes: boolean) => {
      useAsked.setState({ asked: undefined })
      resolve(yes)
    }
    useAsked.setState({ asked: { request, answer } })
  })
}

/** Draws what `confirmAct` asks; once, in the shell. */
export function ConfirmHost() {
  const asked = useAsked((state) => state.asked)
  return asked === undefined ? null : <Question key={asked.request.title} {...asked} />
}

function Question({ request, answer }: Asked) {
  const [typed, setTyped] = useState('')
  const blocked = request.typeToConfirm !== undefined && typed.trim() !== request.typeToConfirm
  return (
    <Dialog
      open
      firm={request.danger === true}
      title={request.title}
      onClose={() => answer(false)}
      foot={
        <>
          <Button
            data-autofocus={request.danger && request.typeToConfirm === undefined ? true : undefined}
            onClick={() => answer(false)}
          >
            {t('ui.cancel')}
          </Button>
          <Button
            kind={request.danger ? 'danger' : 'main'}
            data-autofocus={request.danger ? undefined : true}
            disabled={blocked}
            onClick={() => answer(true)}
          >
            {request.confirm}
          </Button>
        </>
      }
    >
      {request.text !== undefined && <p>{request.text}</p>}
      {request.consequences !== undefined && request.consequences.length > 0 && (
        <ul className={styles.consequences}>
          {request.consequences.map((line) => (
            <li key={line}>
              <span>{line}</span>
            </li>
          ))}
        </ul>
      )}
      {request.content}
      {request.typeToConfirm !== undefined && (
        <TextField
          label={t('ui.type-to-confirm', { name: request.typeToConfirm })}
          value={typed}
          onChange={(event) => setTyped(event.target.value)}
          autoComplete="off"
        />
      )}
    </Dialog>
  )
}
