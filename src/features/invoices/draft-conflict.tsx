import type { Charge, DraftInvoice } from '../../core/model.ts'
import { t } from '../../i18n/translate.ts'
import type { DraftView } from '../../queries/get-invoice.ts'
import { Amount } from '../../ui/amount.tsx'
import { Button } from '../../ui/button.tsx'
import { Facts } from '../../ui/facts.tsx'
import { Section } from '../../ui/section.tsx'
import { Columns, Row, Stack } from '../../ui/stack.tsx'
import { Text } from '../../ui/text.tsx'
import { ownFieldsInWords } from '../blocks/own-fields.ts'
import { useRuntime } from '../runtime.tsx'
import { type DraftValues, valuesOf } from './draft-form.ts'
import type { DraftPreview } from './draft-preview.ts'
import type { DraftSaving } from './use-draft-saving.ts'

/** What stands around the lines and may differ, with its name on screen. */
const headNames = [
  ['poNumber', 'invoices.po-number'],
  ['termsDays', 'invoices.terms-days'],
  ['firstDay', 'invoices.period-first-day'],
  ['lastDay', 'invoices.period-last-day'],
  ['prepaid', 'invoices.prepaid'],
  ['rate', 'invoices.exchange-rate'],
  ['intro', 'invoices.intro'],
  ['notes', 'invoices.notes'],
  ['internalNotes', 'invoices.internal-notes'],
] as const

interface Side {
  readonly lines: readonly { readonly description: string; readonly amount: Charge['amount'] | undefined }[]
  readonly total: DraftInvoice['gross'] | undefined
  readonly values: DraftValues
}

/** G-2: the draft was saved elsewhere meanwhile. Both versions stand side by side; nothing is lost unasked. */
export function DraftConflict(props: {
  readonly view: DraftView
  readonly mine: DraftPreview
  readonly values: DraftValues
  readonly saving: DraftSaving
}) {
  const { settings } = useRuntime()
  const { view, mine, saving, values } = props
  const { currency } = view.draft
  const theirs: Side = {
    lines: view.charges.map(({ description, amount }) => ({ description, amount })),
    total: view.draft.amountDue,
    values: valuesOf(view.draft, view.charges, settings.locale, view.fields),
  }
  const own: Side = {
    lines: mine.read.lines.map(({ fields }, index) => ({
      description: fields.description,
      amount: mine.document?.totals.lines[index]?.amount,
    })),
    total: mine.document?.totals.due,
    values,
  }
  const differing = headNames.filter(([name]) => own.values[name] !== theirs.values[name])
  const ownIn = (side: Side) => ownFieldsInWords(view.fields, side.values.ownFields)
  const addressDiffers = own.values.addressId !== theirs.values.addressId
  const addressIn = (side: Side) =>
    view.client.addresses.find(({ id }) => id === (side.values.addressId || view.client.defaultAddressId))?.line1 ?? '–'
  const draw = (title: string, side: Side, act: React.ReactNode) => (
    <Stack gap={2}>
      <Text strong>{title}</Text>
      {side.lines.map((line, index) => (
        // biome-ignore lint/suspicious/noArrayIndexKey: two lines may say the same
        <Row key={index} justify="apart" keep>
          <Text oneLine>{line.description}</Text>
          {line.amount !== undefined && <Amount bare amount={line.amount} currency={currency} />}
        </Row>
      ))}
      {side.total !== undefined && (
        <Row justify="apart">
          <Text strong>{t('invoices.total-due')}</Text>
          <Amount strong amount={side.total} currency={currency} />
        </Row>
      )}
      <Facts
        start
        facts={[
          ...differing.map(([name, label]) => ({ label: t(label), value: side.values[name] || '–' })),
          ...(ownIn(own) === ownIn(theirs) ? [] : [{ label: t('fields.title'), value: ownIn(side) || '–' }]),
          ...(addressDiffers ? [{ label: t('invoices.billing-address'), value: addressIn(side) }] : []),
        ]}
      />
      <div>{act}</div>
    </Stack>
  )
  return (
    <div role="alert">
      <Section title={t('invoices.conflict-title')} help={t('invoices.conflict-help')}>
        <Columns gap={5}>
          {draw(
            t('invoices.conflict-mine'),
            own,
            <Button onClick={() => void saving.keepMine()}>{t('invoices.conflict-keep-mine')}</Button>,
          )}
          {draw(
            t('invoices.conflict-theirs'),
            theirs,
            <Button onClick={saving.takeTheirs}>{t('invoices.conflict-take-theirs')}</Button>,
          )}
        </Columns>
      </Section>
    </div>
  )
}
