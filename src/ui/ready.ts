// When the first screen has its data on screen. Measured by the bench and waited for by what may come later.
let done = false
let tell: () => void = () => undefined

// The first touch or key finds a quiet page: what may come later waits this long after the screen stands.
const quietMs = 150

/** Resolves once the first screen stands with its data and has been quiet for a moment. */
export const whenReady: Promise<void> = new Promise((resolve) => {
  tell = resolve
})

/** Says that a screen stands with its data; the first time sets the mark `ready` after it was painted. */
export function markReady(): void {
  if (done) return
  done = true
  requestAnimationFrame(() =>
    setTimeout(() => {
      performance.mark('ready')
      setTimeout(tell, quietMs)
    }),
  )
}
