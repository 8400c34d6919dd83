// Tables as CSV for spreadsheets and other programs: UTF-8 with a byte order mark, commas, CRLF (RFC 4180). No cell can
// start a formula when a spreadsheet opens the file.

/**
 * The text of a CSV file. Cells keep every character; a cell that a spreadsheet would run as a formula gets an apostrophe
 * in front, which `unguardCell` takes away again. Numbers, phone numbers and @handles stay as they are.
 */
export function writeCsv(headers: readonly string[], rows: readonly (readonly string[])[]): string {
  return `\uFEFF${[headers, ...rows].map((cells) => `${cells.map(writeCell).join(',')}\r\n`).join('')}`
}

function writeCell(cell: string): string {
  const guarded = guardCell(cell)
  return /[",;\t|\r\n]|^\s|\s$/.test(guarded) || guarded === '' ? `"${guarded.replaceAll('"', '""')}"` : guarded
}

/** The cell as it may stand in a file; a cell that already begins with the guard gets a second one, so none is lost. */
export function guardCell(cell: string): string {
  return startsFormula(cell.replace(/^'+/, '')) ? `'${cell}` : cell
}

/** The cell that `guardCell` was given. */
export function unguardCell(cell: string): string {
  return cell.startsWith("'") && startsFormula(cell.replace(/^'+/, '')) ? cell.slice(1) : cell
}

/** Whether a spreadsheet could run it: =, +, -, @ and their full-width forms, behind white space too. */
function startsFormula(cell: string): boolean {
  if (/^[\t\r\n]/.test(cell)) return true
  const text = cell.trimStart()
  if (/^-\d[\d.,' ]*%?$/.test(text) || /^\+\d[\d ()./-]*$/.test(text) || /^@[\w.]+$/.test(text)) return false
  return /^[=+\-@＝＋－＠]/.test(text)
}
