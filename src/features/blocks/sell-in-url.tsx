import { lazy, Suspense } from 'react'
import type { ClientId, ProductId } from '../../core/ids.ts'
import { useUrlQuery } from './use-url-query.ts'

const SellDialog = lazy(() => import('./sell-dialog.tsx').then((it) => ({ default: it.SellDialog })))

/**
 * The dialog "Sell by invoice" while the address asks for it: `?sell=1`, or `?sell=prd_...` for one product. Fetched then:
 * nothing of it is in the first screen.
 */
export function SellInUrl({ clientId }: { readonly clientId?: ClientId }) {
  const url = useUrlQuery()
  const wanted = url.get('sell')
  if (wanted === '') return null
  return (
    <Suspense>
      <SellDialog
        key={wanted}
        start={{
          ...(clientId === undefined ? {} : { clientId }),
          ...(wanted.startsWith('prd_') ? { productId: wanted as ProductId } : {}),
        }}
        onClose={() => url.set({ sell: '' })}
      />
    </Suspense>
  )
}
