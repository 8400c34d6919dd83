// The share sheet of the system: what it takes is asked, never guessed from the browser's name.

export interface SharedFile {
  readonly bytes: Uint8Array
  readonly fileName: string
  readonly mime: string
}

export interface Shared {
  readonly title: string
  readonly text?: string
  readonly file?: SharedFile
}

/** `closed`: nothing was chosen, nothing left the app. `not-possible`: there is no sheet for this. */
export type ShareOutcome = 'shared' | 'closed' | 'failed' | 'not-possible'

interface Sharer {
  canShare?: (data: ShareData) => boolean
  share?: (data: ShareData) => Promise<void>
}

/** Whether this browser hands files of a media type to other apps. */
export function canShareFiles(mime = 'application/pdf', sharer: Sharer = navigator): boolean {
  return takes({ files: [new File([new Uint8Array([37])], 'a.pdf', { type: mime })] }, sharer)
}

/** Whether it hands over a text. */
export function canShareText(sharer: Sharer = navigator): boolean {
  return takes({ title: 'a', text: 'a' }, sharer)
}

/** Opens the sheet. To be called in a click, before anything that takes long: browsers refuse it later. */
export async function shareFile({ title, text, file }: Shared, sharer: Sharer = navigator): Promise<ShareOutcome> {
  const data: ShareData = {
    title,
    ...(text !== undefined && { text }),
    ...(file && { files: [new File([file.bytes as BlobPart], file.fileName, { type: file.mime })] }),
  }
  if (!takes(data, sharer)) return 'not-possible'
  try {
    await sharer.share?.(data)
    return 'shared'
  } catch (error) {
    return error instanceof DOMException && error.name === 'AbortError' ? 'closed' : 'failed'
  }
}

function takes(data: ShareData, sharer: Sharer): boolean {
  if (typeof sharer.share !== 'function' || typeof sharer.canShare !== 'function') return false
  try {
    return sharer.canShare(data)
  } catch {
    return false
  }
}
