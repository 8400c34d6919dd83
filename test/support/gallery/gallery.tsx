// Every component with realistic rows, for looking at and for axe. Development only:
// `npx vite`, then /test/support/gallery/gallery.html?part=table|fields|pieces
import '../../../src/ui/base.css'
import { createMemoryHistory, createRootRoute, createRoute, createRouter, RouterProvider } from '@tanstack/react-router'
import { useState } from 'react'
import { createRoot } from 'react-dom/client'
import type { CalendarDate } from '../../../src/core/date.ts'
import type { CurrencyCode, Minor } from '../../../src/core/money.ts'
import { loadLanguage } from '../../../src/i18n/translate.ts'
import { Amount } from '../../../src/ui/amount.tsx'
import { Button, IconButton } from '../../../src/ui/button.tsx'
import { Checkbox, Switch } from '../../../src/ui/checkbox.tsx'
import { Chips, FilterChip, ToggleChip } from '../../../src/ui/chip.tsx'
import { ComboBox } from '../../../src/ui/combo-box.tsx'
import { ConfirmHost, confirmAct } from '../../../src/ui/confirm.tsx'
import { CopyButton } from '../../../src/ui/copy-button.tsx'
import { type Column, DataTable } from '../../../src/ui/data-table.tsx'
import { DateField } from '../../../src/ui/date-field.tsx'
import { DecimalField } from '../../../src/ui/decimal-field.tsx'
import { EmptyState } from '../../../src/ui/empty-state.tsx'
import { Facts } from '../../../src/ui/facts.tsx'
import { FileDrop } from '../../../src/ui/file-drop.tsx'
import { Form } from '../../../src/ui/form.tsx'
import { Menu } from '../../../src/ui/menu.tsx'
import { MoneyField } from '../../../src/ui/money-field.tsx'
import { Notice } from '../../../src/ui/notice.tsx'
import { Page, PageColumns } from '../../../src/ui/page.tsx'
import { Paper } from '../../../src/ui/paper.tsx'
import { ProgressBar } from '../../../src/ui/progress-bar.tsx'
import { arraySource } from '../../../src/ui/row-source.ts'
import { SearchField } from '../../../src/ui/search-field.tsx'
import { Section } from '../../../src/ui/section.tsx'
import { Segmented } from '../../../src/ui/segmented.tsx'
import { SelectField } from '../../../src/ui/select-field.tsx'
import { Columns, Row, Stack } from '../../../src/ui/stack.tsx'
import { StatTile, StatTiles } from '../../../src/ui/stat-tile.tsx'
import { type BadgeShape, type BadgeTone, StateBadge } from '../../../src/ui/state-badge.tsx'
import { Tabs } from '../../../src/ui/tabs.tsx'
import { Text } from '../../../src/ui/text.tsx'
import { TextArea } from '../../../src/ui/text-area.tsx'
import { TextField } from '../../../src/ui/text-field.tsx'
import { Timeline } from '../../../src/ui/timeline.tsx'
import { ToastHost, toast } from '../../../src/ui/toast.tsx'
import { useRowSelection } from '../../../src/ui/use-row-selection.ts'

const eur = 'EUR' as CurrencyCode
const today = '2026-11-22' as CalendarDate

interface Fake {
  readonly id: string
  readonly number: string
  readonly client: string
  readonly issued: string
  readonly due: number
  readonly state: readonly [string, BadgeTone, BadgeShape]
}

const states: Fake['state'][] = [
  ['Draft', 'plain', 'outline'],
  ['Open', 'ink', 'dot'],
  ['14 days late', 'late', 'clock'],
  ['Partly paid', 'ink', 'half'],
  ['Paid', 'good', 'check'],
  ['Void', 'grey', 'struck'],
  ['Uncollectible', 'grey', 'dash'],
]
const clients = [
  'Meyer Studio',
  'Okafor & Sons',
  'Núñez Arquitectos',
  'A client whose name is so long that it cannot possibly fit into its column GmbH & Co. KG',
  'Σοφία Παπαδοπούλου',
]
const fakes: Fake[] = Array.from(
  { length: Number(new URLSearchParams(location.search).get('rows') ?? 30) },
  (_, n) => ({
    id: `inv_${n}`,
    number: `2026-${String(1042 - n).padStart(4, '0')}`,
    client: clients[n % clients.length] ?? '',
    issued: `${1 + (n % 28)} Nov 2026`,
    due: n % 7 === 6 ? -12_500 : 64_000 + n * 12_345,
    state: states[n % states.length] ?? ['Open', 'ink', 'dot'],
  }),
)
const keyOf = (row: Fake) => row.id

const columns: Column<Fake>[] = [
  { id: 'client', head: 'Client', cell: (row) => row.client, card: 'title', width: 'minmax(0, 2fr)', onSort: () => {} },
  {
    id: 'number',
    head: 'Number',
    cell: (row) => row.number,
    card: 'meta',
    width: '110px',
    sorted: 'descending',
    onSort: () => {},
  },
  { id: 'issued', head: 'Issued', cell: (row) => row.issued, width: '110px' },
  {
    id: 'state',
    head: 'State',
    cell: (row) => <StateBadge word={row.state[0]} tone={row.state[1]} shape={row.state[2]} />,
    card: 'state',
    width: '140px',
  },
  {
    id: 'due',
    head: 'Due',
    cell: (row) => <Amount amount={row.due as Minor} currency={eur} />,
    card: 'amount',
    align: 'end',
    width: '130px',
  },
]

function TablePart() {
  const selection = useRowSelection(keyOf)
  const [search, setSearch] = useState('')
  return (
    <Page
      title="Invoices"
      mainAct={
        <Button kind="main" icon="plus">
          New invoice
        </Button>
      }
      acts={<Button>Export</Button>}
    >
      <Row justify="apart">
        <SearchField label="Search invoices" value={search} onChange={setSearch} />
        <Chips label="Filters">
          <ToggleChip label="Late" on count={4} onToggle={() => {}} />
          <ToggleChip label="Open" on={false} onToggle={() => {}} />
          <FilterChip label="Client: Meyer Studio" onRemove={() => {}} />
        </Chips>
      </Row>
      <Section flush>
        <DataTable
          label="Invoices"
          columns={columns}
          source={arraySource(fakes)}
          rowKey={keyOf}
          rowName={(row) => row.number}
          rowTo={(row) => `/invoices/${row.id}`}
          selection={selection}
          bulkSum={
            <Amount amount={selection.rows.reduce((sum, row) => sum + row.due, 0) as Minor} currency={eur} strong />
          }
          bulkActs={<Button kind="main">Send reminders</Button>}
          empty={<EmptyState sentence="No invoices yet." />}
        />
      </Section>
    </Page>
  )
}

function FieldsPart() {
  const [money, setMoney] = useState('1,234.50')
  const [wrong, setWrong] = useState('12 apples')
  const [quantity, setQuantity] = useState('3')
  const [day, setDay] = useState('2026-11-22')
  const [cycle, setCycle] = useState<'a' | 'b' | 'c'>('a')
  const [client, setClient] = useState('')
  return (
    <Page title="New charge" narrow back={{ to: '/charges', label: 'Charges' }}>
      <Notice acts={<Button>Discard them</Button>}>Your unsaved changes are back.</Notice>
      <Notice tone="late">The books are backed up 9 days ago.</Notice>
      <Section>
        <Form
          onSubmit={() => {}}
          errorCount={2}
          submitCount={1}
          foot={
            <>
              <Button>Cancel</Button>
              <Button kind="main" type="submit">
                Add charge
              </Button>
            </>
          }
        >
          <ComboBox
            label="Client"
            value={client}
            valueLabel={client}
            onChange={setClient}
            onCreate={() => {}}
            search={(text) =>
              clients
                .filter((name) => name.toLowerCase().includes(text.toLowerCase()))
                .map((name) => ({ value: name, label: name, help: '2 open' }))
            }
          />
          <TextField label="Description" help="Prints on the invoice." placeholder="Design review" />
          <Columns>
            <DecimalField label="Quantity" unit="hours" value={quantity} onChange={setQuantity} />
            <MoneyField label="Unit price" currency={eur} value={money} onChange={setMoney} />
            <MoneyField
              label="Discount"
              optional
              currency={eur}
              value={wrong}
              onChange={setWrong}
              error="This is not a number. Type it like 1,234.50."
            />
            <DateField label="Day of service" today={today} value={day} onChange={setDay} />
            <SelectField
              label="Tax"
              options={[
                { value: 's', label: 'VAT 19%' },
                { value: 'z', label: 'No tax' },
              ]}
            />
            <TextField label="PO number" optional disabled value="PO-77" />
          </Columns>
          <TextArea label="Notes" optional />
          <Segmented
            label="Cycle"
            value={cycle}
            onChange={setCycle}
            options={[
              { value: 'a', label: 'Monthly' },
              { value: 'b', label: 'Quarterly' },
              { value: 'c', label: 'By hand' },
            ]}
          />
          <Checkbox label="Prices include tax" help="The gross stays exact." defaultChecked />
          <Switch label="Apply credit on finalize" defaultChecked />
          <FileDrop label="Choose a logo or drop it here" help="PNG, JPEG or SVG, up to 2 MB" onFiles={() => {}} />
        </Form>
      </Section>
    </Page>
  )
}

function PiecesPart() {
  return (
    <Page
      title="Invoice 2026-0042"
      badge={<StateBadge word="14 days late" tone="late" shape="clock" />}
      back={{ to: '/invoices', label: 'Invoices' }}
      subtitle={<Text tone="quiet">Meyer Studio</Text>}
      mainAct={<Button kind="main">Record payment</Button>}
      acts={
        <>
          <Button icon="download" onClick={() => toast({ message: 'Charge deleted.', undo: () => {} })}>
            Download
          </Button>
          <Menu
            align="end"
            entries={[
              { label: 'Duplicate', icon: 'copy', onSelect: () => {} },
              { label: 'Write off', icon: 'box', help: '1,190.00 EUR stays unpaid', onSelect: () => {} },
              'separator',
              {
                label: 'Void invoice',
                icon: 'trash',
                danger: true,
                onSelect: () =>
                  void confirmAct({
                    title: 'Void invoice 2026-0042?',
                    text: 'The number stays used. This cannot be undone.',
                    consequences: [
                      'A cancellation document CN-2026-0007 over 1,190.00 EUR is issued today.',
                      '3 charges become open again.',
                    ],
                    confirm: 'Void invoice',
                    danger: true,
                  }),
              },
            ]}
            trigger={(button) => <IconButton {...button} icon="more" kind="quiet" label="More acts" />}
          />
        </>
      }
    >
      <StatTiles>
        <StatTile
          label="Owed to you"
          to="/invoices"
          figures={
            <>
              <Amount size={5} amount={1_248_000 as Minor} currency={eur} />
              <Amount size={4} amount={80_000 as Minor} currency={'USD' as CurrencyCode} />
            </>
          }
          note="from 12 invoices"
        />
        <StatTile
          label="Late"
          figures={<Amount size={5} amount={231_000 as Minor} currency={eur} tone="late" />}
          note="from 3 invoices"
        />
        <StatTile
          label="Ready to bill"
          figures={<Amount size={5} amount={115_000 as Minor} currency={eur} />}
          note="7 charges"
          act={<Button>Bill</Button>}
        />
      </StatTiles>
      <Tabs
        label="Parts"
        current="paper"
        tabs={[
          { id: 'paper', label: 'Paper', to: '/' },
          { id: 'payments', label: 'Payments', to: '/', count: 2 },
          { id: 'events', label: 'Timeline', to: '/' },
        ]}
      />
      <PageColumns
        sideFirst
        main={
          <>
            <Paper>
              <div style={{ padding: 48, minHeight: 420 }}>
                <Stack>
                  <Text size={5}>Invoice</Text>
                  <Text>Kim Lee Studio, 12 Long Street, Utrecht</Text>
                  <Facts
                    facts={[
                      { label: 'Net', value: <Amount amount={100_000 as Minor} currency={eur} /> },
                      { label: 'VAT 19%', value: <Amount amount={19_000 as Minor} currency={eur} /> },
                      { label: 'Total', total: true, value: <Amount amount={119_000 as Minor} currency={eur} /> },
                    ]}
                  />
                </Stack>
              </div>
            </Paper>
            <Section title="Badges">
              <Row>
                {states.map(([word, tone, shape]) => (
                  <StateBadge key={word} word={word} tone={tone} shape={shape} />
                ))}
              </Row>
              <Row>
                <Button kind="main">Finalize & lock</Button>
                <Button>Quiet</Button>
                <Button kind="plain">Plain</Button>
                <Button kind="danger">Delete account</Button>
                <Button kind="dangerQuiet">Void</Button>
                <Button busy>Saving</Button>
                <Button disabled>Off</Button>
                <CopyButton text="RF18" what="payment reference" />
              </Row>
              <ProgressBar label="Reading 1,200 of 4,000 rows" part={0.3} onStop={() => {}} />
            </Section>
            <Section flush title="Nothing here">
              <EmptyState
                sentence="No payments yet. Record one when the money has arrived."
                act={<Button kind="main">Record payment</Button>}
              />
            </Section>
          </>
        }
        side={
          <>
            <Section>
              <Amount amount={119_000 as Minor} currency={eur} size={5} />
              <Text tone="late">due 8 November 2026, 14 days ago</Text>
            </Section>
            <Section title="Facts">
              <Facts
                start
                facts={[
                  { label: 'Issued', value: '25 Oct 2026' },
                  { label: 'Reference', value: 'RF18 5390 0754 7034' },
                  { label: 'PO', value: 'PO-7788' },
                ]}
              />
            </Section>
            <Section title="Timeline">
              <Timeline
                events={[
                  { id: '3', sentence: 'Sent to meyer@example.com', when: '26 Oct 2026, 09:12' },
                  { id: '2', sentence: 'Finalized with number 2026-0042', when: '25 Oct 2026, 17:40', tone: 'done' },
                  { id: '1', sentence: 'Drafted from 3 charges', when: '25 Oct 2026, 17:31' },
                ]}
              />
            </Section>
          </>
        }
      />
    </Page>
  )
}

const parts = { table: TablePart, fields: FieldsPart, pieces: PiecesPart }
const part = new URLSearchParams(location.search).get('part') as keyof typeof parts
const Part = parts[part] ?? PiecesPart

const root = createRootRoute({
  component: () => (
    <main>
      <Part />
      <ToastHost />
      <ConfirmHost />
    </main>
  ),
})
const router = createRouter({
  routeTree: root.addChildren([createRoute({ getParentRoute: () => root, path: '$' })]),
  history: createMemoryHistory({ initialEntries: ['/x'] }),
})

void loadLanguage('en').then(() => {
  createRoot(document.getElementById('root') as HTMLElement).render(<RouterProvider router={router as never} />)
})
