// Facts about single characters that decide how a text is drawn.

const marks = /^\p{M}$/u

export function isMark(character: string): boolean {
  return marks.test(character)
}

/** Formatting characters that are never seen: joiners, variation selectors, direction marks, tags. */
export function isInvisible(codePoint: number): boolean {
  return (
    codePoint === 0xad ||
    codePoint === 0x34f ||
    codePoint === 0x61c ||
    codePoint === 0x180e ||
    (codePoint >= 0x115f && codePoint <= 0x1160) ||
    (codePoint >= 0x17b4 && codePoint <= 0x17b5) ||
    (codePoint >= 0x180b && codePoint <= 0x180f) ||
    (codePoint >= 0x200b && codePoint <= 0x200f) ||
    (codePoint >= 0x202a && codePoint <= 0x202e) ||
    (codePoint >= 0x2060 && codePoint <= 0x206f) ||
    codePoint === 0x3164 ||
    codePoint === 0xffa0 ||
    codePoint === 0xfeff ||
    (codePoint >= 0xfe00 && codePoint <= 0xfe0f) ||
    (codePoint >= 0xfff0 && codePoint <= 0xfffb) ||
    (codePoint >= 0x1bca0 && codePoint <= 0x1bca3) ||
    (codePoint >= 0x1d173 && codePoint <= 0x1d17a) ||
    (codePoint >= 0xe0000 && codePoint <= 0xe0fff)
  )
}

// biome-ignore lint/suspicious/noControlCharactersInRegex: vertical tab and form feed end a line
const newlines = /\r\n?|[\n\u000b\u000c\u0085\u2028\u2029]/
// Explicit embeddings and overrides can only make a document show other than it says; marks and isolates may stay.
// biome-ignore lint/suspicious/noControlCharactersInRegex: control characters are what is removed here
const dropped = /[\u0000-\u0008\u000e-\u001f\u007f-\u009f\u202a-\u202e\ufeff\ufffe\uffff]/g
const spaces = /[\t\u00a0\u1680\u2000-\u200a\u202f\u205f]/g
const narrowSpaces = /[\t\u1680\u2000-\u200a\u205f]/g

/** The paragraphs of what a person typed, without control characters. Never empty. */
export function paragraphsOf(text: string): string[] {
  return text
    .normalize('NFC')
    .split(newlines)
    .map((line) => line.replace(dropped, '').replace(narrowSpaces, ' ').trimEnd())
}

/** Every kind of space as the plain one: glyphs of no-break spaces are the same, and copied text should be too. */
export function withPlainSpaces(text: string): string {
  return text.replace(spaces, ' ')
}

const rightToLeftLetters =
  /[\u0590-\u08ff\u200f\u2067\ufb1d-\ufdff\ufe70-\ufefc\u{10800}-\u{10fff}\u{1e800}-\u{1efff}]/u

export function hasRightToLeft(text: string): boolean {
  return rightToLeftLetters.test(text)
}
