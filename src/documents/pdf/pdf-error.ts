import type { FontId } from './font-files.ts'

export type PdfErrorCode = 'pdf-timed-out' | 'pdf-failed' | 'font-unavailable'

/** Why there is no PDF. `fonts` names the font files that could not be fetched. */
export class PdfError extends Error {
  readonly code: PdfErrorCode
  readonly fonts: readonly FontId[]

  constructor(code: PdfErrorCode, reason: string, fonts: readonly FontId[] = []) {
    super(reason)
    this.name = 'PdfError'
    this.code = code
    this.fonts = fonts
  }
}
