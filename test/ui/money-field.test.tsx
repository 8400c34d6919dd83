// @vitest-environment happy-dom
import { screen } from '@testing-library/react'
import { userEvent } from '@testing-library/user-event'
import { useState } from 'react'
import { describe, expect, it } from 'vitest'
import type { CurrencyCode } from '../../src/core/money.ts'
import { MoneyField } from '../../src/ui/money-field.tsx'
import { renderUi } from './render-ui.tsx'

function Price({ currency = 'EUR', start = '' }: { currency?: string; start?: string }) {
  const [text, setText] = useState(start)
  return (
    <>
      <MoneyField label="Price" currency={currency as CurrencyCode} value={text} onChange={setText} />
      <output>{text}</output>
      <button type="button">Next</button>
    </>
  )
}

const field = () => screen.getByLabelText('Price') as HTMLInputElement

describe('MoneyField', () => {
  it('writes an understood amount out in full when it is left', async () => {
    await renderUi(<Price />)
    await userEvent.type(field(), '1234.5')
    expect(field().value).toBe('1234.5')
    await userEvent.tab()
    expect(field().value).toBe('1,234.50')
    expect(field().getAttribute('aria-invalid')).toBeNull()
  })

  it('understands the locale of the owner', async () => {
    await renderUi(<Price />, 'de-DE')
    await userEvent.type(field(), '85,00 €')
    await userEvent.tab()
    expect(field().value).toBe('85,00')
  })

  it('keeps what was typed and says why it is no amount', async () => {
    await renderUi(<Price />)
    await userEvent.type(field(), '12 apples')
    expect(screen.queryByText(/not a number/)).toBeNull()
    await userEvent.tab()
    expect(field().value).toBe('12 apples')
    expect(field().getAttribute('aria-invalid')).toBe('true')
    const words = screen.getByText('This is not a number. Type it like 1,234.50.')
    expect(field().getAttribute('aria-describedby')).toContain(words.closest('p')?.id)
  })

  it('refuses decimals that the currency does not have', async () => {
    await renderUi(<Price currency="JPY" />)
    await userEvent.type(field(), '12.5')
    await userEvent.tab()
    expect(field().value).toBe('12.5')
    expect(screen.getByText('No decimals here.')).toBeTruthy()
  })

  it('refuses a figure with a foreign group separator instead of guessing', async () => {
    await renderUi(<Price />)
    await userEvent.type(field(), '1,50')
    await userEvent.tab()
    expect(field().value).toBe('1,50')
    expect(screen.getByText(/could mean two numbers/)).toBeTruthy()
  })

  it('says nothing about an empty field', async () => {
    await renderUi(<Price />)
    await userEvent.click(field())
    await userEvent.tab()
    expect(field().getAttribute('aria-invalid')).toBeNull()
  })
})
