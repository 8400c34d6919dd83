// The import table of docs/architecture.md, enforced: who may import whom, which packages and globals a room may name,
// and how files and folders are called. Reads TypeScript with the parser that Vite ships (types, `import()`, `import
// type`, `typeof import()` and `new URL(..., import.meta.url)` included) and resolves every path on disk.
import { existsSync, readdirSync, readFileSync, statSync } from 'node:fs'
import { basename, dirname, join, relative, resolve, sep } from 'node:path'
import { fileURLToPath } from 'node:url'
import { parseSync } from 'vite'

const mayImport: Readonly<Record<string, readonly string[]>> = {
  core: [],
  storage: ['core'],
  commands: ['core', 'storage'],
  queries: ['core', 'storage'],
  automation: ['core', 'commands', 'queries'],
  documents: ['core', 'i18n'],
  integrations: ['core', 'commands', 'queries', 'documents', 'i18n'],
  i18n: ['core'],
  ui: ['core', 'i18n'],
  features: ['core', 'commands', 'queries', 'documents', 'integrations', 'automation', 'ui', 'i18n'],
  worker: ['core', 'storage', 'commands', 'queries', 'automation', 'documents', 'integrations', 'i18n'],
  app: [
    'core',
    'storage',
    'commands',
    'queries',
    'automation',
    'worker',
    'documents',
    'integrations',
    'features',
    'ui',
    'i18n',
  ],
}

/** `ui` knows business words only as types. */
const typesOnly: Readonly<Record<string, readonly string[]>> = { ui: ['core'] }

/** Packages that only these rooms may name; a package that is not listed here is free, except in core. */
const packageRooms: readonly { readonly package: RegExp; readonly rooms: readonly string[] }[] = [
  {
    package: /^(react|react-dom|dexie-react-hooks|react-hook-form|zustand|@mantine\/.*|@tanstack\/.*)(\/|$)/,
    rooms: ['ui', 'features', 'app'],
  },
  { package: /^zod(\/|$)/, rooms: ['features', 'storage', 'integrations', 'app', 'worker'] },
  { package: /^dexie$/, rooms: ['storage', 'commands', 'queries', 'app', 'worker'] },
  { package: /^(pdfkit|fontkit)(\/|$)/, rooms: ['documents'] },
  { package: /^papaparse$/, rooms: ['integrations'] },
  { package: /^workbox-/, rooms: ['worker', 'app'] },
]

/** Pure libraries without a host, allowed in core. */
const corePackages: readonly RegExp[] = [/^@noble\/hashes\//]

/** The only places that reach for the network: integrations to endpoints of the settings, the others to our own origin. */
const networkPlaces: readonly string[] = ['integrations/', 'documents/pdf/', 'worker/service-worker.ts']
const networkNames = new Set(['fetch', 'XMLHttpRequest', 'WebSocket', 'EventSource', 'sendBeacon', 'WebTransport'])

const hostNames = new Set(['random', 'toLocaleString', 'toLocaleDateString', 'toLocaleTimeString', 'localeCompare'])
const forbiddenFolders = new Set(['utils', 'helpers', 'common', 'types', 'shared', 'lib', 'misc'])
const maxLines = 400

export interface BoundaryReport {
  readonly filesRead: number
  readonly importsRead: number
  readonly problems: readonly string[]
}

interface Node {
  readonly type: string
  readonly [key: string]: unknown
}

interface FoundImport {
  readonly specifier: string | undefined
  readonly typeOnly: boolean
}

/** Checks every TypeScript file below `sourceRoot` (the project's `src`). Problems name the file relative to it. */
export function checkBoundaries(sourceRoot: string): BoundaryReport {
  const problems: string[] = []
  let filesRead = 0
  let importsRead = 0
  for (const file of listFiles(sourceRoot)) {
    const name = relative(sourceRoot, file).split(sep).join('/')
    problems.push(...checkName(name))
    if (!/\.tsx?$/.test(name)) continue
    filesRead += 1
    const source = readFileSync(file, 'utf8')
    const lines = source.split('\n').length - 1
    if (lines > maxLines) problems.push(`${name}: ${lines} lines, split at ${maxLines}`)
    const parsed = parseSync(name, source)
    if (parsed.errors.length > 0) {
      problems.push(`${name}: does not parse: ${parsed.errors[0]?.message ?? ''}`)
      continue
    }
    const program = parsed.program as unknown as Node
    problems.push(...checkShape(name, program))
    const imports: FoundImport[] = []
    walk(program, (node) => {
      const found = importOf(node)
      if (found !== undefined) imports.push(found)
      const complaint = nameComplaint(name, node)
      if (complaint !== undefined) problems.push(`${name}: ${complaint}`)
    })
    importsRead += imports.length
    for (const found of imports) {
      const complaint = checkImport(sourceRoot, file, name, found)
      if (complaint !== undefined) problems.push(`${name}: ${complaint}`)
    }
  }
  return { filesRead, importsRead, problems }
}

function listFiles(folder: string): string[] {
  return readdirSync(folder, { withFileTypes: true })
    .sort((a, b) => (a.name < b.name ? -1 : 1))
    .flatMap((entry) => {
      const path = join(folder, entry.name)
      return entry.isDirectory() ? listFiles(path) : [path]
    })
}

function checkName(name: string): string[] {
  const problems: string[] = []
  const parts = name.split('/')
  const file = parts.at(-1) ?? ''
  const room = parts[0] ?? ''
  if (parts.length === 1) problems.push(`${name}: a file outside every room`)
  else if (!(room in mayImport)) problems.push(`${name}: "${room}" is not a room`)
  for (const folder of parts.slice(0, -1)) {
    if (forbiddenFolders.has(folder)) problems.push(`${name}: a folder must not be called "${folder}"`)
  }
  if (!/\.(tsx?|css)$/.test(file)) return problems
  const stem = file.replace(/(\.module)?\.(tsx?|css)$/, '').replace(/\.d$/, '')
  if (!/^[a-z0-9]+(-[a-z0-9]+)*$/.test(stem)) problems.push(`${name}: file names are kebab-case`)
  if (forbiddenFolders.has(stem)) problems.push(`${name}: a file must not be called "${stem}"`)
  if (/^index\.tsx?$/.test(file) && !/^i18n\/catalogs\/[\w-]+\/index\.ts$/.test(name)) {
    problems.push(`${name}: no barrel files`)
  }
  if (room === 'features' && parts.length === 2 && !/^runtime\.tsx?$/.test(file)) {
    problems.push(`${name}: only runtime.ts stands directly in features`)
  }
  return problems
}

/** A file that only passes on other files' exports is a barrel, whatever its name. */
function checkShape(name: string, program: Node): string[] {
  const body = program.body as Node[]
  const passesOn = body.filter((node) => /^Export(Named|All)Declaration$/.test(node.type) && node.source != null)
  const barrel =
    passesOn.length > 0 && body.every((node) => passesOn.includes(node) || node.type === 'ImportDeclaration')
  return barrel ? [`${name}: no barrel files`] : []
}

function walk(node: unknown, visit: (node: Node) => void): void {
  if (Array.isArray(node)) {
    for (const child of node) walk(child, visit)
    return
  }
  if (node === null || typeof node !== 'object' || typeof (node as Node).type !== 'string') return
  visit(node as Node)
  for (const value of Object.values(node)) if (value !== null && typeof value === 'object') walk(value, visit)
}

function importOf(node: Node): FoundImport | undefined {
  const source = node.source as Node | null | undefined
  switch (node.type) {
    case 'ImportDeclaration':
      return { specifier: literal(source), typeOnly: node.importKind === 'type' || onlyTypes(node, 'importKind') }
    case 'ExportAllDeclaration':
      return { specifier: literal(source), typeOnly: node.exportKind === 'type' }
    case 'ExportNamedDeclaration':
      if (source == null) return undefined
      return { specifier: literal(source), typeOnly: node.exportKind === 'type' || onlyTypes(node, 'exportKind') }
    case 'ImportExpression':
      return { specifier: literal(source), typeOnly: false }
    case 'TSImportType':
      return { specifier: literal(source), typeOnly: true }
    case 'TSExternalModuleReference':
      return { specifier: literal(node.expression as Node), typeOnly: false }
    case 'CallExpression': {
      const callee = node.callee as Node
      if (callee.type !== 'Identifier' || callee.name !== 'require') return undefined
      return { specifier: literal((node.arguments as Node[])[0]), typeOnly: false }
    }
    case 'NewExpression': {
      const [first, second] = node.arguments as (Node | undefined)[]
      const callee = node.callee as Node
      if (callee.type !== 'Identifier' || callee.name !== 'URL' || second === undefined) return undefined
      const meta = second.type === 'MemberExpression' && (second.object as Node).type === 'MetaProperty'
      return meta ? { specifier: literal(first), typeOnly: false } : undefined
    }
    default:
      return undefined
  }
}

function onlyTypes(node: Node, kind: string): boolean {
  const specifiers = node.specifiers as Node[]
  return specifiers.length > 0 && specifiers.every((specifier) => specifier[kind] === 'type')
}

function literal(node: Node | null | undefined): string | undefined {
  return node?.type === 'Literal' && typeof node.value === 'string' ? node.value : undefined
}

function nameComplaint(name: string, node: Node): string | undefined {
  const identifier = node.type === 'Identifier' ? String(node.name) : undefined
  if (identifier === undefined) return undefined
  if (name.startsWith('core/') && hostNames.has(identifier)) return `core must not use ${identifier}`
  if (networkNames.has(identifier) && !networkPlaces.some((place) => name.startsWith(place))) {
    return `only integrations reach for the network (${identifier})`
  }
  return undefined
}

function checkImport(sourceRoot: string, file: string, name: string, found: FoundImport): string | undefined {
  const { specifier, typeOnly } = found
  if (specifier === undefined) return 'an import whose path is computed cannot be checked'
  const from = name.split('/')[0] ?? ''
  if (!specifier.startsWith('.')) return checkPackage(from, specifier)
  const target = resolve(dirname(file), specifier.split('?')[0] ?? '')
  if (!existsSync(target) || !statSync(target).isFile()) return `"${specifier}" is not a file (write the extension)`
  const targetName = relative(sourceRoot, target).split(sep).join('/')
  if (targetName.startsWith('../')) return `"${specifier}" lies outside src`
  const to = targetName.split('/')[0] ?? ''
  if (from === to) return from === 'features' ? checkAreas(name, targetName) : undefined
  if (!(mayImport[from] ?? []).includes(to)) return `${from} must not import ${to} ("${specifier}")`
  if ((typesOnly[from] ?? []).includes(to) && !typeOnly)
    return `${from} may import only types of ${to} ("${specifier}")`
  return undefined
}

function checkPackage(from: string, specifier: string): string | undefined {
  if (from === 'core') {
    return corePackages.some((allowed) => allowed.test(specifier)) ? undefined : `core must not import "${specifier}"`
  }
  if (specifier.startsWith('node:')) return `src runs in browsers: no "${specifier}"`
  const rule = packageRooms.find((entry) => entry.package.test(specifier))
  return rule === undefined || rule.rooms.includes(from) ? undefined : `${from} must not import "${specifier}"`
}

/** Areas of features import blocks and the runtime, never each other; blocks import only the runtime. */
function checkAreas(name: string, targetName: string): string | undefined {
  const from = areaOf(name)
  const to = areaOf(targetName)
  if (from === to || to === 'runtime' || (to === 'blocks' && from !== 'runtime')) return undefined
  return `features/${from} must not import features/${to}`
}

function areaOf(name: string): string {
  const parts = name.split('/')
  return parts.length === 2 ? basename(name).replace(/\.tsx?$/, '') : (parts[1] ?? '')
}

if (process.argv[1] === fileURLToPath(import.meta.url)) {
  const { filesRead, importsRead, problems } = checkBoundaries(fileURLToPath(new URL('../src', import.meta.url)))
  for (const problem of problems) console.error(problem)
  console.log(`boundaries: ${filesRead} files, ${importsRead} imports, ${problems.length} problems`)
  process.exitCode = problems.length === 0 && filesRead > 0 ? 0 : 1
}
