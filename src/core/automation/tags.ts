// The owner's own words on clients and invoices: for finding them and for rules.
import { type FieldProblem, invalid } from '../check-fields.ts'
import { foldText } from '../search-words.ts'

/** How many tags a row may have, and how many characters one may have. */
export const tagLimits = { count: 20, length: 40 } as const

/** The form in which tags are kept and compared: lower case without accents, single spaces, no braces or commas. */
export function foldTag(text: string): string {
  return foldText(text.replace(/[{}<>,;"\p{Cc}]+/gu, ' '))
    .replace(/\s+/gu, ' ')
    .trim()
}

/** A tag that says nothing, or too much. Problem: `field-invalid`. */
export function tagProblem(field: string, text: string): FieldProblem | undefined {
  const tag = foldTag(text)
  if (tag === '') return invalid(field, 'empty')
  return tag.length > tagLimits.length ? invalid(field, 'too-long', tagLimits.length) : undefined
}

/** A list of tags as it is kept: folded, each once, in the order given. */
export function foldTags(tags: readonly string[]): string[] {
  return [...new Set(tags.map(foldTag))].filter((tag) => tag !== '')
}

/** Problems of a whole list: `field-invalid`. */
export function tagsProblem(tags: readonly string[]): FieldProblem | undefined {
  if (foldTags(tags).length > tagLimits.count) return invalid('tags', 'too-many', tagLimits.count)
  for (const tag of tags) {
    const problem = tagProblem('tags', tag)
    if (problem !== undefined) return problem
  }
  return undefined
}
