// What the page and the PDF worker say to each other. One request is under way at a time.
import type { FrozenDocument } from '../../core/invoice/document.ts'
import type { PrintOptions } from '../print-document.ts'
import type { PrintedPaper } from '../printed-paper.ts'
import type { FontId } from './font-files.ts'

export type PdfRequest =
  /** Fonts to open and keep. */
  | { readonly kind: 'fonts'; readonly files: readonly { readonly id: FontId; readonly bytes: Uint8Array }[] }
  /** Draw something small and throw it away, so that the next document is fast. */
  | { readonly kind: 'warm'; readonly id: number }
  | {
      readonly kind: 'render'
      readonly id: number
      readonly document: FrozenDocument
      readonly options: PrintOptions
      /** Fonts to do without: what only they hold prints as codes in brackets. */
      readonly without: readonly FontId[]
    }
  /** A receipt or a statement. */
  | { readonly kind: 'paper'; readonly id: number; readonly paper: PrintedPaper; readonly without: readonly FontId[] }

export type PdfAnswer =
  /** These fonts must be sent before the request can be made again. */
  | { readonly kind: 'need-fonts'; readonly id: number; readonly fonts: readonly FontId[] }
  | { readonly kind: 'warmed'; readonly id: number }
  | { readonly kind: 'rendered'; readonly id: number; readonly bytes: Uint8Array; readonly milliseconds: number }
  | { readonly kind: 'failed'; readonly id: number; readonly reason: string }
