/** Hands a file to the browser's downloads under a name. */
export function downloadFile(name: string, content: BlobPart, mime: string): void {
  const address = URL.createObjectURL(new Blob([content], { type: mime }))
  const link = document.createElement('a')
  link.href = address
  link.download = name
  link.click()
  // The browser has begun to read by then; keeping it longer would keep the bytes in memory.
  setTimeout(() => URL.revokeObjectURL(address), 60_000)
}
