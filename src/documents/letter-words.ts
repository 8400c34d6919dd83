// The words of messages to clients, in the language of their documents, which need not be the screen's.
import type { MessageTemplate, MessageTemplateKey } from '../core/automation/message.ts'
import english from '../i18n/catalogs/en/letters.json'
import { type CompiledMessage, fillMessage } from './document-words.ts'

type Shorten<K> = K extends `letters.${infer Rest}` ? Rest : never
type LetterWord = Shorten<keyof typeof english>

export interface LetterWords {
  readonly language: string
  /** The built-in text, its fields still in braces. */
  template(key: MessageTemplateKey): MessageTemplate
  say(word: LetterWord, values?: Readonly<Record<string, string | number>>): string
  /** "1 day", "14 days". */
  days(days: number): string
}

const catalogs: Readonly<Record<string, Readonly<Record<string, CompiledMessage>>>> = { en: english }

/** Words for a BCP 47 tag; English where there is no catalogue of that language. */
export function letterWords(tag: string): LetterWords {
  const primary = tag.toLowerCase().split('-')[0] ?? 'en'
  const known = Object.hasOwn(catalogs, primary)
  const language = known ? primary : 'en'
  const catalog = catalogs[language] as Readonly<Record<string, CompiledMessage>>
  const message = (word: string): CompiledMessage => {
    const found = catalog[`letters.${word}`]
    if (found === undefined) throw new Error(`No word "${word}" for messages`)
    return found
  }
  const say: LetterWords['say'] = (word, values) => fillMessage(message(word), word, values ?? {})
  return {
    language,
    say,
    // Its braces are the template's own.
    template: (key) => ({ subject: String(message(`${key}.subject`)), text: String(message(`${key}.text`)) }),
    days: (days) => say(new Intl.PluralRules(language).select(days) === 'one' ? 'days.one' : 'days.other', { days }),
  }
}
