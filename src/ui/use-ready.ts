import { useEffect, useState } from 'react'
import { whenReady } from './ready.ts'

/** False until the first screen stands with its data: for parts that may come after it. */
export function useReady(): boolean {
  const [ready, setReady] = useState(false)
  useEffect(() => {
    let here = true
    void whenReady.then(() => here && setReady(true))
    return () => {
      here = false
    }
  }, [])
  return ready
}
