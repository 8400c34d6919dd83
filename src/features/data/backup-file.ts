// Where a backup goes: a file that the owner chooses, or a download where the browser offers no choosing.
import type { BackupFile } from '../../commands/make-backup.ts'
import type { BackupFolder } from '../../queries/account-entries.ts'

interface PickerWindow {
  showSaveFilePicker?(options: {
    readonly suggestedName: string
    readonly types: readonly {
      readonly description: string
      readonly accept: Readonly<Record<string, readonly string[]>>
    }[]
  }): Promise<BackupFile & { readonly name: string }>
  showDirectoryPicker?(options: { readonly id: string; readonly mode: 'readwrite' }): Promise<BackupFolder['folder']>
}

/** Asks where to save; undefined when the browser cannot ask, null when the owner turned it down. */
export async function chooseBackupFile(name: string, description: string): Promise<BackupFile | null | undefined> {
  const picker = (window as PickerWindow).showSaveFilePicker
  if (picker === undefined) return undefined
  const accept = name.endsWith('.gz') ? { 'application/gzip': ['.gz'] } : { 'application/json': ['.json'] }
  try {
    return await picker.call(window, { suggestedName: name, types: [{ description, accept }] })
  } catch (error) {
    if (error instanceof DOMException && error.name === 'AbortError') return null
    // Forbidden here (a frame, a policy): a download works everywhere.
    if (error instanceof DOMException && error.name === 'SecurityError') return undefined
    throw error
  }
}

/** Whether this browser can write into a folder of the owner's by itself. */
export function canChooseFolder(): boolean {
  return (window as PickerWindow).showDirectoryPicker !== undefined
}

/** Asks for a folder that may be written into; undefined when the owner turned it down. */
export async function chooseFolder(): Promise<BackupFolder['folder'] | undefined> {
  try {
    return await (window as PickerWindow).showDirectoryPicker?.({ id: 'billfold-backups', mode: 'readwrite' })
  } catch (error) {
    if (error instanceof DOMException && error.name === 'AbortError') return undefined
    throw error
  }
}

/** Hands a file to the browser's downloads. */
export function download(file: Blob, name: string): void {
  const url = URL.createObjectURL(file)
  const link = document.createElement('a')
  link.href = url
  link.download = name
  document.body.append(link)
  link.click()
  link.remove()
  // The browser reads it after this task.
  setTimeout(() => URL.revokeObjectURL(url), 60_000)
}
