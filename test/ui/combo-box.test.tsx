// @vitest-environment happy-dom
// The choice among many for somebody who types faster than the answers come: what is taken is what was typed for.
import { act, cleanup, screen } from '@testing-library/react'
import { userEvent } from '@testing-library/user-event'
import { useState } from 'react'
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest'
import { ComboBox, type ComboOption } from '../../src/ui/combo-box.tsx'
import { renderUi } from './render-ui.tsx'

const names = ['Adams', 'Meyer', 'Meyerhof', 'Okafor']
const option = (name: string): ComboOption => ({ value: name.toLowerCase(), label: name })

/** Answers wait until they are let go, oldest first. */
let waiting: (() => void)[]
const answer = async (count = waiting.length) => {
  await act(async () => {
    for (const go of waiting.splice(0, count)) go()
  })
}
const search = (text: string) =>
  new Promise<readonly ComboOption[]>((resolve) => {
    const found = names.filter((name) => name.toLowerCase().startsWith(text.toLowerCase())).map(option)
    waiting.push(() => resolve(found))
  })

const submitted = vi.fn()
const created = vi.fn()

function Field({ freeText, create }: { readonly freeText?: boolean; readonly create?: boolean }) {
  const [value, setValue] = useState('')
  return (
    <form
      onSubmit={(event) => {
        event.preventDefault()
        submitted()
      }}
    >
      <ComboBox
        label="Client"
        value={value}
        valueLabel={names.find((name) => name.toLowerCase() === value) ?? value}
        onChange={setValue}
        search={search}
        {...(freeText && { freeText })}
        {...(create && { onCreate: created })}
      />
      <button type="button">After</button>
      <button type="submit">Save</button>
      <output>{value}</output>
    </form>
  )
}

const box = () => screen.getByRole('combobox', { name: 'Client' })
const chosen = () => screen.getByRole('status').textContent

beforeEach(() => {
  waiting = []
  submitted.mockClear()
  created.mockClear()
})
afterEach(cleanup)

describe('a choice among many', () => {
  it('takes by Enter what was typed for, though its answer comes later than the key', async () => {
    await renderUi(<Field />)
    await userEvent.click(box())
    await answer()
    expect(screen.getAllByRole('option')).toHaveLength(4)
    await userEvent.keyboard('mey{Enter}')
    expect(chosen()).toBe('')
    await answer()
    expect(chosen()).toBe('meyer')
    expect(submitted).not.toHaveBeenCalled()
    expect(screen.queryByRole('option')).toBeNull()
  })

  it('takes by Enter what was answered already, though it is not drawn yet', async () => {
    await renderUi(<Field />)
    await userEvent.click(box())
    await answer()
    await userEvent.keyboard('mey')
    await act(async () => {
      for (const go of waiting.splice(0)) go()
      // The answers are there, and nothing is drawn before this act ends.
      await new Promise((resolve) => setTimeout(resolve))
      box().dispatchEvent(new KeyboardEvent('keydown', { key: 'Enter', bubbles: true, cancelable: true }))
    })
    expect(chosen()).toBe('meyer')
    expect(submitted).not.toHaveBeenCalled()
  })

  it('takes by Tab what was typed for, while the focus goes on', async () => {
    await renderUi(<Field />)
    await userEvent.click(box())
    await answer()
    await userEvent.keyboard('oka{Tab}')
    expect(document.activeElement).toBe(screen.getByRole('button', { name: 'After' }))
    await answer()
    expect(chosen()).toBe('okafor')
    expect(box()).toHaveProperty('value', 'Okafor')
  })

  it('takes nothing where nothing answers to what was typed', async () => {
    await renderUi(<Field />)
    await userEvent.click(box())
    await answer()
    await userEvent.keyboard('zzz{Enter}')
    await answer()
    expect(chosen()).toBe('')
    expect(submitted).not.toHaveBeenCalled()
    await userEvent.keyboard('{Tab}')
    expect(chosen()).toBe('')
  })

  it('adds by Enter what is not there, and not by Tab', async () => {
    await renderUi(<Field create />)
    await userEvent.click(box())
    await answer()
    await userEvent.keyboard('zzz{Tab}')
    await answer()
    expect(created).not.toHaveBeenCalled()
    await userEvent.click(box())
    await userEvent.keyboard('zzz{Enter}')
    await answer()
    expect(created).toHaveBeenCalledExactlyOnceWith('zzz')
  })

  it('forgets the wish when something else is typed or Escape is pressed', async () => {
    await renderUi(<Field />)
    await userEvent.click(box())
    await answer()
    await userEvent.keyboard('mey{Enter}{Escape}')
    await answer()
    expect(chosen()).toBe('')
    await userEvent.click(box())
    await userEvent.keyboard('mey{Enter}erh')
    await answer()
    expect(chosen()).toBe('')
    expect(screen.getAllByRole('option')).toHaveLength(1)
  })

  it('keeps the option that the arrows marked when a later answer comes', async () => {
    await renderUi(<Field freeText />)
    await userEvent.click(box())
    await answer()
    await userEvent.keyboard('me')
    await answer(1)
    await answer(1)
    await userEvent.keyboard('y{ArrowDown}{ArrowDown}')
    expect(screen.getByRole('option', { selected: true }).textContent).toBe('Meyerhof')
    await answer()
    expect(screen.getByRole('option', { selected: true }).textContent).toBe('Meyerhof')
    await userEvent.keyboard('{Enter}')
    expect(chosen()).toBe('meyerhof')
    expect(submitted).not.toHaveBeenCalled()
  })

  it('sends the form by Enter on free text at once, with what was typed', async () => {
    await renderUi(<Field freeText />)
    await userEvent.click(box())
    await answer()
    await userEvent.keyboard('mey{Enter}')
    expect(submitted).toHaveBeenCalledTimes(1)
    await answer()
    expect(chosen()).toBe('mey')
  })
})
