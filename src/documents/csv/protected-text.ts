// Spreadsheets run a cell that begins with = + - @ (or their full-width forms) or a tab or line end as a formula,
// some also after spaces. Our
// CSV puts an apostrophe before such texts, which spreadsheets read as "this is text", and our import takes exactly
// that apostrophe away again. A text that already begins with apostrophes and then one of these signs gets one more,
// so that what is read is always what was written. Columns of numbers and dates never need it.

const runnable = /^'*(\s*[=+\-@\uff1d\uff0b\uff0d\uff20]|[\t\r\n])/

/** The text as a cell that no spreadsheet runs. */
export function protectText(text: string): string {
  return runnable.test(text) ? `'${text}` : text
}

/** What `protectText` was given. */
export function unprotectText(cell: string): string {
  return cell.startsWith("'") && runnable.test(cell.slice(1)) ? cell.slice(1) : cell
}
