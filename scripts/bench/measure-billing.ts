// The billing run: planning in memory, what it reads of groups that sleep, what catching up costs to write.
import type { BrowserContext, Page } from '@playwright/test'
import type { BillingSnapshot, GroupSnapshot, ItemSnapshot } from '../../src/core/billing/snapshot.ts'
import type { ContractItem } from '../../src/core/contract/contract.ts'
import { type CalendarDate, calendarDate } from '../../src/core/date.ts'
import { decimal } from '../../src/core/decimal.ts'
import type { BillingGroupId, ClientId, ContractId, ContractItemId } from '../../src/core/ids.ts'
import { duePeriods } from '../../src/core/period-chain.ts'
import { planBilling } from '../../src/core/plan-billing.ts'
import {
  accountFacts,
  billingGroup,
  client,
  contract,
  contractItem,
  groupSnapshot,
  usageRecord,
} from '../../test/support/billing-snapshot.ts'
import { openBrowser, profileFolder, readyTime } from './bench-browser.ts'
import { type BenchResult, limitResult, median, ratioResult } from './bench-result.ts'
import type { BenchRun } from './run-bench.ts'

const asOf = calendarDate('2026-11-15')

/** CPU of planBilling over every group with nothing due. Budget: 1 s for 10,000 contracts. */
export async function measurePlan(run: BenchRun): Promise<BenchResult[]> {
  const { planned } = run.contracts
  const snapshot = nothingDue(planned)
  const times: number[] = []
  for (let round = -run.warmUps; round < run.rounds; round += 1) {
    const began = process.cpuUsage()
    const { plans } = planBilling(snapshot, asOf)
    const { user, system } = process.cpuUsage(began)
    for (const plan of plans.values()) {
      if (plan.intents.length > 0 || plan.wakeOn === undefined) throw new Error('something was due')
    }
    if (round >= 0) times.push((user + system) / 1000)
  }
  const items = snapshot.groups.reduce((sum, group) => sum + group.items.length, 0)
  const note = `CPU in Node: planBilling over ${planned} contracts with ${items} items in ${snapshot.groups.length} groups, nothing due`
  return [limitResult({ name: 'plan', n: planned, unit: 'ms', note }, times, 1_000)]
}

/** Four contracts to a group: in advance, in arrears, by usage with records, of two items; all charged up to now. */
function nothingDue(contracts: number): BillingSnapshot {
  const groups: GroupSnapshot[] = []
  for (let at = 0; at < contracts; at += 4) {
    const of = { billingGroupId: `grp_${at}` as BillingGroupId, clientId: `cli_${at}` as ClientId }
    const owned = Array.from({ length: Math.min(4, contracts - at) }, (_, n) => fourKinds(`${at}_${n}`, n, of))
    groups.push(
      groupSnapshot(
        owned.flatMap((each) => each.items),
        {
          group: billingGroup({ id: of.billingGroupId, clientId: of.clientId }),
          client: client({ id: of.clientId }),
          contracts: owned.map((each) => each.contract),
        },
      ),
    )
  }
  return { account: accountFacts(), groups }
}

function fourKinds(id: string, kind: number, of: { billingGroupId: BillingGroupId; clientId: ClientId }) {
  const contractId = `con_${id}` as ContractId
  const startOn = (['2020-01-31', '2022-06-15', '2024-02-29', '2025-10-01'] as const)[kind % 4] ?? '2025-10-01'
  const row = contract(startOn, { id: contractId, ...of })
  const item = (n: number, given: Partial<ContractItem>) =>
    contractItem(startOn, { id: `itm_${id}_${n}` as ContractItemId, contractId, ...of, ...given })
  const kinds: Partial<ContractItem>[][] = [
    [{}],
    [{ timing: 'arrears', cadence: { unit: 'week', every: 2 } }],
    [{ kind: 'usage', timing: 'arrears' }],
    [{}, { cadence: { unit: 'year', every: 1 } }],
  ]
  const items: ItemSnapshot[] = (kinds[kind % 4] ?? []).map((given, n) => {
    const made = item(n, given)
    const chargedThrough = throughOf(made)
    const usage =
      made.kind === 'usage'
        ? Array.from({ length: 10 }, (_, u) => usageRecord(`usg_${id}_${u}`, chargedThrough, decimal('2'), made))
        : []
    return { item: made, chargedThrough, usage, charges: [] }
  })
  return { contract: row, items }
}

/** Charged as far as a run of today would have: in advance beyond today, in arrears up to the running period. */
function throughOf(item: ContractItem): CalendarDate {
  const { startOn: start, cadence, anchors, timing } = item
  return duePeriods({ start, cadence, anchors }, timing, asOf).at(-1)?.period.end ?? start
}

const due = 20

/** Rows that a run reads of the tables of groups. Budget: no more than the due groups have, none of those that sleep. */
export async function measureDueGroups(run: BenchRun): Promise<BenchResult[]> {
  const { context, page } = await openBenchPage(run, 'due-groups')
  try {
    const { sleeping } = run.contracts
    const few = await page.evaluate(([s, d]) => window.bench.readDueGroups(s as number, d as number), [20, due])
    const many = await page.evaluate(([s, d]) => window.bench.readDueGroups(s as number, d as number), [sleeping, due])
    for (const { ofSleepers, groups } of [few, many]) {
      if (ofSleepers > 0) throw new Error(`${ofSleepers} rows of groups that sleep were read`)
      if (groups !== due) throw new Error(`${groups} groups were planned, ${due} are due`)
    }
    const note = `rows read by a run over ${due} due groups beside ${sleeping} that sleep (${Math.round(many.milliseconds)} ms; beside 20: ${Math.round(few.milliseconds)} ms)`
    return [
      ratioResult(
        { name: 'due-groups', n: sleeping, unit: 'rows', note: `${note}; floor: the rows of the due groups` },
        [many.read],
        [many.ofDueGroups],
        1,
      ),
      ratioResult(
        { name: 'due-groups', n: sleeping, unit: 'rows', note: `${note}; floor: the same beside 20` },
        [many.read],
        [few.read],
        1,
      ),
    ]
  } finally {
    await context.close()
  }
}

/** Twelve months of every contract in one run. Budgets: 2.5 times the raw rows; the heap does not grow over the groups. */
export async function measureCatchUp(run: BenchRun): Promise<BenchResult[]> {
  const { context, page } = await openBenchPage(run, 'catch-up')
  try {
    const { caughtUp } = run.contracts
    const ours: number[] = []
    const raw: number[] = []
    let about = ''
    // Each round fills books anew: three say enough of runs that take seconds.
    for (let round = -1; round < Math.min(3, run.rounds); round += 1) {
      const once = await page.evaluate((contracts) => window.bench.catchUp(contracts), caughtUp)
      about = `${once.rows} rows in ${once.transactions} transactions`
      if (round < 0) continue
      ours.push(once.ours)
      raw.push(once.raw)
    }
    const heaps = await heapOverGroups(context, page, caughtUp)
    return [
      ratioResult(
        {
          name: 'catch-up',
          n: caughtUp,
          unit: 'ms',
          note: `run over 12 months of ${caughtUp} contracts: ${about}; floor: the same rows raw, in the same transactions`,
        },
        ours,
        raw,
        2.5,
      ),
      ratioResult(
        { name: 'catch-up', n: caughtUp, unit: 'MB', note: 'heap after all groups; floor: after a quarter of them' },
        [heaps.all],
        [heaps.quarter],
        1.1,
      ),
    ]
  } finally {
    await context.close()
  }
}

async function heapOverGroups(context: BrowserContext, page: Page, contracts: number) {
  const session = await context.newCDPSession(page)
  const heap = async () => {
    const sizes: number[] = []
    for (let round = 0; round < 3; round += 1) {
      await session.send('HeapProfiler.collectGarbage')
      sizes.push((await session.send('Runtime.getHeapUsage')).usedSize / 1_048_576)
    }
    return median(sizes)
  }
  await page.evaluate((count) => window.bench.openCatchUp(count), contracts)
  await page.evaluate((count) => window.bench.billSome(count), Math.ceil(contracts / 4))
  const quarter = await heap()
  await page.evaluate(() => window.bench.billSome())
  return { quarter, all: await heap() }
}

async function openBenchPage({ site }: BenchRun, name: string): Promise<{ context: BrowserContext; page: Page }> {
  const context = await openBrowser(profileFolder(name, true), { serviceWorkers: 'block' })
  const page = await context.newPage()
  page.setDefaultTimeout(600_000)
  await page.goto(new URL('/page/index.html', site.appUrl).href)
  await readyTime(page)
  return { context, page }
}
