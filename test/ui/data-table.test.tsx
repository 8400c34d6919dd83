// @vitest-environment happy-dom
import { screen, within } from '@testing-library/react'
import { userEvent } from '@testing-library/user-event'
import { describe, expect, it } from 'vitest'
import { type Column, DataTable } from '../../src/ui/data-table.tsx'
import { arraySource } from '../../src/ui/row-source.ts'
import { useRowSelection } from '../../src/ui/use-row-selection.ts'
import { renderUi } from './render-ui.tsx'

interface Fruit {
  readonly id: string
  readonly name: string
}

const fruits: Fruit[] = ['Apple', 'Banana', 'Cherry', 'Date', 'Elder'].map((name) => ({ id: name.toLowerCase(), name }))
const keyOf = (row: Fruit) => row.id
const columns: Column<Fruit>[] = [{ id: 'name', head: 'Name', cell: (row) => row.name, card: 'title' }]

function Fruits({ rows }: { rows: readonly Fruit[] | undefined }) {
  const selection = useRowSelection(keyOf)
  return (
    <DataTable
      label="Fruits"
      columns={columns}
      source={arraySource(rows)}
      rowKey={keyOf}
      rowName={(row) => row.name}
      rowTo={(row) => `/fruit/${row.id}`}
      selection={selection}
      bulkSum={<span>{selection.rows.map((row) => row.name).join('+')}</span>}
      empty={<p>No fruit yet.</p>}
    />
  )
}

const bodyRows = () => screen.getAllByRole('row').slice(1)
const ticked = () =>
  bodyRows().flatMap((row, at) => (row.getAttribute('aria-selected') === 'true' ? [fruits[at]?.name] : []))
const box = (name: string) => screen.getByLabelText(`Select ${name}`)

describe('DataTable', () => {
  it('ticks a range with shift and shows the count and the acts', async () => {
    const user = userEvent.setup()
    await renderUi(<Fruits rows={fruits} />)
    await user.click(box('Banana'))
    await user.keyboard('{Shift>}')
    await user.click(box('Date'))
    await user.keyboard('{/Shift}')
    expect(ticked()).toEqual(['Banana', 'Cherry', 'Date'])
    const bar = screen.getByRole('region', { name: 'Selection' })
    expect(within(bar).getByText('3 selected')).toBeTruthy()
    expect(within(bar).getByText('Banana+Cherry+Date')).toBeTruthy()
    await user.click(within(bar).getByRole('button', { name: 'Clear' }))
    expect(ticked()).toEqual([])
    expect(screen.queryByRole('region', { name: 'Selection' })).toBeNull()
  })

  it('moves, ticks and extends by keyboard', async () => {
    const user = userEvent.setup()
    await renderUi(<Fruits rows={fruits} />)
    bodyRows()[0]?.focus()
    await user.keyboard('jj')
    expect(document.activeElement).toBe(bodyRows()[2])
    await user.keyboard('x')
    expect(ticked()).toEqual(['Cherry'])
    await user.keyboard('{Shift>}{ArrowDown}{/Shift}')
    expect(ticked()).toEqual(['Cherry', 'Date'])
    await user.keyboard('k{ArrowUp} ')
    expect(ticked()).toEqual(['Banana', 'Cherry', 'Date'])
    await user.keyboard('{Control>}a{/Control}')
    expect(ticked()).toHaveLength(5)
    await user.keyboard('{Escape}')
    expect(ticked()).toEqual([])
  })

  it('keeps exactly one row in the tab order', async () => {
    await renderUi(<Fruits rows={fruits} />)
    expect(bodyRows().filter((row) => row.tabIndex === 0)).toHaveLength(1)
    bodyRows()[0]?.focus()
    await userEvent.keyboard('{End}')
    expect(bodyRows().map((row) => row.tabIndex)).toEqual([-1, -1, -1, -1, 0])
  })

  it('opens the row with Enter', async () => {
    const { path } = await renderUi(<Fruits rows={fruits} />)
    bodyRows()[0]?.focus()
    await userEvent.keyboard('j{Enter}')
    expect(path()).toBe('/fruit/banana')
  })

  it('ticks all and none with the box in its head', async () => {
    await renderUi(<Fruits rows={fruits} />)
    await userEvent.click(screen.getByLabelText('Select all'))
    expect(ticked()).toHaveLength(5)
    await userEvent.click(screen.getByLabelText('Select all'))
    expect(ticked()).toEqual([])
  })

  it('tells loading from empty', async () => {
    const { unmount } = await renderUi(<Fruits rows={undefined} />)
    expect(screen.queryByText('No fruit yet.')).toBeNull()
    expect(screen.getByRole('grid').getAttribute('aria-busy')).toBe('true')
    unmount()
    await renderUi(<Fruits rows={[]} />)
    expect(screen.getByText('No fruit yet.')).toBeTruthy()
  })
})
