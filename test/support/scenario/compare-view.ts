// Compares what a scenario states with what a stage shows: only stated fields count, lists count whole and in order.
import type { Yaml } from './read-scenario.ts'
import type { View } from './scenario-world.ts'

export interface Difference {
  readonly path: string
  readonly expected: Yaml
  /** Undefined when there is nothing at the path. */
  readonly actual: View | undefined
}

/** The word that states an absence. */
export const none = 'none'

export function compareView(expected: Yaml, actual: View | undefined, path = ''): Difference[] {
  if (expected === none) return actual === undefined || actual === none ? [] : [{ path, expected, actual }]
  if (typeof expected === 'string') {
    return typeof actual === 'string' && sameText(expected, actual) ? [] : [{ path, expected, actual }]
  }
  if (Array.isArray(expected)) {
    if (!Array.isArray(actual) || actual.length !== expected.length) return [{ path, expected, actual }]
    return expected.flatMap((one: Yaml, at) => compareView(one, (actual as readonly View[])[at], `${path}[${at}]`))
  }
  if (actual === undefined || typeof actual === 'string' || Array.isArray(actual)) return [{ path, expected, actual }]
  const fields = actual as { readonly [field: string]: View }
  return Object.entries(expected).flatMap(([key, value]) =>
    compareView(value, Object.hasOwn(fields, key) ? fields[key] : undefined, path === '' ? key : `${path}.${key}`),
  )
}

/** Amounts may be written shorter: 1190 is 1190.00. */
function sameText(expected: string, actual: string): boolean {
  if (expected === actual) return true
  const number = /^-?\d+(\.\d+)?$/
  return number.test(expected) && number.test(actual) && trimmed(expected) === trimmed(actual)
}

function trimmed(text: string): string {
  return text.includes('.') ? text.replace(/0+$/, '').replace(/\.$/, '') : text
}
