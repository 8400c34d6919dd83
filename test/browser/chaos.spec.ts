// The short form of `npm run chaos`: tabs and the worker race and are killed, and nothing is doubled, missed or different.
// Its clock must never reach the shipped build.
import { execFile } from 'node:child_process'
import { mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import type { ChaosReport } from '../../scripts/chaos/chaos-report.ts'
import { distFolder, expect, test } from '../support/browser-fixture.ts'

const root = fileURLToPath(new URL('../..', import.meta.url))
/** Names that only the clock of the chaos build has (scripts/chaos/clock/chaos-clock.ts). */
const seam = /chaosClock|billfold-chaos/

function filesWithSeam(folder: string): readonly string[] {
  return readdirSync(folder, { recursive: true, encoding: 'utf8' })
    .filter((name) => /\.(js|html|css|json|map|webmanifest)$/.test(name))
    .filter((name) => seam.test(readFileSync(join(folder, name), 'utf8')))
}

function runChaos(...args: readonly string[]): Promise<{ readonly code: number; readonly said: string }> {
  const script = [join(root, 'scripts', 'run-ts.mjs'), join(root, 'scripts', 'chaos', 'run-chaos.ts')]
  return new Promise((resolve) => {
    execFile(process.execPath, [...script, ...args], { cwd: root, maxBuffer: 1e8 }, (error, out, faults) => {
      resolve({ code: error === null ? 0 : Number(error.code ?? 2), said: `${out}\n${faults}` })
    })
  })
}

test('tabs and the worker race, are killed, and bill everything once', async () => {
  test.setTimeout(240_000)
  const folder = mkdtempSync(join(tmpdir(), 'billfold-chaos-report-'))
  try {
    const json = join(folder, 'report.json')
    const args = ['--kills', '12', '--contracts', '12', '--days-apart', '20', '--days', '6', '--json', json]
    const { code, said } = await runChaos(...args)
    expect(code, said).toBe(0)
    const report = JSON.parse(readFileSync(json, 'utf8')) as ChaosReport
    expect(report.line).toBe('12 kills, 0 doubled, 0 missed, 0 different, numbers gapless')
    // It was a race over something, and some were killed in the middle of a transaction.
    expect(report.periods).toBeGreaterThan(30)
    expect(report.issued).toBeGreaterThan(3)
    expect(report.kills.inside).toBeGreaterThan(0)
  } finally {
    rmSync(folder, { recursive: true, force: true })
  }
  // The search below can find what it looks for.
  const chaos = filesWithSeam(join(root, 'dist-chaos'))
  expect(chaos).toContain('service-worker.js')
  expect(chaos.some((name) => name.startsWith('assets'))).toBe(true)
})

test('nothing of the clock that chaos moves is in the shipped build', () => {
  expect(filesWithSeam(distFolder)).toEqual([])
})
