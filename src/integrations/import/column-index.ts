// Looking up what a column's name says, in the form of foldName() and without blanks.
import { foldName } from './table.ts'

/** For each field the names of columns that fill it, apart by commas; the exact names stand before the loose ones. */
export type ColumnNames<Field extends string> = Readonly<Partial<Record<Field, string>>>

export interface NamedField<Field extends string> {
  readonly field: Field
  /** How exact the name is; 0 = most. */
  readonly rank: number
}

export type ColumnIndex<Field extends string> = ReadonlyMap<string, NamedField<Field>>

// `USt-IdNr.`, `UStIdNr` and `ust id nr` are one name: blanks do not count.
const compact = (name: string): string => name.replaceAll(' ', '')

/** The names of one list, ready to be looked up. */
export function splitNames(names: string): string[] {
  return names.split(',').map(compact)
}

export function columnIndex<Field extends string>(names: ColumnNames<Field>): ColumnIndex<Field> {
  const index = new Map<string, NamedField<Field>>()
  for (const [field, list] of Object.entries(names) as [Field, string][]) {
    for (const [rank, name] of splitNames(list).entries()) if (!index.has(name)) index.set(name, { field, rank })
  }
  return index
}

/** Dolibarr and others put a program name behind the readable one: `Name* (s.nom)`. */
function readableName(column: string): string {
  return compact(foldName(column.replace(/\s*\(\w+\.\w+\)\s*$/, '')))
}

/** `Straße 1` of a list that numbers its addresses is the street. */
export function lookUpColumn<Value>(index: ReadonlyMap<string, Value>, column: string): Value | undefined {
  const name = readableName(column)
  return index.get(name) ?? (name.endsWith('1') ? index.get(name.slice(0, -1)) : undefined)
}
