// What component tests share: the English texts, an owner's locale, and a router for links.
import { createMemoryHistory, createRootRoute, createRoute, createRouter, RouterProvider } from '@tanstack/react-router'
import { act, cleanup, render } from '@testing-library/react'
import type { ReactNode } from 'react'
import { afterEach, beforeAll } from 'vitest'
import { loadLanguage } from '../../src/i18n/translate.ts'
import { LocaleProvider } from '../../src/ui/locale.tsx'

beforeAll(() => loadLanguage('en'))

// happy-dom has no top layer: being drawn is being open.
beforeAll(() => {
  if ('showPopover' in HTMLElement.prototype) return
  Object.assign(HTMLElement.prototype, { showPopover: () => undefined, hidePopover: () => undefined })
})

afterEach(() => {
  cleanup()
  sessionStorage.clear()
})

/** Draws a part inside a router whose only page it is; `path()` tells where links have led. */
export async function renderUi(part: ReactNode, locale = 'en-GB') {
  const root = createRootRoute({ component: () => <LocaleProvider locale={locale}>{part}</LocaleProvider> })
  const router = createRouter({
    routeTree: root.addChildren([createRoute({ getParentRoute: () => root, path: '$' })]),
    history: createMemoryHistory({ initialEntries: ['/start'] }),
  })
  await router.load()
  const view = await act(async () => render(<RouterProvider router={router as never} />))
  return { ...view, path: () => router.state.location.pathname }
}
