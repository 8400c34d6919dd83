// Which forms of this tab hold work that is not saved: an update of the app waits for them.
import { useEffect, useId } from 'react'
import { create } from 'zustand'

interface DirtyForms {
  /** Ids of mounted forms with unsaved work. */
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

/** Call in every form with its dirty state: while one is dirty, nothing reloads this tab by itself. */
export function useDirtyForm(dirty: boolean): void {
  const id = useId()
  const mark = useDirtyForms((state) => state.mark)
  useEffect(() => {
    mark(id, dirty)
    return () => mark(id, false)
  }, [id, dirty, mark])
}
