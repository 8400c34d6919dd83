// The HTML side of a message: the same words, nothing that its reader could not have in plain text.

const entities: Readonly<Record<string, string>> = { '&': '&amp;', '<': '&lt;', '>': '&gt;', '"': '&quot;' }

/** Paragraphs for empty lines, line breaks for others, addresses of pages as links. */
export function textToHtml(text: string): string {
  const paragraphs = text
    .replace(/\r\n?/g, '\n')
    .split(/\n{2,}/)
    .map((paragraph) => paragraph.replace(/^\n+|\n+$/g, ''))
    .filter((paragraph) => paragraph !== '')
    .map((paragraph) => `<p>${paragraph.split('\n').map(line).join('<br>\n')}</p>`)
  return `<!DOCTYPE html>\n<html><head><meta charset="utf-8"></head>\n<body>\n${paragraphs.join('\n')}\n</body></html>\n`
}

function line(text: string): string {
  return (
    text
      .split(/(https:\/\/[^\s<>"']*[^\s<>"'.,;:!?)\]}])/u)
      .map((piece, index) => {
        const shown = piece.replace(/[&<>"]/g, (character) => entities[character] as string)
        return index % 2 === 1 ? `<a href="${shown}">${shown}</a>` : shown
      })
      .join('')
      // Spaces that stand together, or first, are meant.
      .replace(/^ | (?= )/g, '&nbsp;')
  )
}
