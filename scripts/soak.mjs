// `npm run soak`: the property tests with many more runs, for a night or a release, and with
// new examples each time (BILLFOLD_SEED=n repeats some). SOAK_RUNS chooses how many.
import { spawnSync } from 'node:child_process'
import { fileURLToPath } from 'node:url'

const root = fileURLToPath(new URL('..', import.meta.url))
const runs = process.env.SOAK_RUNS ?? '2000'
const args = ['node_modules/vitest/vitest.mjs', 'run', '--testTimeout=3600000', ...process.argv.slice(2)]
console.log(`soak: ${runs} runs of each property`)
const { status } = spawnSync(process.execPath, args, {
  cwd: root,
  stdio: 'inherit',
  env: { ...process.env, SOAK_RUNS: runs, BILLFOLD_SEED: process.env.BILLFOLD_SEED ?? 'random' },
})
process.exitCode = status ?? 1
