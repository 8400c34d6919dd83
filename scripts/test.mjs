// `npm test`: proves everything, in order. Every stage runs even when an earlier one failed; the end is a table of the
// stages with their times and one line `N passed, N failed` over all tests and checks.
//   npm test -- --only types,unit     runs some stages (types lint unit scenarios cases build size browser firefox)
import { spawnSync } from 'node:child_process'
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

const stages = [
  { name: 'types', minutes: 1, run: () => countLines(script('check-types.mjs'), /^types .*: (ok|failed)$/gm) },
  { name: 'lint', minutes: 1, run: runLint },
  { name: 'unit', minutes: 2, run: runUnit },
  { name: 'scenarios', minutes: 1, run: () => countLast(runTs('test/support/run-scenario.ts', 'test/scenarios')) },
  { name: 'cases', minutes: 1, run: runCases },
  { name: 'build', minutes: 1, run: () => [check('build', script('build-if-stale.mjs'))] },
  { name: 'size', minutes: 1, run: () => countLines(script('check-size.mjs'), /^size .*: (ok|failed)$/gm) },
  { name: 'browser', minutes: 5, run: runBrowser },
  { name: 'firefox', minutes: 1, run: runFirefox },
]

mkdirSync(reports, { recursive: true })
const only = process.argv.includes('--only') ? process.argv[process.argv.indexOf('--only') + 1]?.split(',') : undefined
const unknown = only?.filter((name) => !stages.some((stage) => stage.name === name)) ?? []
if (unknown.length > 0) {
  console.error(`No stage is called ${unknown.join(', ')}`)
  process.exit(2)
}

const table = []
for (const stage of stages.filter(({ name }) => only?.includes(name) ?? true)) {
  console.log(`\n== ${stage.name}`)
  const began = performance.now()
  const results = stage.run()
  const seconds = (performance.now() - began) / 1000
  const passed = sum(results, 'passed')
  const failed =
    sum(results, 'failed') + (passed + sum(results, 'failed') === 0 && !results.some((one) => one.notice) ? 1 : 0)
  table.push({
    name: stage.name,
    passed,
    failed,
    seconds,
    minutes: stage.minutes,
    notices: results.flatMap((one) => one.notice ?? []),
    wrong: results.flatMap((one) => one.wrong ?? []).map((text) => `  ${stage.name}: ${text}`),
  })
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
console.log(`total ${(sum(table, 'seconds') / 60).toFixed(1)} min`)
console.log(`${sum(table, 'passed')} passed, ${failed} failed`)
process.exitCode = failed === 0 ? 0 : 1

function runLint() {
  return [
    check('biome', bin('@biomejs/biome', 'bin/biome'), ['check', '--error-on-warnings', '.']),
    check('boundaries', runTs('scripts/check-boundaries.ts')),
    check('unused code', bin('knip', 'bin/knip.js')),
  ]
}

function runUnit() {
  const file = join(reports, 'unit.json')
  rmSync(file, { force: true })
  const args = ['run', '--reporter=dot', '--reporter=json', `--outputFile.json=${file}`]
  const { status } = run([...bin('vitest', 'vitest.mjs'), ...args])
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

function runCases() {
  if (!existsSync(sharedCases))
    return [{ passed: 0, failed: 0, notice: ['the neutral case files are not beside this checkout: skipped'] }]
  const files = ['totals.json', 'money.json', 'periods.json', 'payments.json'].map((file) => join(sharedCases, file))
  return countLast(runTs('test/cases/run-cases.ts', ...files))
}

function runBrowser() {
  const file = join(reports, 'browser.json')
  rmSync(file, { force: true })
  const { status } = run([...bin('@playwright/test', 'cli.js'), 'test', '--reporter=list,json'], {
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
    ...countLast(runTs('test/support/run-scenario.ts', 'test/scenarios', '--stage', 'browser')),
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

function runFirefox() {
  if (firefoxPath() === undefined) return [{ passed: 0, failed: 0, notice: ['no Firefox is installed here: skipped'] }]
  return countLines(script('smoke-firefox.mjs'), /^firefox .*: (ok|failed)$/gm)
}

function check(what, command, args = []) {
  const { status } = run([...command, ...args])
  console.log(`${what}: ${status === 0 ? 'ok' : 'failed'}`)
  return status === 0 ? { passed: 1, failed: 0 } : { passed: 0, failed: 1 }
}

/** For a program that prints one line for each of its checks, ending in `ok` or `failed`. */
function countLines(command, pattern) {
  const { status, text } = runAndRead(command)
  const outcomes = [...text.matchAll(pattern)]
  const wrong = outcomes.filter((match) => match[1] === 'failed').map((match) => match[0])
  const failed = wrong.length === 0 && status !== 0 ? 1 : wrong.length
  return [{ passed: outcomes.length - wrong.length, failed, wrong }]
}

/** For a program whose last line is `N passed, N failed`, perhaps with `, N not applicable`. */
function countLast(command) {
  const { status, text } = runAndRead(command)
  const last = /(\d+) passed, (\d+) failed(?:, (\d+) not applicable)?\s*$/.exec(text)
  if (last === null) return [{ passed: 0, failed: 1 }]
  const failed = Number(last[2])
  return [
    {
      passed: Number(last[1]),
      failed: failed === 0 && status !== 0 ? 1 : failed,
      wrong: text.split('\n').filter((line) => /^FAIL/.test(line)),
      ...noticeOf(Number(last[3] ?? 0), 'not applicable, each proven by a convention'),
    },
  ]
}

function run([command, ...args], environment = {}) {
  return spawnSync(command, args, { cwd: root, stdio: 'inherit', env: { ...process.env, ...environment } })
}

function runAndRead([command, ...args]) {
  const { status, stdout } = spawnSync(command, args, {
    cwd: root,
    stdio: ['inherit', 'pipe', 'inherit'],
    encoding: 'utf8',
    maxBuffer: 1e8,
  })
  process.stdout.write(stdout)
  return { status, text: stdout }
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
