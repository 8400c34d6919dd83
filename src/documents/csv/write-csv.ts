// RFC 4180: commas, CRLF, quotes doubled.

/** UTF-8's mark, by which spreadsheets know the encoding. */
const byteOrderMark = '\ufeff'

export interface CsvOptions {
  /** Begin with a byte order mark (default), so that spreadsheets read names right. */
  readonly mark?: boolean
}

/** Rows of finished cells as a CSV text. */
export function writeCsv(rows: readonly (readonly string[])[], options: CsvOptions = {}): string {
  const lines = rows.map((row) => `${row.map(quoted).join(',')}\r\n`)
  return (options.mark === false ? '' : byteOrderMark) + lines.join('')
}

// Quoted beyond need: spaces at the ends, which some readers trim; other separators, so that none of them is taken for
// the file's; a lone empty cell, which would be a blank line.
function quoted(cell: string, _index: number, row: readonly string[]): string {
  const needs = /[",;|\t\r\n]|^\s|\s$/.test(cell) || (row.length === 1 && cell === '')
  return needs ? `"${cell.replaceAll('"', '""')}"` : cell
}
