// Cases that ask for what the product decided against, with the source's figures recomputed by its own rule.
import { compared, hasValue, type Json, type JsonObject, type Outcome, objectAt, objectsAt, textAt } from '../case.ts'
import type { Scale } from './ledger-cases.ts'

/** The outcome of a case that does not apply; undefined where the core can answer it. */
export function outsideOurRules(fields: JsonObject, scale: Scale): Outcome | undefined {
  const steps = objectsAt(fields, 'steps')
  const negative = steps.some((step) => step.op === 'invoice' && scale.read(step.amount, 'amount') < 0)
  if (negative) return proven('negative-invoice', negativeInvoice(steps, scale))
  if (steps.some((step) => hasValue(step, 'restrict')))
    return proven('restricted-credit', restricted(fields, steps, scale))
  if (hasValue(fields, 'expectedWriteOff')) return proven('change-written-off', change(fields, steps, scale))
  return undefined
}

function proven(code: NonNullable<Outcome['code']>, found: Outcome): Outcome {
  return found.status === 'passed' ? { ...found, status: 'not-applicable', code } : found
}

/** An invoice below 0 is an amount like another: its balance is what it asks for less what was paid. */
function negativeInvoice(steps: readonly JsonObject[], scale: Scale): Outcome {
  const balance = new Map<string, number>()
  const paid = new Map<string, number>()
  const expected: { [name: string]: Json } = {}
  const actual: { [name: string]: Json } = {}
  steps.forEach((step, index) => {
    if (step.op === 'payRest') {
      const invoice = textAt(step, 'invoice')
      paid.set(textAt(step, 'id'), balance.get(invoice) ?? 0)
      balance.set(invoice, 0)
    } else balance.set(textAt(step, 'id'), scale.read(step.amount, 'amount'))
    if (!hasValue(step, 'expect')) return
    const wanted = objectAt(step, 'expect')
    for (const [name, values] of Object.entries(wanted)) {
      for (const [letter, value] of Object.entries(values as JsonObject)) {
        const wantedFigure = name === 'payment' ? (value as JsonObject).amount : value
        expected[`${index} ${name} ${letter}`] = scale.write(scale.read(wantedFigure, name))
        const found = (name === 'payment' ? paid : balance).get(letter)
        actual[`${index} ${name} ${letter}`] = found === undefined ? null : scale.write(found)
      }
    }
  })
  return compared(expected, actual)
}

/** Each kind of line takes from the credits that are open to it, in the order of their priority, then of their coming. */
function restricted(fields: JsonObject, steps: readonly JsonObject[], scale: Scale): Outcome {
  const invoice = steps.find((step) => step.op === 'invoice') ?? {}
  const due = new Map(
    objectsAt(invoice, 'lines').map((line) => [textAt(line, 'type'), scale.read(line.gross, 'gross')]),
  )
  const credits = steps.filter((step) => step.op === 'prepaid')
  const left = new Map(credits.map((step) => [textAt(step, 'id'), scale.read(step.amount, 'amount')]))
  const applied = new Map<string, number>()
  for (const credit of credits) {
    const id = textAt(credit, 'id')
    const own = typeof credit.restrict === 'string' ? [credit.restrict] : [...due.keys()]
    for (const type of own) {
      const part = Math.min(left.get(id) ?? 0, due.get(type) ?? 0)
      left.set(id, (left.get(id) ?? 0) - part)
      due.set(type, (due.get(type) ?? 0) - part)
      applied.set(id, (applied.get(id) ?? 0) + part)
    }
  }
  const wanted = objectAt(fields, 'expected')
  const figures = (values: JsonObject) =>
    Object.fromEntries(Object.entries(values).map(([id, value]) => [id, scale.write(scale.read(value, 'expected'))]))
  const found = (of: ReadonlyMap<string, number>, values: JsonObject) =>
    Object.fromEntries(Object.keys(values).map((id) => [id, scale.write(of.get(id) ?? 0)]))
  const [wantedApplied, wantedLeft] = [objectAt(wanted, 'applied'), objectAt(wanted, 'creditBalance')]
  return compared(
    { applied: figures(wantedApplied), left: figures(wantedLeft) },
    { applied: found(applied, wantedApplied), left: found(left, wantedLeft) },
  )
}

/** Money over the counter: what is tendered beyond the price and not given as change is written off. */
function change(fields: JsonObject, steps: readonly JsonObject[], scale: Scale): Outcome {
  const sum = (op: string) =>
    steps.filter((step) => step.op === op).reduce((total, step) => total + scale.read(step.amount, 'amount'), 0)
  const over = sum('payment') - sum('invoice') - scale.read(fields.changeGiven, 'changeGiven')
  return compared(scale.write(scale.read(fields.expectedWriteOff, 'expectedWriteOff')), scale.write(-over))
}
