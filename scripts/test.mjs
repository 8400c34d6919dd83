// `npm test`: proves everything, in order. Every stage runs even when an earlier one failed; the end is a table of the
// stages with their times and one line `N passed, N failed` over all tests and checks. Stages that use one core each run
// side by side, and say what they have to say when they end.
//   npm test -- --only types,unit
//   runs some stages (types lint unit build size cases scenarios clicks firefox browser)
import { spawn } from 'node:child_process'
import { existsSync, mkdirSync, readFileSync, rmSync } from 'node:fs'
import { join, relative } from 'node:path'
import { fileURLToPath } from 'node:url'
import { firefoxPath } from './smoke-firefox.mjs'

const root = fileURLToPath(new URL('..', import.meta.url))
const reports = join(root, '.cache', 'test')
const bin = (name, path) => [process.execPath, join(root, 'node_modules', name, path)]
const script = (path, ...args) => [process.execPath, join(root, 'scripts', path), ...args]
const runTs = (path, ...args) => script('run-ts.mjs', join(root, path), ...args)

/** Facts of other systems' test suites; they lie beside a development checkout and are not part of the project. */
const sharedCases = join(root, '..', 'shared', 'cases')

const scenarios = (...more) => runTs('test/support/run-scenario.ts', 'test/scenarios', ...more)

/** In their order; what stands in one row runs side by side. */
const rows = [
  [{ name: 'types', minutes: 1, run: () => countLines(script('check-types.mjs'), /^types .*: (ok|failed)$/gm) }],
  [{ name: 'lint', minutes: 1, run: runLint }],
  [{ name: 'unit', minutes: 4, run: runUnit }],
  [{ name: 'build', minutes: 1, run: () => Promise.all([check('build', script('build-if-stale.mjs'))]) }],
  [
    { name: 'size', minutes: 1, run: () => countLines(script('check-size.mjs'), /^size .*: (ok|failed)$/gm) },
    { name: 'cases', minutes: 1, run: runCases },
    { name: 'scenarios', minutes: 1, run: () => countLast(scenarios()) },
    { name: 'clicks', minutes: 1, run: () => countLast(scenarios('--stage', 'browser')) },
    { name: 'firefox', minutes: 1, run: runFirefox },
  ],
  [{ name: 'browser', minutes: 7, run: runBrowser }],
]
const stages = rows.flat()

mkdirSync(reports, { recursive: true })
const only = process.argv.includes('--only') ? process.argv[process.argv.indexOf('--only') + 1]?.split(',') : undefined
const unknown = only?.filter((name) => !stages.some((stage) => stage.name === name)) ?? []
if (unknown.length > 0) {
  console.error(`No stage is called ${unknown.join(', ')}`)
  process.exit(2)
}

const begun = performance.now()
const table = []
for (const row of rows) {
  const wanted = row.filter(({ name }) => only?.includes(name) ?? true)
  table.push(...(await Promise.all(wanted.map((stage) => runStage(stage, wanted.length === 1)))))
}

/** A stage that runs alone speaks while it works. */
async function runStage(stage, alone) {
  const head = `\n== ${stage.name}`
  if (alone) console.log(head)
  const began = performance.now()
  const results = await stage.run()
  const seconds = (performance.now() - began) / 1000
  if (!alone) console.log(head)
  for (const { said } of results) if (said) process.stdout.write(said)
  const passed = sum(results, 'passed')
  const failed =
    sum(results, 'failed') + (passed + sum(results, 'failed') === 0 && !results.some((one) => one.notice) ? 1 : 0)
  return {
    name: stage.name,
    passed,
    failed,
    seconds,
    minutes: stage.minutes,
    notices: results.flatMap((one) => one.notice ?? []),
    wrong: results.flatMap((one) => one.wrong ?? []).map((text) => `  ${stage.name}: ${text}`),
  }
}

console.log('\nstage        passed  failed    time  allowed')
for (const { name, passed, failed, seconds, minutes, notices } of table) {
  const late = seconds > minutes * 60 ? '  slow' : ''
  console.log(
    `${name.padEnd(12)} ${pad(passed, 6)}  ${pad(failed, 6)}  ${pad(`${seconds.toFixed(1)}s`, 6)}  ${pad(`${minutes}min`, 7)}${late}`,
  )
  for (const notice of notices) console.log(`             ${notice}`)
}
// Once more at the end, where it is found without reading thousands of lines.
const wrong = table.flatMap(({ wrong }) => wrong)
if (wrong.length > 0) console.log(`\nwhat failed\n${wrong.join('\n')}\n`)
const failed = sum(table, 'failed')
console.log(`total ${((performance.now() - begun) / 60_000).toFixed(1)} min`)
console.log(`${sum(table, 'passed')} passed, ${failed} failed`)
process.exitCode = failed === 0 ? 0 : 1

function runLint() {
  return Promise.all([
    check('biome', bin('@biomejs/biome', 'bin/biome'), ['check', '--error-on-warnings', '.']),
    check('boundaries', runTs('scripts/check-boundaries.ts')),
    check('unused code', bin('knip', 'bin/knip.js')),
  ])
}

async function runUnit() {
  const file = join(reports, 'unit.json')
  rmSync(file, { force: true })
  const args = ['run', '--reporter=dot', '--reporter=json', `--outputFile.json=${file}`]
  const { status } = await run([...bin('vitest', 'vitest.mjs'), ...args])
  if (!existsSync(file)) return [{ passed: 0, failed: 1 }]
  const report = JSON.parse(readFileSync(file, 'utf8'))
  // A file that does not load has no tests to count: it counts as one failure.
  const brokenFiles = report.testResults.filter(
    (one) => one.status === 'failed' && one.assertionResults.length === 0,
  ).length
  const failed = report.numFailedTests + brokenFiles
  return [
    {
      passed: report.numPassedTests,
      failed: failed === 0 && status !== 0 ? 1 : failed,
      wrong: report.testResults.flatMap(wrongInFile),
      ...noticeOf(report.numPendingTests + report.numTodoTests, 'skipped'),
    },
  ]
}

/** Each failed test of a file, by its name and the head of its message; a file that did not load, by its own. */
function wrongInFile({ name, message, status, assertionResults }) {
  const file = relative(root, name)
  const tests = assertionResults.filter((one) => one.status === 'failed')
  if (tests.length === 0) return status === 'failed' ? [`${file}: ${headOf(message)}`] : []
  return tests.map((one) => `${file}: ${one.fullName}\n${headOf(one.failureMessages.join('\n'))}`)
}

/** The first lines of a message, indented; a counterexample of a property is among them. */
function headOf(message) {
  const lines = plainText(message ?? '').split('\n')
  return lines
    .slice(0, 14)
    .map((line) => `      ${line.slice(0, 1000)}`)
    .join('\n')
}

function plainText(text) {
  // biome-ignore lint/suspicious/noControlCharactersInRegex: the codes that colour a terminal
  return text.replace(/\u001b\[[0-9;]*m/g, '')
}

async function runCases() {
  if (!existsSync(sharedCases))
    return [{ passed: 0, failed: 0, notice: ['the neutral case files are not beside this checkout: skipped'] }]
  const files = ['totals.json', 'money.json', 'periods.json', 'payments.json'].map((file) => join(sharedCases, file))
  return countLast(runTs('test/cases/run-cases.ts', ...files))
}

async function runBrowser() {
  const file = join(reports, 'browser.json')
  rmSync(file, { force: true })
  const { status } = await run([...bin('@playwright/test', 'cli.js'), 'test', '--reporter=list,json'], {
    PLAYWRIGHT_JSON_OUTPUT_NAME: file,
  })
  if (!existsSync(file)) return [{ passed: 0, failed: 1 }]
  const { stats, errors, suites } = JSON.parse(readFileSync(file, 'utf8'))
  const failed = stats.unexpected + errors.length
  return [
    {
      passed: stats.expected + stats.flaky,
      failed: failed === 0 && status !== 0 ? 1 : failed,
      ...noticeOf(stats.flaky, 'passed only the second time'),
      wrong: [...errors.map(({ message }) => headOf(message)), ...suites.flatMap(wrongInSuite)],
      ...noticeOf(stats.skipped, 'skipped'),
    },
  ]
}

function wrongInSuite({ file, specs = [], suites = [] }) {
  const own = specs
    .filter(({ tests }) => tests.some(({ status }) => status === 'unexpected' || status === 'flaky'))
    .map(({ title, tests, ok }) => {
      const told = tests.flatMap(({ results }) => results).flatMap((result) => result.errors)
      return `${file}: ${title}${ok ? ' (passed the second time)' : ''}\n${told.map(({ message }) => headOf(message)).join('\n')}`
    })
  return [...own, ...suites.flatMap(wrongInSuite)]
}

async function runFirefox() {
  if (firefoxPath() === undefined) return [{ passed: 0, failed: 0, notice: ['no Firefox is installed here: skipped'] }]
  return countLines(script('smoke-firefox.mjs'), /^firefox .*: (ok|failed)$/gm)
}

async function check(what, command, args = []) {
  const { status, said: told } = await runAndRead([...command, ...args])
  const said = `${told}${what}: ${status === 0 ? 'ok' : 'failed'}\n`
  return status === 0
    ? { passed: 1, failed: 0, said }
    : { passed: 0, failed: 1, said, wrong: [`${what}\n${headOf(told)}`] }
}

/** For a program that prints one line for each of its checks, ending in `ok` or `failed`. */
async function countLines(command, pattern) {
  const { status, text, said } = await runAndRead(command)
  const outcomes = [...text.matchAll(pattern)]
  const wrong = outcomes.filter((match) => match[1] === 'failed').map((match) => match[0])
  const failed = wrong.length === 0 && status !== 0 ? 1 : wrong.length
  return [{ passed: outcomes.length - wrong.length, failed, wrong, said }]
}

/** For a program whose last line is `N passed, N failed`, perhaps with `, N not applicable`. */
async function countLast(command) {
  const { status, text, said } = await runAndRead(command)
  const last = /(\d+) passed, (\d+) failed(?:, (\d+) not applicable)?\s*$/.exec(text)
  if (last === null) return [{ passed: 0, failed: 1, said }]
  const failed = Number(last[2])
  return [
    {
      passed: Number(last[1]),
      failed: failed === 0 && status !== 0 ? 1 : failed,
      said,
      wrong: text.split('\n').filter((line) => /^FAIL/.test(line)),
      ...noticeOf(Number(last[3] ?? 0), 'not applicable, each proven by a convention'),
    },
  ]
}

/** Runs a program that speaks for itself. */
function run([command, ...args], environment = {}) {
  return ended(spawn(command, args, { cwd: root, stdio: 'inherit', env: { ...process.env, ...environment } }))
}

/** Runs a program and keeps its output, `text`, and all that it says, errors among it, `said`. */
async function runAndRead([command, ...args]) {
  const child = spawn(command, args, { cwd: root, stdio: ['ignore', 'pipe', 'pipe'] })
  let text = ''
  let said = ''
  child.stdout.setEncoding('utf8').on('data', (part) => {
    text += part
    said += part
  })
  child.stderr.setEncoding('utf8').on('data', (part) => {
    said += part
  })
  return { ...(await ended(child)), text, said }
}

function ended(child) {
  return new Promise((resolve, reject) => {
    child.once('error', reject)
    child.once('close', (status) => resolve({ status }))
  })
}

function noticeOf(count, what) {
  return count > 0 ? { notice: [`${count} ${what}`] } : {}
}

function sum(rows, field) {
  return rows.reduce((total, row) => total + row[field], 0)
}

function pad(value, width) {
  return String(value).padStart(width)
}
