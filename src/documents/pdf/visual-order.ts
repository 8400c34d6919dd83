/// <reference path="./untyped-modules.d.ts" />
// A line of text as shaped pieces from left to right: Unicode's bidirectional rules for mixed lines.
import bidiFactory, { type Bidi } from 'bidi-js'
import { hasRightToLeft, withPlainSpaces } from './characters.ts'
import type { FontBook, ShapedItem } from './font-book.ts'

let bidi: Bidi | undefined

/** The pieces of one line, in the order in which they stand on paper. */
export function inVisualOrder(
  line: string,
  rightToLeft: boolean,
  bold: boolean,
  book: FontBook,
): readonly ShapedItem[] {
  const text = withPlainSpaces(line)
  if (!rightToLeft && !hasRightToLeft(text)) return book.shape(text, bold).items
  bidi ??= bidiFactory()
  const { levels } = bidi.getEmbeddingLevels(text, rightToLeft ? 'rtl' : 'ltr')
  const runs: { level: number; items: readonly ShapedItem[] }[] = []
  let start = 0
  for (let end = 1; end <= text.length; end++) {
    const level = levels[start] ?? 0
    if (end < text.length && levels[end] === level) continue
    const odd = level % 2 === 1
    const part = text.slice(start, end)
    runs.push({ level, items: book.shape(odd ? mirrored(part, bidi) : part, bold, odd).items })
    start = end
  }
  return reordered(runs).flatMap((run) => run.items)
}

/** Rule L2: from the highest level down to the lowest odd one, every stretch at that level or above is turned round. */
function reordered<T extends { readonly level: number }>(runs: readonly T[]): T[] {
  const order = [...runs]
  const highest = order.reduce((most, run) => Math.max(most, run.level), 0)
  for (let level = highest; level >= 1; level--) {
    let first = 0
    while (first < order.length) {
      if ((order[first] as T).level < level) {
        first++
        continue
      }
      let end = first
      while (end < order.length && (order[end] as T).level >= level) end++
      order.splice(first, end - first, ...order.slice(first, end).reverse())
      first = end
    }
  }
  return order
}

/** Rule L4: brackets of a right-to-left piece face the other way. */
function mirrored(text: string, rules: Bidi): string {
  let result = ''
  for (const character of text) result += rules.getMirroredCharacter(character) ?? character
  return result
}
