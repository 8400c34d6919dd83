import { useRef, useState } from 'react'
import { setPoNumber } from '../../commands/set-po-number.ts'
import type { BillingGroup } from '../../core/contract/billing-group.ts'
import type { InvoiceId } from '../../core/ids.ts'
import type { Client } from '../../core/model.ts'
import { formatMoney } from '../../i18n/format-money.ts'
import { problemText } from '../../i18n/problem-text.ts'
import { t } from '../../i18n/translate.ts'
import { listUnpaidPo, type UnpaidPo } from '../../queries/list-unpaid-po.ts'
import { Checkbox } from '../../ui/checkbox.tsx'
import { Stack } from '../../ui/stack.tsx'
import { Text } from '../../ui/text.tsx'
import { TextField } from '../../ui/text-field.tsx'
import { toast } from '../../ui/toast.tsx'
import { FormDialog } from '../blocks/form-dialog.tsx'
import { useRows } from '../blocks/use-rows.ts'
import { useRuntime } from '../runtime.tsx'

/**
 * The PO number of a client or of one billing group, and which unpaid invoices get it too: each is listed with what it
 * has now and can be left out; paid and void ones never change (T-12).
 */
export function PoDialog(props: {
  readonly client: Client
  readonly group?: BillingGroup
  readonly onClose: () => void
}) {
  const { client, group, onClose } = props
  const { run, settings, newKey } = useRuntime()
  const key = useRef(newKey())
  const before = (group ?? client).poNumber ?? ''
  const [text, setText] = useState(before)
  const [unpaidToo, setUnpaidToo] = useState(false)
  const [picked, setPicked] = useState<ReadonlyMap<InvoiceId, boolean>>(new Map())
  const [busy, setBusy] = useState(false)
  const [problem, setProblem] = useState<string>()
  const rows = useRows((books) => listUnpaidPo(books, client.id, group?.id), [client.id, group?.id])
  const poNumber = text.trim()
  const isTicked = (row: UnpaidPo) =>
    row.poNumber !== poNumber && (picked.get(row.id) ?? (row.ownGroup === undefined || row.poNumber === undefined))
  const ticked = unpaidToo && poNumber !== '' ? (rows ?? []).filter(isTicked) : []

  const save = async () => {
    setBusy(true)
    setProblem(undefined)
    const input = {
      clientId: client.id,
      ...(group !== undefined && { billingGroupId: group.id }),
      poNumber,
      applyTo: ticked.map(({ id }) => id),
    }
    const saved = await run(setPoNumber, input, key.current)
    key.current = newKey()
    setBusy(false)
    if (!saved.ok) {
      setProblem(problemText(saved.problem, settings.locale))
      return
    }
    const { applied, left } = saved.value
    toast({
      message: [
        t(poNumber === '' ? 'clients.po-removed' : 'clients.po-set', { poNumber }),
        ...(applied > 0 ? [t('clients.po-applied', { count: applied })] : []),
        ...(left > 0 ? [t('clients.po-left', { count: left })] : []),
      ].join(' '),
    })
    onClose()
  }
  return (
    <FormDialog
      title={t('clients.po-title', { name: group?.name ?? client.name })}
      act={t('clients.po-save')}
      onAct={save}
      onClose={onClose}
      problem={problem}
      busy={busy}
    >
      <Stack gap={3}>
        <TextField
          label={t('clients.po-number')}
          help={t(group === undefined ? 'clients.po-help' : 'clients.po-help-group')}
          autoComplete="off"
          maxLength={60}
          value={text}
          onChange={(event) => setText(event.target.value)}
        />
        {rows !== undefined && rows.length > 0 && (
          <Checkbox
            label={t('clients.po-unpaid-too')}
            help={t('clients.po-unpaid-too-help')}
            checked={unpaidToo && poNumber !== ''}
            disabled={poNumber === ''}
            onChange={(event) => setUnpaidToo(event.target.checked)}
          />
        )}
        {rows?.length === 0 && <Text tone="quiet">{t('clients.po-no-unpaid')}</Text>}
        {unpaidToo && poNumber !== '' && rows !== undefined && rows.length > 0 && (
          <fieldset style={{ border: 0, margin: 0, padding: 0, minWidth: 0 }}>
            <legend style={{ padding: 0, marginBottom: 'var(--space-2)' }}>
              {t('clients.po-which', { count: ticked.length })}
            </legend>
            <Stack gap={2}>
              {rows.map((row) => (
                <Checkbox
                  key={row.id}
                  label={t('clients.po-row', {
                    number: row.number ?? t('clients.draft'),
                    amount: formatMoney(row.due, row.currency, settings.locale),
                  })}
                  help={nowOf(row, poNumber)}
                  checked={isTicked(row)}
                  disabled={row.poNumber === poNumber}
                  onChange={(event) => setPicked(new Map(picked).set(row.id, event.target.checked))}
                />
              ))}
            </Stack>
          </fieldset>
        )}
      </Stack>
    </FormDialog>
  )
}

/** Which PO number an invoice has now, and why it is not ticked by itself. */
function nowOf({ poNumber, ownGroup }: UnpaidPo, wanted: string): string {
  if (poNumber === undefined) return t('clients.po-row-none')
  if (poNumber === wanted) return t('clients.po-row-same')
  return ownGroup === undefined
    ? t('clients.po-row-now', { poNumber })
    : t('clients.po-row-group', { poNumber, group: ownGroup })
}
