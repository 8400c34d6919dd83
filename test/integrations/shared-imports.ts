// The real export files and hostile inputs beside the project; they are not part of it and may be absent.
import { existsSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'

const folder = fileURLToPath(new URL('../../../shared/imports', import.meta.url))

/** Whether the files are there; tests that need them skip with a notice where they are not. */
export const hasSharedImports = existsSync(join(folder, 'manifest.json'))
if (!hasSharedImports) console.warn('notice: ../shared/imports is absent; tests of real export files are skipped')

export function sharedPath(file: string): string {
  return join(folder, file)
}

export function sharedBytes(file: string): Uint8Array {
  return readFileSync(join(folder, file))
}

export function sharedJson<Value>(file: string): Value {
  return JSON.parse(readFileSync(join(folder, file), 'utf8')) as Value
}

export interface ManifestFile {
  readonly file: string
  readonly system: string
  readonly entity: string
  readonly encoding: string
  readonly delimiter?: string
  readonly headerRow?: number | null
  readonly columns?: readonly string[] | null
  readonly dataRows?: number
  readonly jsonType?: string
  readonly items?: number
  readonly expected?: Readonly<Record<string, string | number>>
}

export const manifest: readonly ManifestFile[] = hasSharedImports
  ? sharedJson<{ files: readonly ManifestFile[] }>('manifest.json').files
  : []
