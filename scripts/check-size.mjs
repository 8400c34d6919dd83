// The size budget of the built app, in bytes after gzip. Static: what index.html names, with every static import of it.
// What the first screen really asks for until it is ready is measured in the browser (test/browser/size.spec.ts).
import { readdirSync, readFileSync } from 'node:fs'
import { join, resolve } from 'node:path'
import { fileURLToPath } from 'node:url'
import { gzipSync } from 'node:zlib'

const dist = resolve(process.env.BILLFOLD_TEST_DIST ?? fileURLToPath(new URL('../dist', import.meta.url)))
const budget = 250 * 1024
const size = (file) => gzipSync(readFileSync(join(dist, file)), { level: 9 }).length

const manifest = JSON.parse(readFileSync(join(dist, '.vite', 'manifest.json'), 'utf8'))
const entry = Object.values(manifest).find((chunk) => chunk.isEntry && chunk.src === 'index.html')
if (entry === undefined) throw new Error('The build has no entry index.html')
const files = new Set()
collect(entry)
const total = [...files].reduce((sum, file) => sum + size(file), 0)
for (const file of [...files].sort()) console.log(`  ${kb(size(file)).padStart(9)}  ${file}`)
report('entry, JS and CSS', total, budget)
report('service worker', size('service-worker.js'), budget)

const apart = readdirSync(dist, { recursive: true, encoding: 'utf8' }).filter(
  (file) => /\.(ttf|woff2)$|worker.*\.js$/.test(file) && file !== 'service-worker.js',
)
for (const file of apart.sort()) console.log(`  apart: ${kb(size(file)).padStart(9)}  ${file}`)

function collect(chunk) {
  if (files.has(chunk.file)) return
  files.add(chunk.file)
  for (const style of chunk.css ?? []) files.add(style)
  for (const name of chunk.imports ?? []) collect(manifest[name])
}

function report(what, bytes, allowed) {
  const held = bytes <= allowed
  console.log(`size ${what} ${kb(bytes)} gzip of ${kb(allowed)}: ${held ? 'ok' : 'failed'}`)
  if (!held) process.exitCode = 1
}

function kb(bytes) {
  return `${(bytes / 1024).toFixed(1)} KB`
}
