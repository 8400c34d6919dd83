/// <reference path="./untyped-modules.d.ts" />
// Paragraphs to lines. pdfkit's own wrapping puts right-to-left words in the wrong order, so lines are broken here.
import LineBreaker from 'linebreak'
import { hasRightToLeft, paragraphsOf, withPlainSpaces } from './characters.ts'
import type { FontBook } from './font-book.ts'

export interface TextLine {
  readonly text: string
  /** In thousandths of the font size, spaces at the end left out. */
  readonly width: number
  /** The direction of the paragraph, by its first strong letter. */
  readonly rightToLeft: boolean
}

interface Segment {
  readonly text: string
  readonly trimmedWidth: number
  readonly width: number
}

/** Scripts whose words are written without spaces between them. */
const unspaced = /[\u0e00-\u0eff\u1000-\u109f\u1780-\u17ff]/
const firstStrong = /[\p{L}]/u
const softHyphen = '\u00ad'

/**
 * The lines of a text within a width (in thousandths of the font size). Words longer than the width are cut between
 * characters. An empty text has no lines; an empty paragraph between others is an empty line.
 */
export function breakLines(text: string, width: number, bold: boolean, book: FontBook): TextLine[] {
  if (text === '') return []
  const lines: TextLine[] = []
  for (const paragraph of paragraphsOf(text)) breakParagraph(paragraph, width, bold, book, lines)
  while (lines.at(-1)?.text === '') lines.pop()
  return lines
}

function breakParagraph(paragraph: string, width: number, bold: boolean, book: FontBook, lines: TextLine[]): void {
  const rightToLeft = startsRightToLeft(paragraph)
  const whole = measure(paragraph, bold, book)
  if (whole <= width) {
    lines.push({ text: paragraph, width: whole, rightToLeft })
    return
  }
  let line = ''
  let lineWidth = 0
  let visibleWidth = 0
  const finish = () => {
    if (line === '') return
    const hyphen = line.endsWith(softHyphen)
    const done = hyphen ? `${line.slice(0, -1)}-` : line.trimEnd()
    lines.push({ text: done, width: hyphen ? measure(done, bold, book) : visibleWidth, rightToLeft })
    line = ''
    lineWidth = 0
    visibleWidth = 0
  }
  for (const segment of segmentsOf(paragraph, bold, book)) {
    const pieces = segment.trimmedWidth <= width ? [segment] : cutSegment(segment.text, width, bold, book)
    for (const piece of pieces) {
      if (line !== '' && lineWidth + piece.trimmedWidth > width) finish()
      visibleWidth = lineWidth + piece.trimmedWidth
      lineWidth += piece.width
      line += piece.text
    }
  }
  finish()
}

function segmentsOf(paragraph: string, bold: boolean, book: FontBook): Segment[] {
  const segments: Segment[] = []
  const breaker = new LineBreaker(paragraph)
  let start = 0
  for (let next = breaker.nextBreak(); next !== null; next = breaker.nextBreak()) {
    const piece = paragraph.slice(start, next.position)
    start = next.position
    if (unspaced.test(piece)) for (const word of wordsOf(piece)) segments.push(segmentOf(word, bold, book))
    else segments.push(segmentOf(piece, bold, book))
  }
  return segments
}

function segmentOf(text: string, bold: boolean, book: FontBook): Segment {
  const trimmed = text.trimEnd()
  const trimmedWidth = measure(trimmed, bold, book)
  return { text, trimmedWidth, width: trimmed === text ? trimmedWidth : measure(text, bold, book) }
}

/** A word wider than the line, cut between the characters that people see. */
function cutSegment(text: string, width: number, bold: boolean, book: FontBook): Segment[] {
  const pieces: Segment[] = []
  let piece = ''
  let pieceWidth = 0
  for (const cluster of clustersOf(text)) {
    const clusterWidth = measure(cluster, bold, book)
    if (piece !== '' && pieceWidth + clusterWidth > width) {
      pieces.push(segmentOf(piece, bold, book))
      piece = ''
      pieceWidth = 0
    }
    piece += cluster
    pieceWidth += clusterWidth
  }
  if (piece !== '') pieces.push(segmentOf(piece, bold, book))
  return pieces
}

let wordSegmenter: Intl.Segmenter | undefined
let clusterSegmenter: Intl.Segmenter | undefined

function wordsOf(text: string): string[] {
  wordSegmenter ??= new Intl.Segmenter('en', { granularity: 'word' })
  return Array.from(wordSegmenter.segment(text), (part) => part.segment)
}

function clustersOf(text: string): string[] {
  clusterSegmenter ??= new Intl.Segmenter('en', { granularity: 'grapheme' })
  return Array.from(clusterSegmenter.segment(text), (part) => part.segment)
}

function measure(text: string, bold: boolean, book: FontBook): number {
  return text === '' ? 0 : book.shape(withPlainSpaces(text), bold).width
}

function startsRightToLeft(paragraph: string): boolean {
  if (!hasRightToLeft(paragraph)) return false
  const first = firstStrong.exec(paragraph)
  return first !== null && hasRightToLeft(first[0])
}
