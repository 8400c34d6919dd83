// Restored books whose contracts, groups or usage point to nothing are refused: a run would bill what hangs in the air.
import { beforeAll, describe, expect, it } from 'vitest'
import { type InspectedBackup, inspectBackup } from '../../src/commands/inspect-backup.ts'
import { restoreBackup } from '../../src/commands/restore-backup.ts'
import type { BackupProblem } from '../../src/core/backup-problem.ts'
import type { AccountId } from '../../src/core/ids.ts'
import { openTestDevice, type TestDevice } from './device.ts'
import { forge, linesOf, rowOf, sealed } from './forge.ts'
import { backupOf, workedDevice } from './worked-device.ts'

let backup: InspectedBackup
let device: TestDevice

beforeAll(async () => {
  backup = await backupOf(await workedDevice())
  device = await openTestDevice()
}, 60_000)

async function problemOf(file: Blob): Promise<BackupProblem> {
  const inspected = await inspectBackup(file)
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

const gone = (field: string) => (line: string) =>
  line.replace(new RegExp(`"${field}":"(cli|grp|con|itm|amd|inv|itm)_[^"/]*`), `"${field}":"$1_GONE`)

describe('references of contracts', () => {
  it.each([
    ['billingGroups', 'clientId', 'client'],
    ['contracts', 'clientId', 'client'],
    ['contracts', 'billingGroupId', 'billingGroup'],
    ['contractItems', 'clientId', 'client'],
    ['contractItems', 'contractId', 'contract'],
    ['contractItems', 'billingGroupId', 'billingGroup'],
    ['amendments', 'contractId', 'contract'],
    ['corrections', 'contractItemId', 'contractItem'],
    ['corrections', 'amendmentId', 'amendment'],
    ['corrections', 'invoiceId', 'invoice'],
    ['corrections', 'chargeId', 'charge'],
    ['usageRecords', 'contractItemId', 'contractItem'],
    ['usageRecords', 'chargeId', 'charge'],
    ['charges', 'billingGroupId', 'billingGroup'],
  ])('%s: %s', async (table, field, target) => {
    expect(await problemOf(await forge(backup.file, table, gone(field)))).toMatchObject({
      code: 'reference-missing',
      table,
      target,
    })
  })

  it('charges: a period under another key would be billed again', async () => {
    const lines = await linesOf(backup.file)
    // The first one is the stub, which nothing else refers to.
    const at = lines.findIndex((line, index) => index > rowOf(lines, 'charges') && line.includes('"contractItemId"'))
    const row = (lines[at] ?? '').replace(/("id":"itm_[^/]+)\/\d{4}/, '$1/1999')
    expect(row).not.toBe(lines[at])
    const file = sealed([...lines.slice(0, at), row, ...lines.slice(at + 1)])
    expect(await problemOf(file)).toMatchObject({ code: 'reference-missing', table: 'charges', target: 'period' })
  })
})
