// @vitest-environment happy-dom
import { act, screen } from '@testing-library/react'
import { userEvent } from '@testing-library/user-event'
import { useState } from 'react'
import { describe, expect, it } from 'vitest'
import { ConfirmHost, confirmAct } from '../../src/ui/confirm.tsx'
import { Dialog } from '../../src/ui/dialog.tsx'
import { renderUi } from './render-ui.tsx'

function Note({ isOpen = false }) {
  const [open, setOpen] = useState(isOpen)
  return (
    <>
      <button type="button" onClick={() => setOpen(true)}>
        Write
      </button>
      <Dialog open={open} title="A note" onClose={() => setOpen(false)}>
        <label>
          Words <input />
        </label>
      </Dialog>
    </>
  )
}

async function ask(request: Parameters<typeof confirmAct>[0]) {
  const answers: boolean[] = []
  await renderUi(<ConfirmHost />)
  await act(async () => {
    void confirmAct(request).then((answer) => answers.push(answer))
  })
  return answers
}

describe('Dialog', () => {
  it('takes the focus, closes on Escape and gives the focus back', async () => {
    await renderUi(<Note />)
    const opener = screen.getByRole('button', { name: 'Write' })
    await userEvent.click(opener)
    expect(screen.getByRole('dialog', { name: 'A note' })).toBeTruthy()
    expect(document.activeElement).toBe(screen.getByLabelText('Words'))
    await userEvent.keyboard('{Escape}')
    expect(screen.queryByRole('dialog')).toBeNull()
    expect(document.activeElement).toBe(opener)
  })

  it('opened by an address, gives the focus to the heading of the page', async () => {
    await renderUi(
      <main>
        <h1 tabIndex={-1}>Notes</h1>
        <Note isOpen />
      </main>,
    )
    expect(document.activeElement).toBe(screen.getByLabelText('Words'))
    await userEvent.keyboard('{Escape}')
    expect(document.activeElement).toBe(screen.getByRole('heading', { name: 'Notes' }))
  })
})

describe('confirmAct', () => {
  it('answers no on Escape', async () => {
    const answers = await ask({
      title: 'Void it?',
      confirm: 'Void invoice',
      consequences: ['3 charges become open again.'],
      danger: true,
    })
    expect(screen.getByText('3 charges become open again.')).toBeTruthy()
    await userEvent.keyboard('{Escape}')
    expect(answers).toEqual([false])
    expect(screen.queryByRole('dialog')).toBeNull()
  })

  it('lets Enter confirm what is safe, and never what destroys', async () => {
    const safe = await ask({ title: 'Draft an invoice?', confirm: 'Draft an invoice' })
    expect(document.activeElement?.textContent).toBe('Draft an invoice')
    await userEvent.keyboard('{Enter}')
    expect(safe).toEqual([true])
    const danger = await ask({ title: 'Void it?', confirm: 'Void invoice', danger: true })
    expect(document.activeElement?.textContent).toBe('Cancel')
    await userEvent.keyboard('{Enter}')
    expect(danger).toEqual([false])
  })

  it('waits for the name to be typed', async () => {
    const answers = await ask({
      title: 'Delete?',
      confirm: 'Delete account',
      danger: true,
      typeToConfirm: 'Lee Studio',
    })
    const button = () => screen.getByRole('button', { name: 'Delete account' }) as HTMLButtonElement
    expect(button().disabled).toBe(true)
    await userEvent.type(screen.getByLabelText('Type "Lee Studio" to confirm'), 'Lee Studi')
    expect(button().disabled).toBe(true)
    await userEvent.type(screen.getByLabelText('Type "Lee Studio" to confirm'), 'o')
    await userEvent.click(button())
    expect(answers).toEqual([true])
  })
})
