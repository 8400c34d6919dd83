/** Does the same to many rows inside a transaction, so many requests at a time: one by one, each would wait for its turn. */
export async function inBatches<Row>(
  rows: readonly Row[],
  act: (row: Row) => Promise<void>,
  size = 250,
): Promise<void> {
  for (let start = 0; start < rows.length; start += size) {
    await Promise.all(rows.slice(start, start + size).map(act))
  }
}
