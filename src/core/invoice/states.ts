// The life of an invoice (design.md section 3, R-21, R-22). Overdue, sent, partly paid are derived, never states.
import type { InvoiceState } from '../model.ts'

export type InvoiceAct = 'finalize' | 'settle' | 'void' | 'writeOff' | 'reopen'

const transitions: { readonly [State in InvoiceState]: { readonly [Act in InvoiceAct]?: InvoiceState } } = {
  draft: { finalize: 'open' },
  open: { settle: 'paid', void: 'void', writeOff: 'uncollectible' },
  paid: { reopen: 'open', void: 'void' },
  uncollectible: { settle: 'paid', reopen: 'open', void: 'void' },
  void: {},
}

/** The state after the act, or undefined where the act is not allowed from this state. */
export function nextState(state: InvoiceState, act: InvoiceAct): InvoiceState | undefined {
  return transitions[state][act]
}
