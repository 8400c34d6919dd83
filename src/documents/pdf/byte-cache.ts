/** Files in memory; the longest unused give way when they take more than so many bytes together. */
export interface ByteCache {
  get(key: string): Uint8Array | undefined
  put(key: string, bytes: Uint8Array): void
}

export function createByteCache(mostBytes: number): ByteCache {
  // A Map keeps the order in which keys came: the first is the longest unused.
  const files = new Map<string, Uint8Array>()
  let total = 0
  const remove = (key: string) => {
    total -= files.get(key)?.length ?? 0
    files.delete(key)
  }
  const put = (key: string, bytes: Uint8Array) => {
    remove(key)
    files.set(key, bytes)
    total += bytes.length
    for (const oldest of files.keys()) {
      if (total <= mostBytes || oldest === key) break
      remove(oldest)
    }
  }
  return {
    put,
    get(key) {
      const bytes = files.get(key)
      if (bytes !== undefined) put(key, bytes)
      return bytes
    },
  }
}
