// A document in words: every text exactly as it will stand on paper, before any question of fonts or places.

export interface Labelled {
  readonly label: string
  readonly value: string
}

export interface PrintedParty {
  readonly name: string
  readonly address: readonly string[]
  readonly contact: readonly string[]
  readonly ids: readonly Labelled[]
}

export interface PrintedLine {
  readonly position: string
  readonly description: string
  /** Small print below: dates, allowances, surcharges. */
  readonly details: readonly string[]
  readonly quantity: string
  readonly price: string
  readonly tax: string
  readonly amount: string
}

export interface PrintedTotal extends Labelled {
  readonly weight: 'plain' | 'sum' | 'due'
}

export interface PrintedTax {
  readonly tax: string
  readonly reason?: string
  readonly base: string
  readonly amount: string
}

export interface PrintedPayment {
  readonly sentence: string
  readonly facts: readonly Labelled[]
  readonly text?: string
}

/** What stands at the top and the foot of every paper that leaves: letterhead, title, references, the figure that counts. */
export interface PrintedHead {
  /** "Invoice", and the whole heading "Invoice 2026-0042". */
  readonly kind: string
  readonly heading: string
  readonly number?: string
  readonly mark?: { readonly kind: 'draft' | 'void'; readonly word: string; readonly sentence: string }
  readonly seller: PrintedParty
  readonly buyer: PrintedParty
  /** Number, dates, references. */
  readonly facts: readonly Labelled[]
  /** The amount that the paper is about, and when it is due: for a panel at the top. */
  readonly due: Labelled
  readonly dueDate?: Labelled
  /** The owner's words at the foot of the first page. */
  readonly footer?: string
}

export interface PrintedDocument extends PrintedHead {
  /** What a cancellation does, in a sentence. */
  readonly statement?: string
  readonly intro?: string
  readonly showsTaxColumn: boolean
  readonly amountHeading: string
  readonly lines: readonly PrintedLine[]
  readonly taxes: readonly PrintedTax[]
  readonly totals: readonly PrintedTotal[]
  readonly accountCurrency?: string
  readonly payment?: PrintedPayment
  readonly notes?: string
}
