// Restored books whose messages, calls or runs point to nothing are refused: a message under a wrong key could leave twice,
// or stand for one that never left.
import { beforeAll, describe, expect, it } from 'vitest'
import { type InspectedBackup, inspectBackup } from '../../src/commands/inspect-backup.ts'
import { restoreBackup } from '../../src/commands/restore-backup.ts'
import type { BackupProblem } from '../../src/core/backup-problem.ts'
import type { AccountId } from '../../src/core/ids.ts'
import { openTestDevice, type TestDevice } from './device.ts'
import { linesOf, rowOf, sealed } from './forge.ts'
import { backupOf, workedDevice } from './worked-device.ts'

let lines: readonly string[]
let device: TestDevice

beforeAll(async () => {
  const backup: InspectedBackup = await backupOf(await workedDevice())
  lines = await linesOf(backup.file)
  device = await openTestDevice()
}, 60_000)

/** Changes the first row of the table that has the words; answers why the books are refused. */
async function problemOf(table: string, words: string, change: (line: string) => string): Promise<BackupProblem> {
  const at = lines.findIndex((line, index) => index >= rowOf(lines, table) && line.includes(words))
  const line = lines[at] ?? ''
  const changed = change(line)
  if (changed === line) throw new Error(`nothing was changed in ${line.slice(0, 200)}`)
  const inspected = await inspectBackup(sealed([...lines.slice(0, at), changed, ...lines.slice(at + 1)]))
  if (!inspected.ok) throw new Error(`not even read: ${JSON.stringify(inspected.problem)}`)
  const result = await restoreBackup({
    directory: device.directory,
    backup: inspected.value,
    into: { kind: 'new', id: 'acc_FORGED' as AccountId, name: 'Forged' },
    numbers: [],
    envelope: device.books.envelope(),
  })
  if (result.ok) throw new Error('the file was taken')
  return result.problem
}

/** The first invoice of the books, which is older than any message. */
const anotherInvoice = () => `"invoiceId":"${/"id":"(inv_[^"]+)"/.exec(lines[rowOf(lines, 'invoices')] ?? '')?.[1]}"`

const to = (from: RegExp, text: string) => (line: string) => line.replace(from, text)

describe('references of automation', () => {
  it.each([
    ['messages', '/ready"', 'invoice', to(/"invoiceId":"inv_[^"]+"/, '"invoiceId":"inv_GONE"')],
    ['messages', '/ready"', 'client', to(/"clientId":"cli_[^"]+"/, '"clientId":"cli_GONE"')],
    // Under the key of another invoice.
    ['messages', '/reminder/2"', 'invoice', (line: string) => line.replace(/"invoiceId":"[^"]+"/, anotherInvoice())],
    ['outbox', '"messageId"', 'message', to(/"messageId":"[^"]+"/, '"messageId":"inv_GONE/reminder/1"')],
    ['outbox', '"messageId"', 'message', to(/"id":"(inv_[^"/]+)\//, '"id":"$1X/')],
    ['ruleQueue', '"id":"cmd_', 'event', to(/"id":"cmd_[^"]+"/, '"id":"cmd_NEVER/00000"')],
    ['runEntries', '"runId"', 'run', to(/"runId":"run_[^"]+"/, '"runId":"run_GONE"')],
    ['charges', '/late-fee/1"', 'invoice', to(/"id":"inv_[^"/]+\//, '"id":"inv_GONE/')],
  ])('%s with %s: %s', async (table, words, target, change) => {
    expect(await problemOf(table, words, change)).toMatchObject({ code: 'reference-missing', table, target })
  })

  it('lets go what may be gone: endpoints, rules, and what a call was about', async () => {
    const kept = lines.map((line) =>
      line
        .replace(/"endpointId":"end_[^"]+"/g, '"endpointId":"end_GONE"')
        .replace(/"ruleId":"rul_[^"]+"/g, '"ruleId":"rul_GONE"'),
    )
    const inspected = await inspectBackup(sealed(kept))
    if (!inspected.ok) throw new Error(JSON.stringify(inspected.problem))
    const id = 'acc_TAKEN' as AccountId
    const into = { kind: 'new', id, name: 'Taken' } as const
    const { directory } = device
    const order = { directory, backup: inspected.value, into, numbers: [], envelope: device.books.envelope() }
    expect(await restoreBackup(order)).toMatchObject({ ok: true })
  })
})
