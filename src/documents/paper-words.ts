// The words of receipts and statements, in the language of the client's documents.
import english from '../i18n/catalogs/en/papers.json'
import { type CompiledMessage, fillMessage } from './document-words.ts'

type Shorten<K> = K extends `papers.${infer Rest}` ? Rest : never
type PaperWord = Shorten<keyof typeof english>

export interface PaperWords {
  /** BCP 47 tag of the language that the words are in. */
  readonly language: string
  say(word: PaperWord, values?: Readonly<Record<string, string | number>>): string
}

const catalogs: Readonly<Record<string, Readonly<Record<string, CompiledMessage>>>> = { en: english }

/** Words for a BCP 47 tag; English where there is no catalogue of that language. */
export function paperWords(tag: string): PaperWords {
  const primary = tag.toLowerCase().split('-')[0] ?? 'en'
  const language = Object.hasOwn(catalogs, primary) ? primary : 'en'
  const catalog = catalogs[language] as Readonly<Record<string, CompiledMessage>>
  return {
    language,
    say(word, values) {
      const message = catalog[`papers.${word}`]
      if (message === undefined) throw new Error(`No word "${word}" for papers`)
      return fillMessage(message, word, values ?? {})
    },
  }
}
