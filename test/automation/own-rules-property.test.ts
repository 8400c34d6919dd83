// Any rules of the owner's own, over any books, day after day: they end, they fire once, they never feed themselves.
import fc from 'fast-check'
import { beforeAll, expect, it } from 'vitest'
import { saveEndpoint } from '../../src/commands/save-endpoint.ts'
import { saveRule } from '../../src/commands/save-rule.ts'
import { checkRule } from '../../src/core/automation/check-rule.ts'
import { maxRuleDepth } from '../../src/core/automation/own-rule.ts'
import { addDays } from '../../src/core/date.ts'
import { ruleText } from '../../src/i18n/rule-text.ts'
import { loadLanguage } from '../../src/i18n/translate.ts'
import { dumpBooks } from '../support/dump-books.ts'
import { openTestBooks, type TestBooks } from '../support/open-test-books.ts'
import { ownRun } from '../support/own-rules-run.ts'
import { perform, setUpCast, step } from '../support/random-acts.ts'
import { performRule, ruleStep, withRowsThere } from '../support/random-rule-acts.ts'
import { noCast, ownRule } from '../support/rule-arbitraries.ts'

beforeAll(() => loadLanguage('en'))

const runs = Number(process.env['SOAK_RUNS'] ?? 6)
const account = { kind: 'account' } as const
const rule = ownRule(noCast)
  .map((parameters) => ({ kind: 'own', scope: account, parameters }) as const)
  .filter((each) => checkRule(each) === undefined)
const day = fc.record({
  days: fc.constantFrom(0, 1, 1, 7, 31),
  acts: fc.array(step, { maxLength: 5 }),
  rule: fc.option(ruleStep, { nil: undefined, freq: 4 }),
})

/** Something for rules to wait for on every day: work, one invoice, one draft. */
const busy = (['charge', 'draft', 'finalize', 'charge', 'draft', 'charge'] as const).map((act, pick) => ({
  act,
  pick,
  size: 9000 + pick,
}))

/** What a run must not do twice: everything but its own log. */
async function effects(books: TestBooks) {
  return new Map([...(await dumpBooks(books))].filter(([table]) => table !== 'ruleStates'))
}

it('end, fire once for each row and occasion, and leave an empty queue', async () => {
  let fired = 0
  await fc.assert(
    fc.asyncProperty(
      fc.array(rule, { minLength: 1, maxLength: 4 }),
      fc.array(day, { minLength: 2, maxLength: 4 }),
      async (rules, days) => {
        const books = await openTestBooks({ today: '2026-03-02' })
        const cast = await setUpCast(books)
        const hook = { name: 'Hook', url: 'https://hooks.example/x', purpose: 'webhook', events: [] } as const
        await books.must(saveEndpoint, { fields: hook, secret: '0123456789abcdef' })
        for (const each of rules) {
          const fields = await withRowsThere(books, each)
          const saved = await books.run(saveRule, { ...fields, state: 'on' })
          // Clients that the test's books do not have: refused with the field.
          if (!saved.ok) expect(saved.problem).toMatchObject({ code: 'field-invalid', reason: expect.any(String) })
          const names = { client: () => 'Acme', group: () => 'Acme', endpoint: () => 'Hook' }
          expect(ruleText(fields, names, 'en-GB')).toMatch(/; at most \d+ at a time\.$/)
        }
        for (const { days: later, acts, rule: change } of days) {
          books.today = addDays(books.envelope().today, later)
          for (const act of [...busy, ...acts]) await perform(books, act, cast)
          if (change !== undefined) await performRule(books, change)
          let runsOfDay = 0
          // Over its limit a rule goes on in the next run; it must get there.
          for (;;) {
            const { fired: now, told } = await ownRun(books)
            fired += now
            runsOfDay += 1
            expect(runsOfDay).toBeLessThan(60)
            if (!told.some(({ outcome, reason }) => outcome === 'wait' && reason.code === 'limit-reached')) break
          }
          // What the last run has led to by another rule's clock is done by now; again is nothing new.
          await ownRun(books)
          const before = await effects(books)
          const again = await ownRun(books)
          expect(again.fired).toBe(0)
          expect(await effects(books)).toEqual(before)
          expect(await books.db.ruleQueue.count()).toBe(0)
        }
        const events = await books.db.events.toArray()
        const firings = await books.db.firings.toArray()
        expect(events.filter(({ type }) => type === 'rule.fired').length).toBe(firings.length)
        for (const { chain = [] } of events) {
          expect(new Set(chain).size).toBe(chain.length)
          expect(chain.length).toBeLessThanOrEqual(maxRuleDepth)
        }
        const invoices = await books.db.invoices.toArray()
        const numbers = invoices.flatMap((row) => (row.state === 'draft' ? [] : [row.sequence])).sort((a, b) => a - b)
        expect(numbers).toEqual(numbers.map((_number, index) => index + 1))
        books.db.close()
      },
    ),
    { numRuns: runs, endOnFailure: true },
  )
  expect(fired).toBeGreaterThan(0)
}, 180_000)
