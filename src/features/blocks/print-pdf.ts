/** Opens the browser's print dialog for a PDF; where its viewer refuses, the PDF opens in a tab of its own. */
export function printPdf(bytes: Uint8Array, title: string): void {
  const url = URL.createObjectURL(new Blob([bytes as BlobPart], { type: 'application/pdf' }))
  const frame = document.createElement('iframe')
  frame.title = title
  frame.className = 'visually-hidden'
  frame.src = url
  frame.onload = () => {
    // The viewer inside the frame needs a moment after its load event.
    setTimeout(() => {
      try {
        frame.contentWindow?.focus()
        frame.contentWindow?.print()
      } catch {
        window.open(url, '_blank')
      }
    }, 200)
  }
  document.body.append(frame)
  setTimeout(() => {
    frame.remove()
    URL.revokeObjectURL(url)
  }, 300_000)
}
