// The top of the first page, in the two templates.
import type { PrintedHead } from '../printed-document.ts'
import { drawFacts, type FactsBox, factsHeight } from './draw-facts.ts'
import { drawLogo, type Logo } from './draw-logo.ts'
import { drawParty, flowParty, partyHeight } from './draw-parties.ts'
import type { StructElement } from './engine.ts'
import type { Sheet } from './sheet.ts'

/** Draws logo, title, parties and references, and leaves the pen below them. */
export function drawHead(sheet: Sheet, printed: PrintedHead, logo: Logo | undefined): void {
  sheet.group(sheet.root, 'Sect', (section) => {
    if (!fitsSideBySide(sheet, printed)) flowHead(sheet, section, printed, logo)
    else if (sheet.style.name === 'classic') drawClassicHead(sheet, section, printed, logo)
    else drawModernHead(sheet, section, printed, logo)
  })
}

function classicBoxes(sheet: Sheet) {
  const { style, width } = sheet
  const seller = { width: width * 0.42, nameStyle: style.strong, style: style.small, withName: true }
  const buyer = { width: width * 0.47, nameStyle: style.strong, style: { ...style.body, size: 9.5 }, withName: true }
  const facts: FactsBox = {
    x: sheet.right - width * 0.42,
    width: width * 0.42,
    labelWidth: 92,
    label: style.label,
    value: style.body,
    valueAlign: 'right',
  }
  return { seller, buyer, facts }
}

function modernBoxes(sheet: Sheet) {
  const { style, width } = sheet
  const column = width * 0.3
  const party = { width: column - 14, nameStyle: style.strong, style: { ...style.body, size: 8.6 }, withName: true }
  const facts: FactsBox = {
    x: sheet.left + 2 * column,
    width: width - 2 * column,
    labelWidth: 84,
    label: { ...style.label, bold: false, size: 8.2, color: style.faint },
    value: { ...style.body, size: 8.6 },
    valueAlign: 'right',
    gap: 0.6,
  }
  return { column, party, facts }
}

/** Very long names or addresses do not fit beside each other on the first page. */
function fitsSideBySide(sheet: Sheet, printed: PrintedHead): boolean {
  const most = sheet.pageRoom * 0.4
  const { seller, buyer, facts } = classicBoxes(sheet)
  const { party } = modernBoxes(sheet)
  const narrow =
    sheet.style.name === 'classic'
      ? { seller, buyer, facts }
      : { seller: party, buyer: party, facts: modernBoxes(sheet).facts }
  return (
    partyHeight(sheet, printed.seller, narrow.seller) <= most &&
    partyHeight(sheet, printed.buyer, narrow.buyer) <= most &&
    factsHeight(sheet, printed.facts, narrow.facts) <= most &&
    sheet.pen.lines(printed.heading, sheet.width, sheet.style.title).length <= 4
  )
}

function flowHead(sheet: Sheet, section: StructElement, printed: PrintedHead, logo: Logo | undefined): void {
  const { style } = sheet
  if (logo !== undefined) {
    sheet.y =
      drawLogo(sheet, section, logo, printed.seller.name, {
        x: sheet.left,
        y: sheet.y,
        width: 170,
        height: 54,
        align: 'left',
      }) + 12
  }
  sheet.paragraph(section, 'H1', printed.heading, { x: sheet.left, width: sheet.width }, style.title)
  drawMarkSentence(sheet, section, printed)
  sheet.y += 10
  flowParty(sheet, section, printed.seller)
  flowParty(sheet, section, printed.buyer)
  const box = { x: sheet.left, width: sheet.width, labelWidth: 100, label: style.label, value: style.body }
  sheet.y = drawFacts(sheet, section, printed.facts, box, sheet.y, true) + 14
}

/** Logo and sender on top, the address where a window envelope shows it, the references beside it, then the title. */
function drawClassicHead(sheet: Sheet, section: StructElement, printed: PrintedHead, logo: Logo | undefined): void {
  const { pen, style } = sheet
  const { seller, buyer, facts } = classicBoxes(sheet)
  const top = sheet.y
  const logoBottom = drawLogo(sheet, section, logo, printed.seller.name, {
    x: sheet.left,
    y: top,
    width: sheet.width * 0.5,
    height: 54,
    align: 'left',
  })
  const sellerBottom = drawParty(sheet, section, printed.seller, {
    ...seller,
    x: sheet.right - seller.width,
    y: top + 2,
    align: 'right',
    withName: logo !== undefined,
  })
  // 45 mm from the top edge: the window of DIN 5008 form B and of most long envelopes.
  const windowTop = Math.max(sellerBottom + 20, logoBottom + 24, 127.6)
  const sender = [printed.seller.name, ...printed.seller.address].join(' \u00b7 ')
  pen.artifact('Layout', () => {
    const text = { ...style.small, size: 6.4 }
    const line = pen.lines(sender, buyer.width, text).slice(0, 1)
    pen.drawLines(line, sheet.left, windowTop, buyer.width, text)
    const ruleWidth = Math.min(((line[0]?.width ?? 0) * text.size) / 1000, buyer.width)
    pen.rule(sheet.left, windowTop + 11.5, ruleWidth, 0.4, style.hairline)
  })
  const buyerBottom = drawParty(sheet, section, printed.buyer, { ...buyer, x: sheet.left, y: windowTop + 17 })
  const factsBottom = drawFacts(sheet, section, printed.facts, facts, windowTop + 17)
  sheet.y = Math.max(buyerBottom, factsBottom, windowTop + 90) + 20
  sheet.y = sheet.text(section, 'H1', printed.heading, sheet.left, sheet.y, sheet.width, style.title)
  drawMarkSentence(sheet, section, printed)
  pen.artifact('Layout', () => pen.area(sheet.left, sheet.y + 5, 28, 2, style.accent))
  sheet.y += 19
}

/** A large title, three columns of facts, and the amount due where the eye lands first. */
function drawModernHead(sheet: Sheet, section: StructElement, printed: PrintedHead, logo: Logo | undefined): void {
  const { pen, style } = sheet
  const { column, party, facts } = modernBoxes(sheet)
  const top = sheet.y
  const titleWidth = sheet.width * 0.58
  const titleBottom = drawModernTitle(sheet, section, printed, top - 6, titleWidth)
  const logoBox = {
    x: sheet.left + titleWidth,
    y: top,
    width: sheet.width - titleWidth,
    height: 50,
    align: 'right' as const,
  }
  const logoBottom = drawLogo(sheet, section, logo, printed.seller.name, logoBox)
  sheet.y = Math.max(titleBottom, logoBottom)
  drawMarkSentence(sheet, section, printed)
  sheet.y += 26
  const labelHeight = pen.lineHeight(style.label) + 3
  const labels: [string, number][] = [
    [sheet.words.say('billed-to'), sheet.left],
    [sheet.words.say('from'), sheet.left + column],
    [sheet.words.say('details'), facts.x],
  ]
  const y = sheet.y
  const [to, from, details] = labels as [[string, number], [string, number], [string, number]]
  const label = ([text, x]: [string, number]) => sheet.text(section, 'H2', text, x, y, column - 14, style.label)
  label(to)
  const buyerBottom = drawParty(sheet, section, printed.buyer, { ...party, x: to[1], y: y + labelHeight })
  label(from)
  const sellerBottom = drawParty(sheet, section, printed.seller, { ...party, x: from[1], y: y + labelHeight })
  label(details)
  const factsBottom = drawFacts(sheet, section, printed.facts, facts, y + labelHeight)
  sheet.y = Math.max(buyerBottom, sellerBottom, factsBottom) + 20
  // A void invoice shows what it was, not what to pay.
  if (printed.mark?.kind !== 'void') drawDuePanel(sheet, section, printed)
}

function drawModernTitle(sheet: Sheet, section: StructElement, printed: PrintedHead, y: number, width: number): number {
  const { pen, style } = sheet
  const kind = pen.lines(printed.kind, width, style.title)
  const numberStyle = { size: 12, color: style.label.color, leading: 1.4 }
  const number = printed.number === undefined ? [] : pen.lines(printed.number, width, numberStyle)
  const heading = pen.engine.struct('H1')
  section.add(heading)
  let bottom = y
  pen.content(heading, 'H1', () => {
    bottom = pen.drawLines(kind, sheet.left, y, width, style.title)
    bottom = pen.drawLines(number, sheet.left, bottom, width, numberStyle)
  })
  heading.end()
  return bottom
}

function drawDuePanel(sheet: Sheet, section: StructElement, printed: PrintedHead): void {
  const { pen, style } = sheet
  const big = { ...style.due, size: 17, leading: 1.3 }
  const inner = sheet.width / 2 - 20
  const lines = pen.lines(printed.due.value, inner, big)
  const height = pen.lineHeight(style.label) + pen.height(lines, big) + 20
  const y = sheet.y
  pen.artifact('Layout', () => {
    // A filled panel would cover the mark that lies under it.
    if (printed.mark === undefined) pen.area(sheet.left, y, sheet.width, height, style.tint)
    else for (const edge of [y, y + height]) pen.rule(sheet.left, edge, sheet.width, 0.5, style.hairline)
    pen.area(sheet.left, y, 2.5, height, style.accent)
  })
  sheet.group(section, 'P', (paragraph) => {
    pen.content(paragraph, 'P', () => {
      const below = pen.drawLines(
        pen.lines(printed.due.label, inner, style.label),
        sheet.left + 16,
        y + 9,
        inner,
        style.label,
      )
      pen.drawLines(lines, sheet.left + 16, below, inner, big)
    })
  })
  if (printed.dueDate !== undefined) {
    const { label, value } = printed.dueDate
    sheet.group(section, 'P', (paragraph) => {
      pen.content(paragraph, 'P', () => {
        const x = sheet.right - 16 - inner
        const below = pen.drawLines(pen.lines(label, inner, style.label), x, y + 9, inner, style.label, 'right')
        const text = { ...style.body, size: 11, leading: 1.5 }
        pen.drawLines(pen.lines(value, inner, text), x, below + 3, inner, text, 'right')
      })
    })
  }
  sheet.y = y + height + 20
}

/** The mark in words, because what lies across the page is not read aloud. */
function drawMarkSentence(sheet: Sheet, section: StructElement, printed: PrintedHead): void {
  if (printed.mark === undefined) return
  const color = printed.mark.kind === 'void' ? '#a3271c' : sheet.style.faint
  sheet.y = sheet.text(section, 'P', printed.mark.sentence, sheet.left, sheet.y + 2, sheet.width, {
    ...sheet.style.strong,
    color,
  })
}
