import { RouterProvider } from '@tanstack/react-router'
import type { OpenedAccount } from './open-runtime.ts'
import { makeRouter } from './router.tsx'
import { RuntimeRoot } from './runtime-root.tsx'

const router = makeRouter()

/** Finds and fetches the screen of the address, while the books are still being opened. */
export function loadFirstScreen(): void {
  void router.load()
}

/** The app of one tab. */
export function App({ opened }: { readonly opened: OpenedAccount }) {
  return (
    <RuntimeRoot first={opened}>
      <RouterProvider router={router as never} />
    </RuntimeRoot>
  )
}
