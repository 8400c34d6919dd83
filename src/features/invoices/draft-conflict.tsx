import type { Charge, DraftInvoice } from '../../core/model.ts'
import { t } from '../../i18n/translate.ts'
import type { DraftView } from '../../queries/get-invoice.ts'
import { Amount } from '../../ui/amount.tsx'
import { Button } from '../../ui/button.tsx'
import { Section } from '../../ui/section.tsx'
import { Columns, Row, Stack } from '../../ui/stack.tsx'
import { Text } from '../../ui/text.tsx'
import type { DraftPreview } from './draft-preview.ts'
import type { DraftSaving } from './use-draft-saving.ts'

interface Side {
  readonly lines: readonly { readonly description: string; readonly amount: Charge['amount'] | undefined }[]
  readonly total: DraftInvoice['gross'] | undefined
}

/** G-2: the draft was saved elsewhere meanwhile. Both versions stand side by side; nothing is lost unasked. */
export function DraftConflict(props: {
  readonly view: DraftView
  readonly mine: DraftPreview
  readonly saving: DraftSaving
}) {
  const { view, mine, saving } = props
  const { currency } = view.draft
  const theirs: Side = {
    lines: view.charges.map(({ description, amount }) => ({ description, amount })),
    total: view.draft.amountDue,
  }
  const own: Side = {
    lines: mine.read.lines.map(({ fields }, index) => ({
      description: fields.description,
      amount: mine.document?.totals.lines[index]?.amount,
    })),
    total: mine.document?.totals.due,
  }
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
