// Gives a chaos build its clock: the two composition roots import it first. Nothing else differs from the shipped build.
import { fileURLToPath } from 'node:url'
import type { Plugin } from 'vite'

const roots: Readonly<Record<string, string>> = {
  '/src/app/main.tsx': './page-clock.ts',
  '/src/worker/service-worker.ts': './worker-clock.ts',
}

export function chaosClockPlugin(): Plugin {
  return {
    name: 'billfold-chaos-clock',
    enforce: 'pre',
    transform(code, id) {
      const path = id.split('?')[0] ?? id
      const clock = Object.entries(roots).find(([root]) => path.endsWith(root))?.[1]
      if (clock === undefined) return undefined
      const file = fileURLToPath(new URL(clock, import.meta.url))
      return { code: `import ${JSON.stringify(file)}\n${code}`, map: null }
    },
  }
}
