// Who sends and who gets the document.
import type { PrintedParty } from '../printed-document.ts'
import type { StructElement } from './engine.ts'
import type { Alignment, TextStyle } from './pen.ts'
import type { Sheet } from './sheet.ts'

interface PartyBox {
  readonly x: number
  readonly y: number
  readonly width: number
  readonly align?: Alignment
  readonly nameStyle: TextStyle
  readonly style: TextStyle
  readonly withName: boolean
}

function detailsOf(party: PrintedParty): string[] {
  const ids = party.ids.map(({ label, value }) => (label === '' ? value : `${label} ${value}`))
  return [...party.address, ...party.contact, ...ids]
}

/** Name, address, ways of contact and tax ids, one below the other; returns the y below. */
export function drawParty(sheet: Sheet, parent: StructElement, party: PrintedParty, box: PartyBox): number {
  let y = box.y
  if (box.withName) y = sheet.text(parent, 'P', party.name, box.x, y, box.width, box.nameStyle, box.align)
  const details = detailsOf(party).join('\n')
  return sheet.text(parent, 'P', details, box.x, y, box.width, box.style, box.align)
}

export function partyHeight(sheet: Sheet, party: PrintedParty, box: Omit<PartyBox, 'x' | 'y'>): number {
  const { pen } = sheet
  const name = box.withName ? pen.height(pen.lines(party.name, box.width, box.nameStyle), box.nameStyle) : 0
  return name + pen.height(pen.lines(detailsOf(party).join('\n'), box.width, box.style), box.style)
}

/** Parties whose texts would run off the page: one below the other, over as many pages as they need. */
export function flowParty(sheet: Sheet, parent: StructElement, party: PrintedParty): void {
  const box = { x: sheet.left, width: sheet.width }
  sheet.paragraph(parent, 'P', party.name, box, sheet.style.strong)
  for (const detail of detailsOf(party)) sheet.paragraph(parent, 'P', detail, box, sheet.style.body)
  sheet.y += 10
}
