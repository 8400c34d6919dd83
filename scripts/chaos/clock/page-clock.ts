// First import of a chaos build's pages: nothing of the app runs before the clock is set.
import { type ChaosRealm, startChaosClock } from './chaos-clock.ts'

// The harness says who a tab is in its name, before the page begins; any other window is nobody in particular.
await startChaosClock(window.name.startsWith('{') ? (JSON.parse(window.name) as ChaosRealm) : { name: 'page' })
