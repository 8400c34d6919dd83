// Runs before `npm start` and `npm test`, when nothing may be installed yet: plain Node, no packages.
//   node scripts/ensure.mjs             installs the packages when node_modules is missing or stale
//   node scripts/ensure.mjs --browser   also finds a Chromium for the browser tests and remembers its path
// BILLFOLD_SKIP_CHROMIUM=path,system,apt skips branches of the search, so that the later ones can be tried.
import { spawnSync } from 'node:child_process'
import { createHash } from 'node:crypto'
import { existsSync, mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { createRequire } from 'node:module'
import { delimiter, join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { chromiumRecord } from './chromium-path.mjs'

const root = fileURLToPath(new URL('..', import.meta.url))

installPackages()
if (process.argv.includes('--browser')) findChromium()

function installPackages() {
  const lock = readFileSync(join(root, 'package-lock.json'))
  const stamp = createHash('sha256').update(lock).update(process.version).update(process.platform).digest('hex')
  const stampFile = join(root, 'node_modules', '.billfold-stamp')
  const present = existsSync(join(root, 'node_modules'))
  if (present && existsSync(stampFile) && readFileSync(stampFile, 'utf8') === stamp) return
  console.log(`ensure: packages ${present ? 'are stale' : 'are missing'}: npm ci`)
  const npm = process.env.npm_execpath
  const [command, ...start] = npm === undefined ? ['npm'] : [process.execPath, npm]
  const { status } = spawnSync(command, [...start, 'ci', '--no-audit', '--no-fund'], {
    cwd: root,
    stdio: 'inherit',
    shell: npm === undefined && process.platform === 'win32',
  })
  if (status !== 0) {
    console.error('ensure: npm ci failed')
    process.exit(1)
  }
  writeFileSync(stampFile, stamp)
  console.log('ensure: packages installed')
}

function findChromium() {
  const skipped = (process.env.BILLFOLD_SKIP_CHROMIUM ?? '').split(',')
  const branches = { path: fromEnvironment, system: fromSystem, apt: fromApt, playwright: fromPlaywright }
  for (const [name, find] of Object.entries(branches)) {
    if (skipped.includes(name)) {
      console.log(`ensure: Chromium: branch ${name} skipped`)
      continue
    }
    const found = find()
    if (found === undefined) continue
    const version = versionOf(found)
    if (version === undefined) {
      console.log(`ensure: Chromium: ${found} (${name}) does not start`)
      continue
    }
    mkdirSync(join(root, '.cache'), { recursive: true })
    writeFileSync(chromiumRecord, JSON.stringify({ path: found, branch: name, version }))
    console.log(`ensure: Chromium: branch ${name}: ${found} (${version})`)
    return
  }
  rmSync(chromiumRecord, { force: true })
  console.error('ensure: no Chromium found. Install one and set CHROME_PATH; the browser tests will fail without it.')
}

function fromEnvironment() {
  const path = process.env.CHROME_PATH
  return path !== undefined && path !== '' ? path : undefined
}

function fromSystem() {
  const names = ['chromium', 'chromium-browser', 'google-chrome-stable', 'google-chrome', 'chrome', 'microsoft-edge']
  const folders = (process.env.PATH ?? '').split(delimiter)
  const suffix = process.platform === 'win32' ? '.exe' : ''
  const candidates = names.flatMap((name) => folders.map((folder) => join(folder, name + suffix)))
  if (process.platform === 'darwin') {
    candidates.push(
      '/Applications/Google Chrome.app/Contents/MacOS/Google Chrome',
      '/Applications/Chromium.app/Contents/MacOS/Chromium',
    )
  }
  if (process.platform === 'win32') {
    for (const base of [process.env.PROGRAMFILES, process.env['PROGRAMFILES(X86)'], process.env.LOCALAPPDATA]) {
      if (base !== undefined) candidates.push(join(base, 'Google', 'Chrome', 'Application', 'chrome.exe'))
    }
  }
  return candidates.find((candidate) => existsSync(candidate)) ?? playwrightPath()
}

function fromApt() {
  if (process.platform !== 'linux' || process.getuid?.() !== 0 || !existsSync('/usr/bin/apt-get')) return undefined
  console.log('ensure: Chromium: installing the distribution package')
  const environment = { ...process.env, DEBIAN_FRONTEND: 'noninteractive' }
  const options = { stdio: ['ignore', 'ignore', 'inherit'], env: environment, timeout: 300_000 }
  spawnSync('apt-get', ['update', '-qq'], options)
  const { status } = spawnSync('apt-get', ['install', '-y', '-qq', '--no-install-recommends', 'chromium'], options)
  return status === 0 && existsSync('/usr/bin/chromium') ? '/usr/bin/chromium' : undefined
}

function fromPlaywright() {
  console.log('ensure: Chromium: playwright install (60 s at most)')
  const cli = join(root, 'node_modules', 'playwright', 'cli.js')
  const { status } = spawnSync(process.execPath, [cli, 'install', 'chromium'], { stdio: 'inherit', timeout: 60_000 })
  return status === 0 ? playwrightPath() : undefined
}

function playwrightPath() {
  const { chromium } = createRequire(join(root, 'package.json'))('playwright-core')
  const path = chromium.executablePath()
  return existsSync(path) ? path : undefined
}

function versionOf(path) {
  if (process.platform === 'win32') return existsSync(path) ? 'version not asked' : undefined
  const { status, stdout } = spawnSync(path, ['--version'], { encoding: 'utf8', timeout: 20_000 })
  return status === 0 ? stdout.trim() : undefined
}
