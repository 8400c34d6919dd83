import { RouterProvider } from '@tanstack/react-router'
import { makeRouter } from './router.tsx'

const router = makeRouter()

/** The app of one tab. */
export function App() {
  return <RouterProvider router={router as never} />
}
