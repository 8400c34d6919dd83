import { useState } from 'react'
import type { Charge } from '../../core/model.ts'
import { sumMinor } from '../../core/money.ts'
import { formatDate } from '../../i18n/format-date.ts'
import { t } from '../../i18n/translate.ts'
import { Amount } from '../../ui/amount.tsx'
import { Button } from '../../ui/button.tsx'
import { Checkbox } from '../../ui/checkbox.tsx'
import { Dialog } from '../../ui/dialog.tsx'
import { useLocale } from '../../ui/locale.tsx'
import { Row, Stack } from '../../ui/stack.tsx'
import { Text } from '../../ui/text.tsx'

/** Open charges of the client to put on this draft too. */
export function TakeOnDialog(props: {
  readonly charges: readonly Charge[]
  readonly onTake: (charges: readonly Charge[]) => void
  readonly onClose: () => void
}) {
  const locale = useLocale()
  const [chosen, setChosen] = useState<ReadonlySet<string>>(new Set(props.charges.map(({ id }) => id)))
  const ticked = props.charges.filter(({ id }) => chosen.has(id))
  const currency = props.charges[0]?.currency
  return (
    <Dialog
      open
      title={t('invoices.take-on-title')}
      onClose={props.onClose}
      foot={
        <>
          <Button onClick={props.onClose}>{t('ui.cancel')}</Button>
          <Button kind="main" disabled={ticked.length === 0} onClick={() => props.onTake(ticked)}>
            {t('invoices.take-on', { count: ticked.length })}
          </Button>
        </>
      }
    >
      <Stack gap={2}>
        {props.charges.map((charge) => (
          <Row key={charge.id} justify="apart" keep align="top">
            <Checkbox
              label={charge.description}
              help={formatDate(charge.servedOn, locale)}
              checked={chosen.has(charge.id)}
              onChange={(event) => {
                const next = new Set(chosen)
                if (event.target.checked) next.add(charge.id)
                else next.delete(charge.id)
                setChosen(next)
              }}
            />
            <Amount amount={charge.amount} currency={charge.currency} />
          </Row>
        ))}
        {currency !== undefined && (
          <Row justify="apart">
            <Text strong>{t('invoices.chosen-sum')}</Text>
            <Amount strong amount={sumMinor(ticked.map(({ amount }) => amount))} currency={currency} />
          </Row>
        )}
      </Stack>
    </Dialog>
  )
}
