// The two looks of a document: sizes, weights and distances. Places are decided by the files that draw.
import type { TextStyle } from './pen.ts'

export interface TemplateStyle {
  readonly name: 'classic' | 'modern'
  readonly margin: { readonly left: number; readonly right: number; readonly top: number; readonly bottom: number }
  readonly ink: string
  readonly faint: string
  readonly hairline: string
  readonly accent: string
  /** The accent as a tint that text reads on. */
  readonly tint: string
  readonly title: TextStyle
  readonly name1: TextStyle
  readonly body: TextStyle
  readonly strong: TextStyle
  readonly label: TextStyle
  readonly small: TextStyle
  readonly head: TextStyle
  readonly due: TextStyle
  readonly rowPadding: number
}

const ink = '#1d1b18'
const faint = '#5f5c57'
const hairline = '#dedbd6'
const fallbackAccent = '#0f5c5c'

/** Style of a template in the owner's colour. A colour too pale to read as text is darkened for text. */
export function templateStyle(name: 'classic' | 'modern', chosenAccent: string): TemplateStyle {
  const accent = /^#[0-9a-f]{6}$/i.test(chosenAccent) ? chosenAccent.toLowerCase() : fallbackAccent
  const readable = readableOnWhite(accent)
  const modern = name === 'modern'
  const body: TextStyle = { size: 9, color: ink, leading: 1.42 }
  return {
    name,
    margin: { left: 56.7, right: 56.7, top: 47, bottom: 48 },
    ink,
    faint,
    hairline,
    accent,
    tint: mixed(accent, 0.07),
    title: modern
      ? { size: 26, bold: true, color: ink, leading: 1.2 }
      : { size: 17, bold: true, color: ink, leading: 1.3 },
    name1: { size: modern ? 12 : 13, bold: true, color: ink, leading: 1.3 },
    body,
    strong: { ...body, bold: true },
    label: modern ? { size: 7.5, bold: true, color: readable, leading: 1.5 } : { size: 8, color: faint, leading: 1.42 },
    small: { size: 7.8, color: faint, leading: 1.42 },
    head: { size: 7.8, bold: true, color: modern ? readable : ink, leading: 1.4 },
    due: { size: modern ? 12 : 11, bold: true, color: ink, leading: 1.4 },
    rowPadding: modern ? 5.8 : 4.6,
  }
}

function channels(color: string): [number, number, number] {
  const value = Number.parseInt(color.slice(1), 16)
  return [value >> 16, (value >> 8) & 255, value & 255]
}

function hex(parts: readonly number[]): string {
  return `#${parts.map((part) => Math.round(part).toString(16).padStart(2, '0')).join('')}`
}

/** So much of a colour on white. */
function mixed(color: string, share: number): string {
  return hex(channels(color).map((part) => 255 - (255 - part) * share))
}

/** WCAG relative luminance against white: at least 4.5 : 1. */
function contrastOnWhite(color: string): number {
  const [red, green, blue] = channels(color).map((part) => {
    const value = part / 255
    return value <= 0.03928 ? value / 12.92 : ((value + 0.055) / 1.055) ** 2.4
  }) as [number, number, number]
  return 1.05 / (0.2126 * red + 0.7152 * green + 0.0722 * blue + 0.05)
}

function readableOnWhite(color: string): string {
  let darker = color
  for (let step = 0; step < 20 && contrastOnWhite(darker) < 4.5; step++) {
    darker = hex(channels(darker).map((part) => part * 0.9))
  }
  return darker
}
