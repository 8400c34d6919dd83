import { Shell } from './shell.tsx'

/** The shell with what the data layer knows: accounts, safety, updates. */
export function AppFrame() {
  return <Shell account={null} safety={null} />
}
