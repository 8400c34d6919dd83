import { checkPrice, checkQuantity, firstProblem } from '../core/check-fields.ts'
import { currencyExponent } from '../core/currency.ts'
import { decimal } from '../core/decimal.ts'
import type { ChargeId } from '../core/ids.ts'
import { chargedDifference } from '../core/invoice/charged-difference.ts'
import type { Charge } from '../core/model.ts'
import { type Minor, minor, minorToDecimal } from '../core/money.ts'
import type { Problem } from '../core/problem.ts'
import { ok, type Result, refused } from '../core/result.ts'
import { isSold } from '../core/selling/purchase.ts'
import { readCreditedCharges, readOriginal } from '../storage/read-credit.ts'
import type { Command } from './execute.ts'
import { expectBillable } from './read-rows.ts'

export interface AmendCharge {
  readonly chargeId: ChargeId
  /** What the work really came to. */
  readonly quantity: Charge['quantity']
  readonly unitPrice: Charge['unitPrice']
}

/**
 * Changes work that is invoiced already: a new open charge over the difference alone, linked to the old one, with the day
 * and the taxes of the work (P-9). The invoice stays as it is. Work of a contract is amended in the contract; of what was
 * credited, in part too, nobody can say what it is the difference to.
 * Problems: `not-found`, `client-archived`, `charge-not-invoiced`, `charge-of-contract`, `charge-credited`, `purchase-fixed`,
 * `field-invalid`, `amends-nothing`, `amount-too-large`.
 */
export const amendCharge: Command<AmendCharge, { readonly id: ChargeId; readonly amount: Minor }> = {
  name: 'amendCharge',
  tables: ['charges', 'clients', 'creditNotes', 'documents'],
  async run(
    books,
    { chargeId, quantity, unitPrice },
    envelope,
  ): Promise<Result<{ id: ChargeId; amount: Minor }, Problem>> {
    const charge = await books.db.charges.get(chargeId)
    if (charge === undefined) return refused({ code: 'not-found', entity: 'charge', id: chargeId })
    const { description, currency, clientId } = charge
    const client = await expectBillable(books.db, clientId)
    if (!client.ok) return client
    const { contractItemId } = await readOriginal(books.db, charge)
    if (contractItemId !== undefined) return refused({ code: 'charge-of-contract', description })
    if (isSold(charge)) return refused({ code: 'purchase-fixed', description })
    if (charge.state !== 'invoiced' || charge.amends !== undefined) {
      return refused({ code: 'charge-not-invoiced', description })
    }
    const problem = firstProblem(checkQuantity('quantity', quantity), checkPrice('unitPrice', unitPrice, currency))
    if (problem !== undefined) return refused(problem)
    const before = await books.db.charges.where('amends').equals(chargeId).toArray()
    if ((await readCreditedCharges(books.db, [charge, ...before])).size > 0) {
      return refused({ code: 'charge-credited', description })
    }
    const difference = differenceOf(charge, before, { quantity: decimal(quantity), unitPrice: decimal(unitPrice) })
    if (difference === undefined) return refused({ code: 'amount-too-large' })
    if (difference === 0) return refused({ code: 'amends-nothing' })
    const id = envelope.newId('chg')
    const { invoiceId: _invoiceId, held: _held, productId: _productId, unit: _unit, ...kept } = charge
    await books.charges.add({
      ...kept,
      id,
      version: 1,
      source: 'adjustment',
      quantity: decimal(difference < 0 ? '-1' : '1'),
      unitPrice: minorToDecimal(minor(Math.abs(difference)), currencyExponent(currency)),
      allowances: [],
      surcharges: [],
      amount: difference,
      amends: chargeId,
      state: 'open',
      createdAt: envelope.now,
      updatedAt: envelope.now,
    })
    const subjects = [id, clientId, chargeId, charge.invoiceId]
    books.record('charge.amended', subjects, { description, amount: difference, currency })
    return ok({ id, amount: difference })
  },
}

function differenceOf(...given: Parameters<typeof chargedDifference>): Minor | undefined {
  try {
    return chargedDifference(...given)
  } catch (error) {
    if (error instanceof RangeError) return undefined
    throw error
  }
}
