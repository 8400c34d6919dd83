// The clock of a chaos build: Date runs ahead by what a row of the directory database says, in pages and in the worker
// alike, so that the sources themselves know nothing of it. Tabs and worker hear at once when the row changes. Only the
// chaos build holds this file (scripts/chaos/clock/chaos-clock-plugin.ts); `npm test` searches the shipped one for it.

/** The row of `facts`: milliseconds that the clock is ahead. Also what the search for this seam looks for. */
export const chaosClockKey = 'chaosClock'
export const chaosChannel = 'billfold-chaos'

export type ChaosMessage =
  /** Everybody's clock is ahead by so much from now on. */
  | { readonly kind: 'clock'; readonly ahead: number }
  /** Said by a realm that begins. */
  | { readonly kind: 'born'; readonly realm: string }
  /** Stand still inside the transaction of the write that comes after so many more; below 0: do not. */
  | { readonly kind: 'arm'; readonly realm: string; readonly after: number }
  /** Said by a realm that begins a transaction that writes to books. */
  | { readonly kind: 'writes'; readonly realm: string }
  /** Said by a realm that now stands inside a transaction, waiting to be killed. */
  | { readonly kind: 'stands'; readonly realm: string; readonly store: string }

let ahead = 0

export interface ChaosRealm {
  readonly name: string
  /** Armed from the beginning. */
  readonly after?: number
  /** Shares no locks with anybody: only keys and transactions keep it from doubling anything. */
  readonly alone?: boolean
}

/** From now on Date says what the row says; without a row it stays the real time. */
export async function startChaosClock({ name: realm, after, alone = false }: ChaosRealm): Promise<void> {
  const RealDate = Date
  globalThis.Date = new Proxy(RealDate, {
    construct: (target, args, self) =>
      args.length === 0 ? new target(target.now() + ahead) : Reflect.construct(target, args, self),
    get: (target, key) => (key === 'now' ? () => RealDate.now() + ahead : Reflect.get(target, key)),
  })
  const channel = new BroadcastChannel(chaosChannel)
  const stand = standInTransactions(realm, channel)
  channel.addEventListener('message', ({ data }: MessageEvent<ChaosMessage>) => {
    if (data.kind === 'clock') ahead = data.ahead
    if (data.kind === 'arm' && data.realm === realm) stand(data.after)
  })
  if (after !== undefined) stand(after)
  if (alone) Object.defineProperty(navigator, 'locks', { value: { request: requestAlone } })
  channel.postMessage({ kind: 'born', realm } satisfies ChaosMessage)
  const found = await readAhead()
  if (found !== undefined) ahead = found
}

const held = new Set<string>()

/** As `navigator.locks.request`, among the tasks of this realm alone. */
async function requestAlone(name: string, ...rest: readonly unknown[]): Promise<unknown> {
  const act = rest.at(-1) as (lock: { readonly name: string } | null) => unknown
  const { ifAvailable = false } = (rest.length > 1 ? rest[0] : {}) as LockOptions
  if (ifAvailable && held.has(name)) return act(null)
  while (held.has(name)) await new Promise((resolve) => setTimeout(resolve, 10))
  held.add(name)
  try {
    return await act({ name })
  } finally {
    held.delete(name)
  }
}

/** Never makes the database: the app has to find it as it left it. */
function readAhead(): Promise<number | undefined> {
  return new Promise((resolve) => {
    const opening = indexedDB.open('billfold-directory')
    opening.onupgradeneeded = () => opening.transaction?.abort()
    opening.onerror = () => resolve(undefined)
    opening.onsuccess = () => {
      const db = opening.result
      const reading = db.transaction('facts').objectStore('facts').get(chaosClockKey)
      reading.onsuccess = () => {
        db.close()
        resolve(reading.result === undefined ? undefined : Number(reading.result.value))
      }
    }
  })
}

/**
 * A realm that is armed stands still inside the transaction of a later write, its code still running, until it is killed;
 * a killer that does not come lets it go on. Answers how to arm it.
 */
function standInTransactions(realm: string, channel: BroadcastChannel): (after: number) => void {
  const patienceMs = 1_500
  let left: number | undefined
  for (const method of ['add', 'put', 'delete'] as const) {
    const original = IDBObjectStore.prototype[method] as (...args: unknown[]) => IDBRequest
    Object.assign(IDBObjectStore.prototype, {
      [method](this: IDBObjectStore, ...args: unknown[]) {
        const request = original.apply(this, args)
        if (left === undefined || !isBooks(this.transaction.db)) return request
        left -= 1
        if (left >= 0) return request
        left = undefined
        channel.postMessage({ kind: 'stands', realm, store: this.name } satisfies ChaosMessage)
        const until = performance.now() + patienceMs
        while (performance.now() < until);
        return request
      },
    })
  }
  const begin = IDBDatabase.prototype.transaction
  IDBDatabase.prototype.transaction = function (this: IDBDatabase, ...args: Parameters<typeof begin>) {
    const transaction = begin.apply(this, args)
    if (transaction.mode === 'readwrite' && isBooks(this)) {
      channel.postMessage({ kind: 'writes', realm } satisfies ChaosMessage)
    }
    return transaction
  }
  return (after) => {
    left = after < 0 ? undefined : after
  }
}

function isBooks({ name }: IDBDatabase): boolean {
  return name.startsWith('billfold-acc')
}
