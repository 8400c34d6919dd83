import type { FrozenDocument } from '../../core/invoice/document.ts'
import type { PrintOptions } from '../../documents/print-document.ts'
import { DocumentSheet } from '../blocks/document-sheet.tsx'
import styles from './sheet-button.module.css'

/** A miniature of the paper; pressed it opens at reading size. */
export function SheetButton(props: {
  readonly document: FrozenDocument
  readonly options?: PrintOptions
  readonly label: string
  readonly onClick: () => void
}) {
  return (
    <button
      type="button"
      className={styles.button}
      aria-label={props.label}
      title={props.label}
      onClick={props.onClick}
    >
      <div aria-hidden="true" inert>
        <DocumentSheet small document={props.document} {...(props.options && { options: props.options })} />
      </div>
    </button>
  )
}
