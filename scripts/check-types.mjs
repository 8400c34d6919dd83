// Type-checks every part of the project with its own libraries: core without a host, the app with the DOM, the worker
// with worker types, scripts and tests with Node. Exit code 1 when any part fails; all parts are always reported.
import { spawnSync } from 'node:child_process'
import { fileURLToPath } from 'node:url'

const root = fileURLToPath(new URL('..', import.meta.url))
const projects = ['src/core', '.', 'src/worker', 'scripts', 'test']
let failed = 0
for (const project of projects) {
  const { status } = spawnSync(process.execPath, ['node_modules/typescript/bin/tsc', '-p', project], {
    cwd: root,
    stdio: 'inherit',
  })
  if (status !== 0) failed += 1
  console.log(`types ${project}: ${status === 0 ? 'ok' : 'failed'}`)
}
process.exitCode = failed === 0 ? 0 : 1
