// Words for search (W-19): folded so that "Müller" is found by "muller", each word once.

/** Lower case without accents; the form in which names sort and words are looked up. */
export function foldText(text: string): string {
  return text
    .normalize('NFKD')
    .replace(/\p{M}+/gu, '')
    .replace(/ß/g, 'ss')
    .replace(/ø/gi, 'o')
    .replace(/ł/gi, 'l')
    .replace(/æ/gi, 'ae')
    .toLowerCase()
    .trim()
}

/** The distinct folded words of some texts; a word is a run of letters and digits, at most 40 characters of it are kept, and 200 words. */
export function searchWords(...texts: readonly (string | undefined)[]): string[] {
  const words = new Set<string>()
  for (const text of texts) {
    if (text === undefined) continue
    for (const word of foldText(text).match(/[\p{L}\p{N}]+/gu) ?? []) words.add(word.slice(0, 40))
  }
  return [...words].slice(0, 200)
}
