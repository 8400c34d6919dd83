import { useMemo } from 'react'
import type { ProductId } from '../../core/ids.ts'
import type { Product } from '../../core/model.ts'
import { formatPrice } from '../../i18n/format-money.ts'
import { t } from '../../i18n/translate.ts'
import { listTaxRates } from '../../queries/get-settings.ts'
import {
  findProducts,
  getProduct,
  listProducts,
  type ProductCursor,
  type ProductFilter,
} from '../../queries/list-products.ts'
import { Button } from '../../ui/button.tsx'
import { Chips, ToggleChip } from '../../ui/chip.tsx'
import { type Column, DataTable } from '../../ui/data-table.tsx'
import { EmptyState } from '../../ui/empty-state.tsx'
import { Page } from '../../ui/page.tsx'
import { arraySource } from '../../ui/row-source.ts'
import { SearchField } from '../../ui/search-field.tsx'
import { useShortcut } from '../../ui/shortcuts.ts'
import { Row, Stack } from '../../ui/stack.tsx'
import { Text } from '../../ui/text.tsx'
import { SellInUrl } from '../blocks/sell-in-url.tsx'
import { usePagedRows } from '../blocks/use-paged-rows.ts'
import { useRows } from '../blocks/use-rows.ts'
import { useTypedFilter } from '../blocks/use-typed-filter.ts'
import { useUrlQuery } from '../blocks/use-url-query.ts'
import { useRuntime } from '../runtime.tsx'
import { ProductDialog } from './product-dialog.tsx'
import { saleText } from './sale-text.ts'

/** The catalogue: what is sold again and again, with its price, unit and taxes. */
export function ProductListScreen() {
  const { settings } = useRuntime()
  const url = useUrlQuery()
  const [typed, setTyped] = useTypedFilter('q')
  const text = typed.trim()
  const state: ProductFilter = url.get('show') === 'archived' ? 'archived' : 'active'
  const paged = usePagedRows<Product, ProductCursor>(`products ${state}`, (books, after, limit) =>
    listProducts(books, state, after, limit),
  )
  const found = useRows(
    async (books) => (text === '' ? undefined : await findProducts(books, state, text)),
    [state, text],
  )
  const source = useMemo(() => (text === '' ? paged : arraySource(found)), [text, paged, found])
  const taxes = useRows((books) => listTaxRates(books, { archived: true }), [])
  const columns = useMemo(() => {
    const taxName = new Map(taxes?.map((tax) => [tax.id, tax.name]))
    return productColumns(settings.locale, ({ taxIds }) => taxIds.map((id) => taxName.get(id) ?? '').join(', '))
  }, [settings.locale, taxes])
  const openNew = () => url.set({ new: '1', edit: '' }, 'push')
  useShortcut('n n', t('charges.new-product'), openNew)

  return (
    <Page
      title={t('app.products')}
      loading={source.loading}
      mainAct={
        <Button kind="main" icon="plus" onClick={openNew}>
          {t('charges.new-product')}
        </Button>
      }
    >
      <Stack gap={3}>
        <Row justify="apart" gap={3}>
          <SearchField label={t('charges.search-products')} keys="f" value={typed} onChange={setTyped} />
          <Chips label={t('charges.filter-products')}>
            <ToggleChip
              label={t('clients.filter-archived')}
              on={state === 'archived'}
              onToggle={() => url.set({ show: state === 'archived' ? '' : 'archived' })}
            />
          </Chips>
        </Row>
        <DataTable
          label={t('app.products')}
          columns={columns}
          source={source}
          rowKey={keyOf}
          rowName={({ name }) => name}
          onOpen={(product) => url.set({ edit: product.id, new: '' }, 'push')}
          empty={<NoProducts text={text} state={state} onNew={openNew} onShowAll={() => setTyped('')} />}
        />
      </Stack>
      <ProductInUrl />
      <SellInUrl />
    </Page>
  )
}

const keyOf = ({ id }: Product) => id

/** The dialog that the address asks for: `?new=1` or `?edit=ID`. */
function ProductInUrl() {
  const url = useUrlQuery()
  const editId = url.get('edit') as ProductId | ''
  const found = useRows(
    async (books) => (editId === '' ? undefined : { id: editId, product: await getProduct(books, editId) }),
    [editId],
  )
  const close = () => url.set({ new: '', edit: '' })
  const sell = (id: ProductId) => url.set({ new: '', edit: '', sell: id }, 'push')
  if (editId === '') return url.get('new') === '' ? null : <ProductDialog key="new" onClose={close} />
  if (found === undefined || found.id !== editId || found.product === null) return null
  return <ProductDialog key={editId} product={found.product} onClose={close} onSell={sell} />
}

function NoProducts(props: {
  readonly text: string
  readonly state: ProductFilter
  readonly onNew: () => void
  readonly onShowAll: () => void
}) {
  if (props.text !== '') {
    return (
      <EmptyState
        sentence={t('charges.no-product-found', { text: props.text })}
        act={<Button onClick={props.onShowAll}>{t('charges.show-all-products')}</Button>}
      />
    )
  }
  if (props.state === 'archived') return <EmptyState sentence={t('charges.empty-archived-products')} />
  return (
    <EmptyState
      sentence={t('charges.empty-products')}
      act={
        <Button kind="main" icon="plus" onClick={props.onNew}>
          {t('charges.new-product')}
        </Button>
      }
    />
  )
}

function productColumns(locale: string, taxNames: (product: Product) => string): Column<Product>[] {
  return [
    {
      id: 'name',
      head: t('charges.product-name'),
      width: 'minmax(0, 2.2fr)',
      card: 'title',
      cell: (product) => (
        <>
          <Text as="div" oneLine>
            {product.name}
          </Text>
          {product.description !== undefined && (
            <Text as="div" size={1} tone="quiet" oneLine>
              {product.description}
            </Text>
          )}
        </>
      ),
    },
    { id: 'sku', head: t('charges.sku'), width: '120px', cell: ({ sku }) => sku ?? '' },
    { id: 'tax', head: t('charges.tax'), card: 'meta', cell: taxNames },
    {
      id: 'sold',
      head: t('selling.how-sold'),
      card: 'meta',
      width: 'minmax(0, 1.2fr)',
      cell: ({ sale }) => saleText(sale, locale),
    },
    { id: 'unit', head: t('charges.unit'), width: '110px', card: 'meta', cell: ({ unit }) => unit ?? '' },
    {
      id: 'price',
      head: t('charges.price'),
      width: '160px',
      align: 'end',
      card: 'amount',
      cell: ({ unitPrice, currency }) => (
        <>
          <strong>{formatPrice(unitPrice, currency, locale)}</strong>{' '}
          <Text as="span" size={1} tone="quiet">
            {currency}
          </Text>
        </>
      ),
    },
  ]
}
