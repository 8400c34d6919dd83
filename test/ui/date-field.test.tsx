// @vitest-environment happy-dom
import { screen } from '@testing-library/react'
import { userEvent } from '@testing-library/user-event'
import { useState } from 'react'
import { describe, expect, it } from 'vitest'
import type { CalendarDate } from '../../src/core/date.ts'
import { DateField } from '../../src/ui/date-field.tsx'
import { renderUi } from './render-ui.tsx'

function Day({ start = '' }: { start?: string }) {
  const [value, setValue] = useState(start)
  return (
    <>
      <DateField label="Day" today={'2026-11-22' as CalendarDate} value={value} onChange={setValue} />
      <output>{value}</output>
    </>
  )
}

const field = () => screen.getByLabelText('Day') as HTMLInputElement
const value = () => screen.getByRole('status').textContent

describe('DateField', () => {
  it('shows a day in words and gives the ISO day for what is typed', async () => {
    await renderUi(<Day start="2026-02-03" />)
    expect(field().value).toBe('3 Feb 2026')
    await userEvent.clear(field())
    await userEvent.type(field(), '4/3')
    expect(value()).toBe('2026-03-04')
    expect(field().value).toBe('4/3')
    await userEvent.tab()
    expect(field().value).toBe('4 Mar 2026')
  })

  it('keeps what is no day and says so', async () => {
    await renderUi(<Day />)
    await userEvent.type(field(), '31/2/2026')
    await userEvent.tab()
    expect(field().value).toBe('31/2/2026')
    expect(value()).toBe('31/2/2026')
    expect(screen.getByText(/This is not a day/)).toBeTruthy()
  })
})
