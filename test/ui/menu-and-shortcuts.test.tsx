// @vitest-environment happy-dom
import { fireEvent, screen } from '@testing-library/react'
import { userEvent } from '@testing-library/user-event'
import { describe, expect, it, vi } from 'vitest'
import { Menu } from '../../src/ui/menu.tsx'
import { useShortcut, useShortcutList } from '../../src/ui/shortcuts.ts'
import { renderUi } from './render-ui.tsx'

function Keys(props: { readonly go: () => void; readonly palette: () => void; readonly off?: boolean }) {
  useShortcut('g i', 'Invoices', props.go, props.off)
  useShortcut('mod+k', 'Search', props.palette)
  const list = useShortcutList()
  return (
    <>
      <input aria-label="Text" />
      <output>{list.map((one) => one.keys).join(',')}</output>
    </>
  )
}

describe('useShortcut', () => {
  it('runs sequences and chords, and lists them', async () => {
    const go = vi.fn()
    const palette = vi.fn()
    await renderUi(<Keys go={go} palette={palette} />)
    expect(screen.getByRole('status').textContent).toBe('g i,mod+k')
    fireEvent.keyDown(document.body, { key: 'i' })
    expect(go).not.toHaveBeenCalled()
    fireEvent.keyDown(document.body, { key: 'g' })
    fireEvent.keyDown(document.body, { key: 'i' })
    expect(go).toHaveBeenCalledTimes(1)
    fireEvent.keyDown(document.body, { key: 'k', ctrlKey: true })
    expect(palette).toHaveBeenCalledTimes(1)
  })

  it('leaves letters to the field that has the focus, not chords', async () => {
    const go = vi.fn()
    const palette = vi.fn()
    await renderUi(<Keys go={go} palette={palette} />)
    const text = screen.getByLabelText('Text')
    fireEvent.keyDown(text, { key: 'g' })
    fireEvent.keyDown(text, { key: 'i' })
    fireEvent.keyDown(text, { key: 'k', metaKey: true })
    expect(go).not.toHaveBeenCalled()
    expect(palette).toHaveBeenCalledTimes(1)
  })

  it('does nothing while it is off', async () => {
    const go = vi.fn()
    await renderUi(<Keys go={go} palette={() => {}} off />)
    fireEvent.keyDown(document.body, { key: 'g' })
    fireEvent.keyDown(document.body, { key: 'i' })
    expect(go).not.toHaveBeenCalled()
  })
})

describe('Menu', () => {
  it('opens by keyboard, moves by arrows and letters, skips what is off, and returns the focus', async () => {
    const chosen: string[] = []
    await renderUi(
      <Menu
        entries={[
          { label: 'Edit', onSelect: () => chosen.push('edit') },
          { label: 'Archive', disabled: true, onSelect: () => chosen.push('archive') },
          'separator',
          { label: 'Void', danger: true, onSelect: () => chosen.push('void') },
        ]}
        trigger={(button) => (
          <button {...button} type="button">
            More
          </button>
        )}
      />,
    )
    const trigger = screen.getByRole('button', { name: 'More' })
    trigger.focus()
    await userEvent.keyboard('{ArrowDown}')
    expect(document.activeElement?.textContent).toBe('Edit')
    await userEvent.keyboard('{ArrowDown}')
    expect(document.activeElement?.textContent).toBe('Void')
    await userEvent.keyboard('e')
    expect(document.activeElement?.textContent).toBe('Edit')
    await userEvent.keyboard('{ArrowUp}{Enter}')
    expect(chosen).toEqual(['void'])
    expect(screen.queryByRole('menu')).toBeNull()
    expect(document.activeElement).toBe(trigger)
    await userEvent.keyboard('{ArrowDown}{Escape}')
    expect(screen.queryByRole('menu')).toBeNull()
    expect(document.activeElement).toBe(trigger)
    expect(chosen).toEqual(['void'])
  })
})
