// The head that receipts and statements share with invoices: who sends, to whom, and in which look.
import type { CalendarDate } from '../core/date.ts'
import type { FrozenDocument } from '../core/invoice/document.ts'
import { addressOf, buyerOf } from '../core/invoice/draft-document.ts'
import type { Client } from '../core/model.ts'
import type { CurrencyCode } from '../core/money.ts'
import type { AccountSettings } from '../core/settings.ts'
import { type DocumentFormats, documentFormats } from './document-formats.ts'
import { documentWords } from './document-words.ts'
import { type PaperWords, paperWords } from './paper-words.ts'
import { filled, printBuyer, printSeller } from './print-party.ts'
import type { PrintedHead } from './printed-document.ts'
import type { PrintedPaper } from './printed-paper.ts'

/** Whose paper it is, as the rows stand today: nothing of it is frozen. */
export interface PaperFacts {
  readonly settings: Pick<AccountSettings, 'profile' | 'look' | 'locale'>
  readonly clientName: string
  /** Absent when the client is gone. */
  readonly client?: Client
  readonly currency: CurrencyCode
  readonly today: CalendarDate
}

export interface Letterhead {
  readonly words: PaperWords
  readonly formats: DocumentFormats
  /** Of the paper, without what it says. */
  readonly paper: Pick<PrintedPaper, 'language' | 'look' | 'on' | 'countries'>
  readonly head: Pick<PrintedHead, 'seller' | 'buyer' | 'footer'>
  readonly buyer: FrozenDocument['buyer']
}

/** In the client's language, else the owner's. */
export function letterheadOf({ settings, client, clientName, currency, today }: PaperFacts): Letterhead {
  const language = client?.locale ?? settings.locale
  const formats = documentFormats(language, currency)
  const { profile, look } = settings
  const buyer = client === undefined ? { name: clientName } : buyerOf(client, addressOf(client, {}))
  return {
    words: paperWords(language),
    formats,
    buyer,
    paper: {
      language,
      look,
      on: today,
      countries: [profile, buyer].flatMap(({ address }) => address?.country ?? []),
    },
    head: {
      seller: printSeller(profile, documentWords(language), formats),
      buyer: printBuyer(buyer, profile.address?.country, formats),
      ...(filled(look.footer) && { footer: look.footer }),
    },
  }
}
