import { useMemo } from 'react'
import type { CreditEntry } from '../../core/model.ts'
import type { CurrencyCode } from '../../core/money.ts'
import { formatDate } from '../../i18n/format-date.ts'
import { t } from '../../i18n/translate.ts'
import type { CreditPot } from '../../queries/get-client-credit.ts'
import { Amount } from '../../ui/amount.tsx'
import { type Column, DataTable } from '../../ui/data-table.tsx'
import { Link } from '../../ui/link.tsx'
import { useLocale } from '../../ui/locale.tsx'
import { arraySource } from '../../ui/row-source.ts'

type Line = CreditPot['lines'][number]

const keyOf = ({ id }: Line) => id

/** A credit by where it came from and when: "Overpayment of 2 Mar 2026". */
export function creditName({ origin, receivedOn }: CreditEntry, locale: string): string {
  return t('balance.credit-of', { origin: t(`balance.origin-${origin}`), date: formatDate(receivedOn, locale) })
}

/** The ledger of one pot of credit, the latest line first, each with what there was after it. */
export function CreditLines(props: {
  readonly lines: readonly Line[]
  readonly currency: CurrencyCode
  readonly label: string
}) {
  const { lines, currency, label } = props
  const locale = useLocale()
  const source = useMemo(() => arraySource(lines), [lines])
  const columns: Column<Line>[] = useMemo(
    () => [
      { id: 'on', head: t('balance.day'), width: '120px', card: 'meta', cell: ({ on }) => formatDate(on, locale) },
      {
        id: 'what',
        head: t('balance.what'),
        width: 'minmax(0, 2fr)',
        card: 'title',
        wrap: true,
        cell: (line) => <What line={line} />,
      },
      {
        id: 'amount',
        head: t('balance.amount'),
        align: 'end',
        width: '130px',
        card: 'amount',
        cell: ({ amount }) => <Amount amount={amount} currency={currency} />,
      },
      {
        id: 'balance',
        head: t('balance.balance'),
        align: 'end',
        width: '130px',
        card: 'meta',
        cell: ({ balance }) => <Amount amount={balance} currency={currency} />,
      },
    ],
    [locale, currency],
  )
  return (
    <DataTable
      label={label}
      columns={columns}
      source={source}
      rowKey={keyOf}
      rowName={(line) => `${wordOf(line)} ${formatDate(line.on, locale)}`}
      onSurface
      empty={null}
    />
  )
}

function wordOf({ kind, number = '' }: Line): string {
  switch (kind) {
    case 'used':
      return t('balance.line-used', { number })
    case 'returned':
      return t('balance.line-returned', { number })
    case 'refund':
    case 'refund-undone':
    case 'expired':
    case 'reversed':
      return t(`balance.line-${kind}`)
    default:
      return t(`balance.origin-${kind}`)
  }
}

/** What happened, with the way to where it can be seen. */
function What({ line }: { readonly line: Line }) {
  const { kind, credit, invoiceId } = line
  const word = wordOf(line)
  const came = kind === credit.origin
  const to =
    invoiceId !== undefined
      ? `/invoices/${invoiceId}`
      : credit.creditNoteId !== undefined && came
        ? `/invoices/${credit.creditNoteId}`
        : credit.paymentId !== undefined
          ? `/payments/${credit.paymentId}`
          : undefined
  return (
    <>
      {to === undefined ? word : <Link to={to}>{word}</Link>}
      {came && credit.reason !== undefined && `: ${credit.reason}`}
    </>
  )
}
