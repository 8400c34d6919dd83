// What was typed and not saved yet. Values live in sessionStorage (this tab, this session), so that an accidental
// navigation, a reload or an update of the app loses nothing; an update also waits while a dirty form is on screen.
// Keys name the form and its object: `client/cli_01H...`, `charge/new`.
import { useEffect, useId } from 'react'
import { create } from 'zustand'

const PREFIX = 'billfold-dirty/'

interface DirtyForms {
  /** Ids of forms on screen with unsaved work. */
  readonly ids: ReadonlySet<string>
  readonly mark: (id: string, dirty: boolean) => void
}

export const useDirtyForms = create<DirtyForms>((set) => ({
  ids: new Set<string>(),
  mark: (id, dirty) =>
    set(({ ids }) => {
      if (ids.has(id) === dirty) return {}
      const next = new Set(ids)
      if (dirty) next.add(id)
      else next.delete(id)
      return { ids: next }
    }),
}))

/** While `dirty`, nothing reloads this tab by itself. `useDirtyForm` calls it; forms without react-hook-form do so themselves. */
export function useUnsavedWork(dirty: boolean): void {
  const id = useId()
  const mark = useDirtyForms((state) => state.mark)
  useEffect(() => {
    mark(id, dirty)
    return () => mark(id, false)
  }, [id, dirty, mark])
}

/** Keeps the values of a form; they must survive JSON. */
export function keepFormValues(key: string, values: unknown): void {
  try {
    sessionStorage.setItem(PREFIX + key, JSON.stringify(values))
  } catch {
    // Storage refused or full: the form still guards itself while it is open.
  }
}

/** The kept values of a form, or undefined. */
export function keptFormValues(key: string): unknown {
  try {
    const text = sessionStorage.getItem(PREFIX + key)
    return text === null ? undefined : (JSON.parse(text) as unknown)
  } catch {
    return undefined
  }
}

/** Forgets a form: it was saved, or its values were given up. */
export function forgetFormValues(key: string): void {
  try {
    sessionStorage.removeItem(PREFIX + key)
  } catch {
    // Nothing was kept either.
  }
}
