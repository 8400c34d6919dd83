// One row <-> one line of JSON. Bytes travel as {"$bytes": base64}; an object of ours whose key begins with "$" is
// wrapped as {"$object": ...}, so that nothing that was stored can be taken for either.

const maxDepth = 64

/** The JSON text of a row; throws on what JSON cannot keep (a date, a map), which no row may hold. */
export function encodeRow(row: object): string {
  return JSON.stringify(encodeValue(row))
}

function encodeValue(value: unknown): unknown {
  if (typeof value === 'number') {
    if (!Number.isFinite(value)) throw new TypeError('A row holds a number that JSON cannot keep')
    return value
  }
  if (value === null || typeof value === 'string' || typeof value === 'boolean') return value
  if (value instanceof Uint8Array) return { $bytes: toBase64(value) }
  if (Array.isArray(value)) return mapKept(value)
  if (typeof value !== 'object') throw new TypeError(`A row holds a ${typeof value}`)
  const prototype: unknown = Object.getPrototypeOf(value)
  // Rows come out of the database as plain objects, in tests of another realm.
  if (prototype !== null && Object.getPrototypeOf(prototype) !== null)
    throw new TypeError('A row holds a special object')
  return encodeObject(value as Readonly<Record<string, unknown>>)
}

function mapKept(list: readonly unknown[]): readonly unknown[] {
  let changed: unknown[] | undefined
  list.forEach((item, index) => {
    const encoded = encodeValue(item)
    if (encoded !== item) {
      changed ??= [...list]
      changed[index] = encoded
    }
  })
  return changed ?? list
}

function encodeObject(value: Readonly<Record<string, unknown>>): unknown {
  let changed: Record<string, unknown> | undefined
  let wrap = false
  for (const key of Object.keys(value)) {
    if (key.startsWith('$')) wrap = true
    const item = value[key]
    if (item === undefined) continue // as if it were not there: IndexedDB keeps it, JSON does not
    const encoded = encodeValue(item)
    if (encoded !== item) {
      changed ??= { ...value }
      changed[key] = encoded
    }
  }
  const kept = changed ?? value
  return wrap ? { $object: kept } : kept
}

/** Why a line was refused. */
export type LineProblem = 'not-json' | 'nesting' | 'key'

/**
 * The value of a line that `JSON.stringify` wrote. Anything that we would have written differently (two equal keys,
 * numbers beyond exactness, blanks) is refused, and so are keys that could reach a prototype.
 */
export function decodeLine(text: string): { readonly value: unknown } | LineProblem {
  if (deeperThan(text, maxDepth)) return 'nesting'
  let parsed: unknown
  try {
    parsed = JSON.parse(text)
  } catch {
    return 'not-json'
  }
  if (JSON.stringify(parsed) !== text) return 'not-json'
  try {
    return { value: decodeValue(parsed) }
  } catch (error) {
    if (error instanceof BadValue) return error.problem
    throw error
  }
}

class BadValue extends Error {
  readonly problem: LineProblem
  constructor(problem: LineProblem) {
    super(problem)
    this.problem = problem
  }
}

function decodeValue(value: unknown): unknown {
  if (typeof value !== 'object' || value === null) return value
  if (Array.isArray(value)) {
    value.forEach((item, index) => {
      const decoded = decodeValue(item)
      if (decoded !== item) value[index] = decoded
    })
    return value
  }
  const row = value as Record<string, unknown>
  const keys = Object.keys(row)
  const special = keys.find((key) => key.startsWith('$'))
  if (special === undefined) return decodeObject(row, keys)
  if (keys.length !== 1) throw new BadValue('not-json')
  const inner = row[special]
  if (special === '$bytes' && typeof inner === 'string') return fromBase64(inner)
  if (special === '$object' && typeof inner === 'object' && inner !== null && !Array.isArray(inner)) {
    return decodeObject(inner as Record<string, unknown>, Object.keys(inner))
  }
  throw new BadValue('not-json')
}

function decodeObject(row: Record<string, unknown>, keys: readonly string[]): unknown {
  for (const key of keys) {
    if (key === '__proto__') throw new BadValue('key')
    const item = row[key]
    const decoded = decodeValue(item)
    if (decoded !== item) row[key] = decoded
  }
  return row
}

/** Whether brackets nest deeper than the limit; looks at the text alone, so that no parser is ever brought there. */
function deeperThan(text: string, limit: number): boolean {
  let depth = 0
  let inString = false
  for (let index = 0; index < text.length; index += 1) {
    const code = text.charCodeAt(index)
    if (inString) {
      if (code === 0x5c) index += 1
      else if (code === 0x22) inString = false
    } else if (code === 0x22) inString = true
    else if (code === 0x7b || code === 0x5b) {
      depth += 1
      if (depth > limit) return true
    } else if (code === 0x7d || code === 0x5d) depth -= 1
  }
  return false
}

// A multiple of 3, so that the pieces' base64 can be joined.
const piece = 0x7ffe

/** Base64 of bytes, piece by piece: a whole PDF would overflow the argument list. */
export function toBase64(bytes: Uint8Array): string {
  let text = ''
  for (let start = 0; start < bytes.length; start += piece) {
    text += btoa(String.fromCharCode(...bytes.subarray(start, start + piece)))
  }
  return text
}

function fromBase64(text: string): Uint8Array {
  let binary: string
  try {
    binary = atob(text)
  } catch {
    throw new BadValue('not-json')
  }
  const bytes = new Uint8Array(binary.length)
  for (let index = 0; index < binary.length; index += 1) bytes[index] = binary.charCodeAt(index)
  if (toBase64(bytes) !== text) throw new BadValue('not-json')
  return bytes
}
