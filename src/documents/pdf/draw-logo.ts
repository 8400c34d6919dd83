// The owner's logo, or the owner's name where there is none.
import type { DocumentLook } from '../../core/invoice/document.ts'
import type { StructElement } from './engine.ts'
import type { Sheet } from './sheet.ts'

export type Logo = NonNullable<DocumentLook['logo']>

interface LogoBox {
  readonly x: number
  readonly y: number
  readonly width: number
  readonly height: number
  readonly align: 'left' | 'right'
}

/** Draws the logo as large as the box allows, or the name; returns the y below. */
export function drawLogo(
  sheet: Sheet,
  parent: StructElement,
  logo: Logo | undefined,
  name: string,
  box: LogoBox,
): number {
  if (logo === undefined) {
    return sheet.text(parent, 'P', name, box.x, box.y, box.width, sheet.style.name1, box.align)
  }
  const { pen } = sheet
  // Three quarters: a pixel of the screen in points; larger logos shrink into the box, small ones stay sharp.
  const scale = Math.min(box.width / logo.width, box.height / logo.height, 0.75)
  const [width, height] = [logo.width * scale, logo.height * scale]
  const x = box.align === 'left' ? box.x : box.x + box.width - width
  const figure = pen.engine.struct('Figure', {
    alt: sheet.words.say('logo', { name }),
    bbox: [x, box.y, x + width, box.y + height],
  })
  parent.add(figure)
  pen.content(figure, 'Figure', () => pen.engine.image(logo.bytes, x, box.y, { width, height }))
  figure.end()
  return box.y + height
}
