// What a deliverer has to know of an attempt to charge a card.
import type { CardAttemptId } from '../core/ids.ts'
import { type Minor, minor } from '../core/money.ts'
import type { CardAttempt } from '../core/payments/card-attempt.ts'
import type { StoredCard } from '../core/payments/stored-method.ts'
import type { Books } from './account-entries.ts'

export interface CardWork {
  readonly attempt: CardAttempt
  readonly card: StoredCard
  /** What is due of the invoice now; 0 for one that is gone or asks for nothing. */
  readonly due: Minor
  /** The processor's names of what was made for the invoice, by any attempt whose end is known. */
  readonly known: ReadonlySet<string>
}

/** Undefined when the attempt, its card or its invoice is gone. */
export async function readCardWork(books: Books, id: CardAttemptId): Promise<CardWork | undefined> {
  return books.transaction('r', books.cardAttempts, books.paymentMethods, books.invoices, async () => {
    const attempt = await books.cardAttempts.get(id)
    if (attempt === undefined) return undefined
    const [method, invoice, attempts] = await Promise.all([
      books.paymentMethods.get(attempt.methodId),
      books.invoices.get(attempt.invoiceId),
      books.cardAttempts.where('invoiceId').equals(attempt.invoiceId).toArray(),
    ])
    if (method?.card === undefined || invoice === undefined) return undefined
    return {
      attempt,
      card: method.card,
      due: invoice.state === 'open' ? invoice.amountDue : minor(0),
      known: new Set(
        attempts.flatMap(({ intent, forgotten }) => (intent === undefined || forgotten === 1 ? [] : intent)),
      ),
    }
  })
}
