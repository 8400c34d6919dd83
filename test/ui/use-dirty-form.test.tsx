// @vitest-environment happy-dom
import { act, screen } from '@testing-library/react'
import { userEvent } from '@testing-library/user-event'
import { useForm } from 'react-hook-form'
import { describe, expect, it } from 'vitest'
import { useDirtyForms } from '../../src/ui/dirty-forms.ts'
import { TextField } from '../../src/ui/text-field.tsx'
import { useDirtyForm } from '../../src/ui/use-dirty-form.tsx'
import { renderUi } from './render-ui.tsx'

function Editor({ id }: { id: string }) {
  const form = useForm({ defaultValues: { name: 'Meyer', city: 'Bonn' } })
  const dirty = useDirtyForm(`client/${id}`, form)
  return (
    <form>
      {dirty.notice}
      <TextField label="Name" {...form.register('name')} />
      <TextField label="City" {...form.register('city')} />
      <button type="button" onClick={dirty.saved}>
        Save
      </button>
    </form>
  )
}

const typedIn = (label: string) => (screen.getByLabelText(label) as HTMLInputElement).value
const openForms = () => useDirtyForms.getState().ids.size

describe('useDirtyForm', () => {
  it('brings back what was typed when the form is opened again, and lets it be discarded', async () => {
    const first = await renderUi(<Editor id="a" />)
    expect(openForms()).toBe(0)
    await userEvent.type(screen.getByLabelText('Name'), ' Studio')
    expect(openForms()).toBe(1)
    first.unmount()
    expect(openForms()).toBe(0)

    const second = await renderUi(<Editor id="a" />)
    expect(typedIn('Name')).toBe('Meyer Studio')
    expect(typedIn('City')).toBe('Bonn')
    expect(screen.getByText('Your unsaved changes are back.')).toBeTruthy()
    expect(openForms()).toBe(1)
    await userEvent.click(screen.getByRole('button', { name: 'Discard them' }))
    expect(typedIn('Name')).toBe('Meyer')
    expect(screen.queryByText('Your unsaved changes are back.')).toBeNull()
    expect(openForms()).toBe(0)
    second.unmount()

    await renderUi(<Editor id="a" />)
    expect(typedIn('Name')).toBe('Meyer')
  })

  it('keeps forms apart, and nothing after saving', async () => {
    const first = await renderUi(<Editor id="a" />)
    await userEvent.type(screen.getByLabelText('Name'), '!')
    await act(async () => screen.getByRole('button', { name: 'Save' }).click())
    first.unmount()
    const other = await renderUi(<Editor id="b" />)
    expect(typedIn('Name')).toBe('Meyer')
    other.unmount()
    await renderUi(<Editor id="a" />)
    expect(typedIn('Name')).toBe('Meyer')
  })

  it('forgets a form whose values were typed back', async () => {
    const first = await renderUi(<Editor id="a" />)
    await userEvent.type(screen.getByLabelText('Name'), '!')
    await userEvent.keyboard('{Backspace}')
    first.unmount()
    await renderUi(<Editor id="a" />)
    expect(screen.queryByText('Your unsaved changes are back.')).toBeNull()
  })
})
