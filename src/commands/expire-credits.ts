import type { CreditEntry } from '../core/model.ts'
import { ok, type Result } from '../core/result.ts'
import { expiredCredits } from '../storage/expired-credits.ts'
import type { Command } from './execute.ts'
import { ledgerTables, openLedger } from './ledger-books.ts'

/** Lets goodwill go whose day has come, as far as it was not used (M-17). Answers how many. */
export const expireCredits: Command<Record<never, never>, { readonly expired: number }> = {
  name: 'expireCredits',
  tables: ledgerTables,
  async run(books, _input, envelope): Promise<Result<{ expired: number }, never>> {
    const due = new Map<string, CreditEntry[]>()
    for (const entry of await expiredCredits(books.db, envelope.today)) {
      const key = `${entry.clientId} ${entry.currency}`
      due.set(key, [...(due.get(key) ?? []), entry])
    }
    let expired = 0
    for (const [first, ...others] of due.values()) {
      if (first === undefined) continue
      const credits = [first, ...others].map(({ id }) => id)
      const money = await openLedger(books, { clientId: first.clientId, currency: first.currency, credits })
      expired += money.ledger.expire(envelope.today).length
      await money.write(envelope)
    }
    if (expired === 0) books.nothingDone()
    return ok({ expired })
  },
}
