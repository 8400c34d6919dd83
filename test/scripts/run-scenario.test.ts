import { spawnSync } from 'node:child_process'
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'

const root = fileURLToPath(new URL('../..', import.meta.url))
let folder = ''

beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'billfold-scenario-'))
})
afterEach(() => rmSync(folder, { recursive: true, force: true }))

function run(text: string, ...args: string[]) {
  const file = join(folder, 'story.yaml')
  const json = join(folder, 'report.json')
  writeFileSync(file, text)
  const command = ['scripts/run-ts.mjs', 'test/support/run-scenario.ts', file, '--json', json, ...args]
  const { status, stdout, stderr } = spawnSync(process.execPath, command, { cwd: root, encoding: 'utf8' })
  const report = status === 2 ? [] : (JSON.parse(readFileSync(json, 'utf8')) as Record<string, unknown>[])
  return { status, stdout, stderr, report, last: stdout.trim().split('\n').at(-1), file }
}

const story = (then: string, step = '') => `
name: A story
stages: [core, commands]
given:
  clients: { Okafor: {} }
  charges:
    Design: { client: Okafor, unitPrice: 500.00 }
when:
  - draftInvoices: { client: Okafor, charges: all, as: March }
${step}
then:
  ${then}
`

describe('npm run scenario', () => {
  it('passes what holds, in each stage', () => {
    const { status, report, last, file } = run(story('invoices: { March: { state: draft, gross: 500 } }'))
    expect({ status, last }).toEqual({ status: 0, last: '2 passed, 0 failed' })
    expect(report).toEqual([
      { file, name: 'A story', stage: 'core', status: 'passed' },
      { file, name: 'A story', stage: 'commands', status: 'passed' },
    ])
  })

  it('names every difference with its path', () => {
    const { status, report, last } = run(
      story('invoices: { March: { state: open, gross: 500.01, number: 2026-0001 }, April: { state: draft } }'),
      '--stage',
      'commands',
    )
    expect({ status, last }).toEqual({ status: 1, last: '0 passed, 1 failed' })
    expect(report.map(({ step, path, expected, actual }) => [step, path, expected, actual])).toEqual([
      ['then', 'invoices.March.state', 'open', 'draft'],
      ['then', 'invoices.March.gross', '500.01', '500.00'],
      ['then', 'invoices.March.number', '2026-0001', undefined],
      ['then', 'invoices.April', { state: 'draft' }, undefined],
    ])
  })

  it('fails a refusal that does not come, one that comes unasked, and one with other facts', () => {
    const steps = [
      '  - finalizeInvoice: March\n    refused: total-negative',
      '  - writeOffInvoice: March',
      '  - writeOffInvoice: March\n    refused: wrong-state\n    facts: { state: paid }',
    ]
    const { report, last } = run(steps.map((step) => story('invoices: {}', step)).join('---'), '--stage', 'core')
    expect(last).toBe('0 passed, 3 failed')
    expect(report).toMatchObject([
      { step: 2, path: 'finalizeInvoice.refused', expected: 'total-negative', actual: 'none' },
      { step: 2, path: 'writeOffInvoice.refused', expected: 'none' },
      { step: 2, path: 'facts.state', expected: 'paid', actual: 'draft' },
    ])
  })

  it('fails fields, commands and names that it does not know, in each stage', () => {
    const cases = [
      ['  - finalizeInvoice: { draft: March, qick: true }', 'unknown field qick'],
      ['  - finaliseInvoice: March', '"finaliseInvoice"'],
      ['  - finalizeInvoice: April', 'no invoice is called "April"'],
    ] as const
    const { status, report } = run(cases.map(([step]) => story('invoices: {}', step)).join('---'))
    expect(status).toBe(1)
    expect(report).toHaveLength(cases.length * 2)
    cases.forEach(([, complaint], at) => {
      for (const one of report.slice(at * 2, at * 2 + 2)) expect(String(one.actual)).toContain(complaint)
    })
  })

  it('answers 2 for files that are no scenarios', () => {
    const broken = ['name: [', '', 'name: Nothing expected\nwhen: []'].map((text, at) => {
      const file = join(folder, `broken-${at}.yaml`)
      writeFileSync(file, text)
      return file
    })
    const { status, stderr } = run('name: [', ...broken)
    expect(status).toBe(2)
    for (const file of broken) expect(stderr).toContain(`${file}: cannot be read`)
    expect(run(story('invoices: {}'), '--stage', 'nowhere').status).toBe(2)
  })
})
