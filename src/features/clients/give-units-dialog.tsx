import { useState } from 'react'
import { type GiveUnits, giveUnits } from '../../commands/give-units.ts'
import { isNegative, isZero } from '../../core/decimal.ts'
import type { ProductId } from '../../core/ids.ts'
import type { Client, Product } from '../../core/model.ts'
import { expiryOf } from '../../core/selling/draw-units.ts'
import { formatDecimal } from '../../i18n/format-money.ts'
import { parseNumber } from '../../i18n/parse-amount.ts'
import { knownDate } from '../../i18n/parse-date.ts'
import { problemText } from '../../i18n/problem-text.ts'
import { t } from '../../i18n/translate.ts'
import { listPacks } from '../../queries/list-prepaid.ts'
import { amountProblemText } from '../../ui/amount-problem-text.ts'
import { Button } from '../../ui/button.tsx'
import { DateField } from '../../ui/date-field.tsx'
import { DecimalField } from '../../ui/decimal-field.tsx'
import { Dialog } from '../../ui/dialog.tsx'
import { useUnsavedWork } from '../../ui/dirty-forms.ts'
import { Segmented } from '../../ui/segmented.tsx'
import { SelectField } from '../../ui/select-field.tsx'
import { Columns, Stack } from '../../ui/stack.tsx'
import { Text } from '../../ui/text.tsx'
import { TextField } from '../../ui/text-field.tsx'
import { toast } from '../../ui/toast.tsx'
import { FormDialog } from '../blocks/form-dialog.tsx'
import { MakePack } from '../blocks/make-pack.tsx'
import { useRows } from '../blocks/use-rows.ts'
import { useRuntime } from '../runtime.tsx'
import { useUnitActs } from './use-unit-acts.ts'

/** Gives units without an invoice: a present, or what the client had left in another system. */
export function GiveUnitsDialog({ client, onClose }: { readonly client: Client; readonly onClose: () => void }) {
  const packs = useRows((books) => listPacks(books), [])
  if (packs === undefined) return null
  if (packs.length === 0) {
    // Once it is made, its units can be given: the packs are read anew.
    return (
      <Dialog
        open
        firm
        wide
        title={t('units.give-title', { clientName: client.name })}
        onClose={onClose}
        foot={<Button onClick={onClose}>{t('ui.cancel')}</Button>}
      >
        <MakePack packsOnly onMade={() => undefined} />
      </Dialog>
    )
  }
  return <GiveUnitsForm client={client} packs={packs} onClose={onClose} />
}

interface FormProps {
  readonly client: Client
  readonly packs: readonly Product[]
  readonly onClose: () => void
}

function GiveUnitsForm({ client, packs, onClose }: FormProps) {
  const { run, settings, today, newKey } = useRuntime()
  const { locale } = settings
  const acts = useUnitActs()
  const [key] = useState(newKey)
  const [productId, setProductId] = useState<ProductId | undefined>(packs[0]?.id)
  const [text, setText] = useState('')
  const [origin, setOrigin] = useState<GiveUnits['origin']>('gift')
  // Absent: what the product says.
  const [expires, setExpires] = useState<string>()
  const [note, setNote] = useState('')
  const [tried, setTried] = useState(0)
  const [problem, setProblem] = useState<string>()
  useUnsavedWork(text !== '' || note !== '')

  const product = packs.find(({ id }) => id === productId)
  const proposed = product?.sale?.kind === 'pack' ? (expiryOf(product.sale, today()) ?? '') : ''
  const shownExpiry = expires ?? proposed
  const expiresOn = shownExpiry === '' ? undefined : knownDate(shownExpiry)
  const units = parseNumber(text, locale, { places: 6 })
  const positive = units.ok && !isNegative(units.value) && !isZero(units.value)
  const errors = {
    units: positive ? undefined : units.ok ? t('units.not-positive') : amountProblemText(units.problem, locale),
    expires:
      shownExpiry === ''
        ? undefined
        : expiresOn === undefined
          ? t('units.day-unknown')
          : expiresOn <= today()
            ? t('units.expires-late')
            : undefined,
  }

  const submit = async () => {
    setTried(tried + 1)
    if (!positive || productId === undefined || errors.expires !== undefined) return
    const given = await run(
      giveUnits,
      {
        clientId: client.id,
        productId,
        units: units.value,
        origin,
        ...(expiresOn === undefined ? {} : { expiresOn }),
        ...(note.trim() === '' ? {} : { note: note.trim() }),
      },
      key,
    )
    if (!given.ok) {
      setProblem(problemText(given.problem, locale))
      return
    }
    const { id } = given.value
    toast({
      message: t('units.given-toast', {
        clientName: client.name,
        units: formatDecimal(units.value, locale),
        product: product?.name ?? '',
      }),
      undo: () => void acts.takeBack(id, 1),
    })
    onClose()
  }

  return (
    <FormDialog
      title={t('units.give-title', { clientName: client.name })}
      act={t('units.give-act')}
      onAct={submit}
      onClose={onClose}
      problem={problem}
      errorCount={Object.values(errors).filter((error) => error !== undefined).length}
      submitCount={tried}
    >
      <Stack gap={4}>
        <Text tone="quiet">{t('units.give-help')}</Text>
        <Segmented
          label={t('units.origin')}
          value={origin}
          options={[
            { value: 'gift', label: t('units.origin-gift') },
            { value: 'import', label: t('units.origin-import') },
          ]}
          onChange={(value) => setOrigin(value)}
        />
        <Columns>
          <SelectField
            label={t('units.product')}
            value={productId ?? ''}
            options={packs.map(({ id, name }) => ({ value: id, label: name }))}
            onChange={(event) => setProductId(event.target.value as ProductId)}
          />
          <DecimalField
            label={t('units.number')}
            places={6}
            value={text}
            onChange={setText}
            {...(product?.unit !== undefined && { unit: product.unit })}
            {...(tried > 0 && errors.units !== undefined && { error: errors.units })}
          />
        </Columns>
        <DateField
          label={t('units.expires-on')}
          help={t('units.expires-help')}
          optional
          today={today()}
          value={shownExpiry}
          onChange={setExpires}
          {...(errors.expires !== undefined && { error: errors.expires })}
        />
        <TextField
          label={t('units.note')}
          optional
          maxLength={1000}
          value={note}
          onChange={(event) => setNote(event.target.value)}
        />
      </Stack>
    </FormDialog>
  )
}
