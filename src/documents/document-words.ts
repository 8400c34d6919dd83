// The words that stand on documents, in the document's own frozen language, which need not be the screen's.
import english from '../i18n/catalogs/en/documents.json'

type DocumentWordKey = keyof typeof english
type Shorten<K> = K extends `documents.${infer Rest}` ? Rest : never
export type DocumentWord = Shorten<DocumentWordKey>

export interface DocumentWords {
  /** BCP 47 tag of the language that the words are in. */
  readonly language: string
  say(word: DocumentWord, values?: Readonly<Record<string, string | number>>): string
}

/** A message as the build leaves it: a text, or texts and the names of values between them. */
export type CompiledMessage = string | readonly (string | readonly [string])[]

const catalogs: Readonly<Record<string, Readonly<Record<string, CompiledMessage>>>> = { en: english }

/** Words for a BCP 47 tag; English where there is no catalogue of that language. */
export function documentWords(tag: string): DocumentWords {
  const primary = tag.toLowerCase().split('-')[0] ?? 'en'
  const catalog =
    (Object.hasOwn(catalogs, primary) ? catalogs[primary] : undefined) ??
    (english as Readonly<Record<string, CompiledMessage>>)
  return {
    language: Object.hasOwn(catalogs, primary) && isTag(tag) ? tag : 'en',
    say(word, values = {}) {
      const message = catalog[`documents.${word}`]
      if (message === undefined) throw new Error(`No word "${word}" for documents`)
      return fillMessage(message, word, values)
    },
  }
}

function isTag(tag: string): boolean {
  try {
    return Intl.getCanonicalLocales(tag).length === 1
  } catch {
    return false
  }
}

/** Only plain placeholders: a choice (plural, select) would need the interpreter that the worker does without. */
export function fillMessage(
  message: CompiledMessage,
  word: string,
  values: Readonly<Record<string, string | number>>,
): string {
  const value = (name: string) => {
    const found = values[name]
    if (found === undefined) throw new Error(`Word "${word}" needs "${name}"`)
    return String(found)
  }
  if (typeof message === 'string') return message.replace(/\{(\w+)\}/g, (_, name: string) => value(name))
  return message.map((part) => (typeof part === 'string' ? part : value(part[0]))).join('')
}
