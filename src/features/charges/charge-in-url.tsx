import { useRef } from 'react'
import type { ChargeId, ClientId } from '../../core/ids.ts'
import type { Charge } from '../../core/model.ts'
import { t } from '../../i18n/translate.ts'
import { getCharge } from '../../queries/list-charges.ts'
import { ButtonLink } from '../../ui/button.tsx'
import { Dialog } from '../../ui/dialog.tsx'
import { Text } from '../../ui/text.tsx'
import { ChargeDialog } from '../blocks/charge-dialog.tsx'
import { useRows } from '../blocks/use-rows.ts'
import { useUrlQuery } from '../blocks/use-url-query.ts'

const whyNotOpen = {
  open: 'charges.gone',
  drafted: 'charges.on-draft',
  invoiced: 'charges.on-invoice',
  waived: 'charges.was-deleted',
} as const

/** The dialog that the address asks for: `?new=1[&client=ID]` a new charge, `?edit=ID` an existing one. */
export function ChargeInUrl() {
  const url = useUrlQuery()
  const editId = url.get('edit') as ChargeId | ''
  const clientId = url.get('client') as ClientId | ''
  const found = useRows(
    async (books) => (editId === '' ? undefined : { id: editId, charge: await getCharge(books, editId) }),
    [editId],
  )
  // A dialog that was opened on an open charge stays, whatever another tab does to the charge: what is typed in it is
  // not taken away, and saving says what happened.
  const opened = useRef<Charge>(undefined)
  const close = () => {
    opened.current = undefined
    url.set({ new: '', edit: '' })
  }

  if (editId === '') {
    if (url.get('new') === '') return null
    return <ChargeDialog key="new" {...(clientId !== '' && { clientId })} onClose={close} />
  }
  if (found === undefined || found.id !== editId) return null
  const { charge } = found
  if (charge?.state === 'open' && opened.current?.id !== editId) opened.current = charge
  if (opened.current?.id === editId) return <ChargeDialog key={editId} charge={opened.current} onClose={close} />
  // On a draft, invoiced or deleted meanwhile: say so, with the way to where it is now.
  return (
    <Dialog
      open
      title={charge?.description ?? t('charges.edit')}
      onClose={close}
      foot={
        charge?.invoiceId !== undefined && (
          <ButtonLink kind="main" to={`/invoices/${charge.invoiceId}`}>
            {t(charge.state === 'drafted' ? 'charges.to-draft' : 'charges.to-invoice')}
          </ButtonLink>
        )
      }
    >
      <Text>{t(charge === null ? 'charges.gone' : whyNotOpen[charge.state])}</Text>
    </Dialog>
  )
}
