// The reference that the ledger is held against, kept in the plainest way: pots, what came into each, and what of it lies
// on which invoice. It foresees whether an act is allowed and what it moves; it knows nothing of rows.

export interface PotInvoice {
  readonly payable: number
  readonly group: string
  /** Due date, day of issue, number: what is oldest. */
  readonly order: string
  void: boolean
  given: boolean
}

interface Pot {
  readonly kind: 'payment' | 'credit'
  /** The payment that left it. */
  readonly payment?: string
  readonly group?: string
  readonly order: string
  readonly expiresOn?: string
  /** Of a payment: what of it is no credit. */
  amount: number
  back: number
  expired: number
  gone: boolean
}

interface Back {
  readonly from: string
  readonly amount: number
  readonly direct: number
  undone: boolean
}

export interface Part {
  readonly invoice: string
  readonly source: string
  readonly amount: number
}

/** What a payment left is called after it: it has one credit at most. */
export const creditOfPayment = (payment: string) => `credit of ${payment}`

export class MoneyPots {
  readonly invoices = new Map<string, PotInvoice>()
  readonly pots = new Map<string, Pot>()
  readonly refunds = new Map<string, Back>()
  /** `invoice|source` -> how much of it lies there. */
  readonly lying = new Map<string, number>()

  due(invoice: string): number {
    const found = this.invoices.get(invoice)
    if (found === undefined || found.void) return 0
    return found.payable - this.sum(({ invoice: on }) => on === invoice)
  }

  left(credit: string): number {
    const pot = this.pots.get(credit)
    if (pot === undefined || pot.gone) return 0
    return pot.amount - pot.back - pot.expired - this.sum(({ source }) => source === credit)
  }

  state(invoice: string): 'open' | 'paid' | 'uncollectible' | 'void' {
    const found = this.invoices.get(invoice)
    if (found?.void === true) return 'void'
    return this.due(invoice) === 0 ? 'paid' : found?.given === true ? 'uncollectible' : 'open'
  }

  /** received + credited - (on invoices + balances + given back + expired): nothing. */
  difference(): number {
    const there = [...this.pots].filter(([, pot]) => !pot.gone)
    const cameIn = there.reduce((sum, [, { amount }]) => sum + amount, 0)
    const isSomewhere = there.reduce(
      (sum, [id, { kind, back, expired }]) => {
        return sum + back + expired + (kind === 'credit' ? this.left(id) : 0)
      },
      this.sum(() => true),
    )
    return cameIn - isSomewhere
  }

  issue(invoice: string, payable: number, group: string, order: string): void {
    this.invoices.set(invoice, { payable, group, order, void: false, given: false })
  }

  receive(
    payment: string,
    amount: number,
    shares: readonly { readonly invoice: string; readonly amount: number }[] | 'oldest-first',
    rest: { readonly group: string; readonly order: string },
  ): boolean {
    let left = amount
    const parts: { invoice: string; amount: number }[] = []
    if (shares === 'oldest-first') {
      for (const invoice of this.open()) {
        const part = Math.min(left, this.due(invoice))
        if (part > 0) parts.push({ invoice, amount: part })
        left -= part
      }
    } else {
      for (const { invoice, amount: part } of shares) {
        if (part <= 0 || part > this.due(invoice) || part > left) return false
        parts.push({ invoice, amount: part })
        left -= part
      }
    }
    this.pots.set(payment, {
      kind: 'payment',
      order: rest.order,
      amount: amount - left,
      back: 0,
      expired: 0,
      gone: false,
    })
    for (const { invoice, amount: part } of parts) this.put(invoice, payment, part)
    if (left > 0) this.pour(creditOfPayment(payment), left, rest.group, rest.order, { payment })
    return true
  }

  /** Credit that nobody paid: it lies on what it corrects, then on the oldest of its group; or waits. */
  credit(
    credit: string,
    amount: number,
    { group, order, expiresOn }: { readonly group: string; readonly order: string; readonly expiresOn?: string },
    goesOn: 'oldest' | 'nothing',
    corrects: readonly string[] = [],
  ): void {
    this.pour(credit, amount, group, order, expiresOn === undefined ? {} : { expiresOn })
    if (goesOn === 'nothing') return
    const oldest = this.open().filter((invoice) => this.invoices.get(invoice)?.group === group)
    for (const invoice of [...corrects, ...oldest])
      this.apply(credit, invoice, Math.min(this.due(invoice), this.left(credit)))
  }

  apply(credit: string, invoice: string, amount: number): boolean {
    if (amount <= 0 || amount > this.due(invoice) || amount > this.left(credit)) return false
    this.put(invoice, credit, amount)
    return true
  }

  /** Puts the credit of its group on an invoice; `on`: what is over that day is left alone. */
  applyOldest(invoice: string, on?: string): number {
    if (this.state(invoice) !== 'open') return 0
    const before = this.due(invoice)
    const credits = [...this.pots]
      .filter(([, pot]) => pot.kind === 'credit' && pot.group === this.invoices.get(invoice)?.group)
      .filter(([, { expiresOn }]) => on === undefined || expiresOn === undefined || expiresOn > on)
      .sort(([, one], [, other]) => (one.order < other.order ? -1 : 1))
    for (const [id] of credits) this.apply(id, invoice, Math.min(this.due(invoice), this.left(id)))
    return before - this.due(invoice)
  }

  takeOff({ invoice, source, amount }: Part, most: number): boolean {
    if (this.pots.get(source)?.kind !== 'credit' || amount <= 0 || amount > most) return false
    this.put(invoice, source, -amount)
    return true
  }

  /** What lies free of a payment, or of a credit. */
  free(source: string): number {
    return this.pots.get(source)?.kind === 'payment' ? this.left(creditOfPayment(source)) : this.left(source)
  }

  refund(refund: string, from: string, amount: number, parts: readonly Part[]): boolean {
    const released = parts.reduce((sum, part) => sum + part.amount, 0)
    const mine = this.pots.get(from)?.kind === 'payment' ? [from, creditOfPayment(from)] : [from]
    const fits = parts.every(({ invoice, source, amount: part }) => {
      return part > 0 && mine.includes(source) && part <= (this.lying.get(`${invoice}|${source}`) ?? 0)
    })
    if (!fits || amount <= 0 || released > amount || amount > this.free(from) + released) return false
    const rest = mine.at(-1) as string
    if (amount > released) this.change(rest, { back: amount - released })
    for (const { invoice, source, amount: part } of parts) {
      this.put(invoice, source, -part)
      this.change(source, { back: part })
    }
    const own = parts.filter(({ source }) => source === from && mine.length > 1)
    const direct = own.reduce((sum, part) => sum + part.amount, 0)
    this.refunds.set(refund, { from, amount, direct, undone: false })
    return true
  }

  undoRefund(refund: string, rest: { readonly group: string; readonly order: string }): boolean {
    const found = this.refunds.get(refund)
    if (found === undefined || found.undone) return false
    found.undone = true
    const { from, amount, direct } = found
    const ofPayment = this.pots.get(from)?.kind === 'payment'
    const into = ofPayment ? creditOfPayment(from) : from
    if (this.pots.has(into)) this.change(into, { back: direct - amount, amount: direct })
    else this.pour(into, direct, rest.group, rest.order, { payment: from })
    if (ofPayment) this.change(from, { amount: -direct, back: -direct })
    return true
  }

  undoPayment(payment: string): boolean {
    const found = this.pots.get(payment)
    if (found === undefined || found.gone) return false
    const mine = [payment, creditOfPayment(payment)]
    for (const source of mine) {
      const pot = this.pots.get(source)
      if (pot !== undefined) pot.gone = true
      for (const part of this.parts().filter((each) => each.source === source))
        this.put(part.invoice, source, -part.amount)
    }
    for (const back of this.refunds.values()) if (mine.includes(back.from)) back.undone = true
    return true
  }

  void(invoice: string): boolean {
    const found = this.invoices.get(invoice)
    const onIt = this.parts().filter((part) => part.invoice === invoice)
    if (found === undefined || found.void) return false
    if (onIt.some(({ source }) => this.pots.get(source)?.kind === 'payment')) return false
    for (const { source, amount } of onIt) this.put(invoice, source, -amount)
    found.void = true
    return true
  }

  writeOff(invoice: string): boolean {
    return this.give(invoice, 'open', true)
  }

  reopen(invoice: string): boolean {
    return this.give(invoice, 'uncollectible', false)
  }

  expire(on: string): number {
    let gone = 0
    for (const [id, pot] of this.pots) {
      if (pot.expiresOn === undefined || pot.expiresOn > on || this.left(id) === 0) continue
      pot.expired += this.left(id)
      gone += 1
    }
    return gone
  }

  /** What lies where. */
  parts(): Part[] {
    return [...this.lying].map(([key, amount]) => {
      const [invoice = '', source = ''] = key.split('|')
      return { invoice, source, amount }
    })
  }

  /** Those that are owed, the oldest first. */
  open(): string[] {
    return [...this.invoices]
      .filter(([id]) => this.state(id) === 'open')
      .sort(([, one], [, other]) => (one.order < other.order ? -1 : 1))
      .map(([id]) => id)
  }

  private give(invoice: string, from: 'open' | 'uncollectible', given: boolean): boolean {
    const found = this.invoices.get(invoice)
    if (found === undefined || this.state(invoice) !== from) return false
    found.given = given
    return true
  }

  private pour(
    id: string,
    amount: number,
    group: string,
    order: string,
    more: { readonly payment?: string; readonly expiresOn?: string },
  ): void {
    this.pots.set(id, { kind: 'credit', amount, group, order, back: 0, expired: 0, gone: false, ...more })
  }

  private change(id: string, by: { readonly amount?: number; readonly back?: number }): void {
    const pot = this.pots.get(id)
    if (pot === undefined) throw new Error(`no pot ${id}`)
    pot.amount += by.amount ?? 0
    pot.back += by.back ?? 0
  }

  private put(invoice: string, source: string, by: number): void {
    const key = `${invoice}|${source}`
    const amount = (this.lying.get(key) ?? 0) + by
    if (amount === 0) this.lying.delete(key)
    else this.lying.set(key, amount)
  }

  private sum(of: (part: Part) => boolean): number {
    return this.parts()
      .filter(of)
      .reduce((total, { amount }) => total + amount, 0)
  }
}
