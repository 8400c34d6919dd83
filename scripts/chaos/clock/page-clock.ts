// First import of a chaos build's pages: nothing of the app runs before the clock is set.
import { startChaosClock } from './chaos-clock.ts'

// The harness names each tab before its page begins.
await startChaosClock(window.name)
