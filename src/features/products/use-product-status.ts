import { changeProductStatus } from '../../commands/change-product-status.ts'
import type { Product } from '../../core/model.ts'
import { problemText } from '../../i18n/problem-text.ts'
import { t } from '../../i18n/translate.ts'
import { toast } from '../../ui/toast.tsx'
import { useRuntime } from '../runtime.tsx'

/** Takes an entry out of the catalogue or puts it back, each with its undo. */
export function useProductStatus() {
  const { run, settings } = useRuntime()
  const change = async (product: Product, state: Product['state']): Promise<boolean> => {
    const changed = await run(changeProductStatus, { id: product.id, state })
    if (!changed.ok) toast({ message: problemText(changed.problem, settings.locale), tone: 'bad' })
    return changed.ok
  }
  return async (product: Product, state: Product['state']) => {
    if (!(await change(product, state))) return
    toast({
      message: t(state === 'archived' ? 'charges.product-archived' : 'charges.product-restored', {
        name: product.name,
      }),
      undo: async () => {
        await change(product, product.state)
      },
    })
  }
}
