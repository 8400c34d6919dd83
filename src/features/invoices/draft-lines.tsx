import { useMemo, useRef, useState } from 'react'
import { type UseFormReturn, useFieldArray } from 'react-hook-form'
import type { ProductId, TaxRateId } from '../../core/ids.ts'
import type { Minor } from '../../core/money.ts'
import { formatPrice } from '../../i18n/format-money.ts'
import { t } from '../../i18n/translate.ts'
import type { DraftView } from '../../queries/get-invoice.ts'
import { findChargeable, getProduct } from '../../queries/list-products.ts'
import { Button } from '../../ui/button.tsx'
import { ComboBox } from '../../ui/combo-box.tsx'
import { Section } from '../../ui/section.tsx'
import { toast } from '../../ui/toast.tsx'
import { useRuntime } from '../runtime.tsx'
import { type DraftValues, emptyLine, isEmptyLine, type LineValues, lineOf, type WrongFields } from './draft-form.ts'
import { DraftLineItem, type LineActs } from './draft-line-item.tsx'
import styles from './draft-lines.module.css'
import { TakeOnDialog } from './take-on-dialog.tsx'

export interface DraftLinesProps {
  readonly view: DraftView
  readonly form: UseFormReturn<DraftValues>
  readonly wrong: WrongFields
  /** What each line comes to, by its place; missing while it cannot be read. */
  readonly amountAt: ReadonlyMap<number, Minor>
  /** How the amount of a contract's line came to be, in words. */
  readonly ratingAt: ReadonlyMap<number, string>
  /** The charges that stand in the form now: the others can be taken on. */
  readonly chargeIds: readonly string[]
  readonly saveNow: () => Promise<boolean>
}

/** The lines of a draft: typed, moved by hand or by keyboard, taken from the catalogue or from open charges. */
export function DraftLines(props: DraftLinesProps) {
  const { view, form, wrong, amountAt, ratingAt, saveNow } = props
  const { books, settings, today } = useRuntime()
  const { draft, client, openCharges } = view
  const lines = useFieldArray({ control: form.control, name: 'lines' })
  const list = useRef<HTMLDivElement>(null)
  const [moving, setMoving] = useState<number>()
  const [over, setOver] = useState<number>()
  const [takingOn, setTakingOn] = useState(false)
  const [announced, setAnnounced] = useState('')
  const place = { locale: settings.locale, currency: draft.currency }

  const focusDescription = (index: number) => {
    requestAnimationFrame(() => {
      list.current?.querySelector<HTMLElement>(`[data-line="${index}"] textarea`)?.focus()
    })
  }
  const addLine = (line: LineValues, at = form.getValues('lines').length) => {
    lines.insert(at, line, { shouldFocus: false })
    focusDescription(at)
  }
  const addEmpty = (after?: number) => {
    const last = form.getValues('lines').at(-1)
    const taxIds = (last?.taxIds as TaxRateId[] | undefined) ?? client.taxIds ?? settings.defaultTaxIds
    const at = after === undefined ? form.getValues('lines').length : after + 1
    const next = form.getValues('lines')[at]
    if (next !== undefined && isEmptyLine(next)) focusDescription(at)
    else addLine(emptyLine(today(), taxIds), at)
  }
  const move = (from: number, to: number) => {
    const count = form.getValues('lines').length
    if (to < 0 || to >= count || from === to) return
    lines.move(from, to)
    setAnnounced(t('invoices.line-moved', { place: to + 1, count }))
    requestAnimationFrame(() => list.current?.querySelector<HTMLElement>(`[data-line="${to}"] [data-grip]`)?.focus())
  }
  const remove = (index: number, deleted: boolean) => {
    const line = structuredClone(form.getValues('lines')[index])
    if (line === undefined) return
    lines.remove(index)
    if (deleted && line.chargeId !== '' && !line.taken)
      form.setValue('drop', [...form.getValues('drop'), line.chargeId])
    if (line.chargeId === '') return
    toast({
      message: t(deleted ? 'invoices.line-deleted' : 'invoices.line-released', { description: line.description }),
      // Once the removal is saved, the row is an open charge, or waived: it is taken on again, or typed again.
      undo: () => {
        form.setValue(
          'drop',
          form.getValues('drop').filter((id) => id !== line.chargeId),
        )
        lines.insert(Math.min(index, form.getValues('lines').length), { ...line, ...undoOf(line, deleted) })
      },
    })
  }
  const undoOf = (line: LineValues, deleted: boolean): Partial<LineValues> => {
    const saved = !latest.current.draft.chargeIds.some((id) => id === line.chargeId)
    if (!saved) return {}
    return deleted ? { chargeId: '', taken: false } : { taken: true }
  }
  const latest = useRef(view)
  latest.current = view

  const latestActs = useRef<LineActs>(undefined)
  latestActs.current = {
    move,
    addAfter: addEmpty,
    copy: (index) => {
      const line = form.getValues('lines')[index]
      if (line) addLine({ ...structuredClone(line), ...freshKey(), chargeId: '', taken: false }, index + 1)
    },
    remove,
    drag: setMoving,
    dragOver: setOver,
    drop: () => {
      if (moving !== undefined && over !== undefined) move(moving, over)
      setMoving(undefined)
      setOver(undefined)
    },
  }
  // One object for good, so that a key typed in one line draws no other line again.
  const acts = useMemo<LineActs>(
    () => ({
      move: (from, to) => latestActs.current?.move(from, to),
      addAfter: (index) => latestActs.current?.addAfter(index),
      copy: (index) => latestActs.current?.copy(index),
      remove: (index, deleted) => latestActs.current?.remove(index, deleted),
      drag: (index) => latestActs.current?.drag(index),
      dragOver: (index) => latestActs.current?.dragOver(index),
      drop: () => latestActs.current?.drop(),
    }),
    [],
  )
  const wrongAt = useMemo(() => {
    const byLine = new Map<number, string>()
    for (const path of wrong) {
      const [, place, rest] = /^lines\.(\d+)\.(.*)$/.exec(path) ?? []
      if (place === undefined || rest === undefined) continue
      const before = byLine.get(Number(place))
      byLine.set(Number(place), before === undefined ? rest : `${before} ${rest}`)
    }
    return byLine
  }, [wrong])
  const taken = new Set(props.chargeIds)
  const offered = openCharges.filter(({ id }) => !taken.has(id))

  return (
    <Section title={t('invoices.lines')} flush {...(draft.taxIncluded && { help: t('invoices.prices-include-tax') })}>
      <div ref={list}>
        <ol aria-label={t('invoices.lines')}>
          {lines.fields.map((field, index) => (
            <DraftLineItem
              key={field.id}
              index={index}
              last={index === lines.fields.length - 1}
              form={form}
              draft={draft}
              wrong={wrongAt.get(index) ?? ''}
              amount={amountAt.get(index)}
              rating={ratingAt.get(index)}
              moving={moving === index}
              over={over === index && moving !== index}
              acts={acts}
            />
          ))}
        </ol>
        <div role="status" aria-live="polite" className="visually-hidden">
          {announced}
        </div>
        <div className={styles.add}>
          <Button icon="plus" onClick={() => addEmpty()}>
            {t('invoices.add-line')}
          </Button>
          {offered.length > 0 && (
            <Button onClick={() => setTakingOn(true)}>{t('invoices.take-on', { count: offered.length })}</Button>
          )}
          <div className={styles.catalogue}>
            <ComboBox
              label={t('invoices.from-catalogue')}
              labelHidden
              placeholder={t('invoices.from-catalogue')}
              value=""
              valueLabel=""
              search={async (text) =>
                (await findChargeable(books, text, 30))
                  .filter(
                    ({ currency, taxIncluded }) => currency === draft.currency && taxIncluded === draft.taxIncluded,
                  )
                  .map((product) => ({
                    value: product.id,
                    label: product.name,
                    help: formatPrice(product.unitPrice, product.currency, settings.locale),
                  }))
              }
              onChange={(id) => {
                if (id === '') return
                void getProduct(books, id as ProductId).then((product) => {
                  if (product === null) return
                  addLine({
                    ...emptyLine(today(), product.taxIds),
                    description: product.description ? `${product.name}\n${product.description}` : product.name,
                    unit: product.unit ?? '',
                    unitPrice: formatPrice(product.unitPrice, product.currency, settings.locale),
                    productId: product.id,
                  })
                })
              }}
            />
          </div>
        </div>
      </div>
      {takingOn && (
        <TakeOnDialog
          charges={offered}
          onClose={() => setTakingOn(false)}
          onTake={(charges) => {
            setTakingOn(false)
            lines.append(
              charges.map((charge) => lineOf(charge, place, true)),
              { shouldFocus: false },
            )
            void saveNow()
          }}
        />
      )}
    </Section>
  )
}

function freshKey(): Pick<LineValues, 'key'> {
  return { key: emptyLine('2000-01-01' as never, []).key }
}
