// The steps about prepaid units, and what they leave: `units` by client and product, "Okafor/Lessons". A use is called by
// `as`, which is its source key.
import { expireUnits } from '../../../src/commands/expire-units.ts'
import { giveUnits } from '../../../src/commands/give-units.ts'
import { undoUse } from '../../../src/commands/undo-use.ts'
import { useUnits } from '../../../src/commands/use-units.ts'
import { calendarDate } from '../../../src/core/date.ts'
import { sumUnits } from '../../../src/core/selling/draw-units.ts'
import type { AccountDb } from '../../../src/storage/account-db.ts'
import type { BillingWorld, Perform } from './billing-verbs.ts'
import type { BooksNames } from './commands-stage.ts'
import { taken } from './read-contract.ts'
import { Fields, ScenarioError } from './read-scenario.ts'
import { missing, type View } from './scenario-world.ts'

export function unitVerbs({ books, names }: BillingWorld): Readonly<Record<string, Perform>> {
  const subject = (fields: Fields) => ({
    clientId: names.clients.get(fields.text('client')),
    productId: names.products.get(fields.text('product')),
  })
  return {
    useUnits: async (yaml, path, run) => {
      const fields = new Fields(yaml, path)
      const input = {
        ...subject(fields),
        units: fields.optionalDecimal('units') ?? missing(path, 'units'),
        usedOn: fields.optionalDate('on') ?? calendarDate(books.today),
        ...taken('note', fields.optionalText('note')),
        ...taken('sourceKey', fields.optionalText('as')),
      }
      fields.done()
      await run(useUnits, input)
      return undefined
    },
    undoUse: async (yaml, path, run) => {
      const fields = new Fields(yaml, path)
      const name = fields.text('use')
      fields.done()
      const use = await books.db.unitUses.filter(({ sourceKey }) => sourceKey === name).first()
      if (use === undefined) throw new ScenarioError(`${path}: no use is called "${name}"`)
      await run(undoUse, { id: use.id })
      return undefined
    },
    giveUnits: async (yaml, path, run) => {
      const fields = new Fields(yaml, path)
      const input = {
        ...subject(fields),
        units: fields.optionalDecimal('units') ?? missing(path, 'units'),
        origin: (fields.optionalText('origin') ?? 'gift') as 'gift' | 'import',
        ...taken('expiresOn', fields.optionalDate('expiresOn')),
        ...taken('note', fields.optionalText('note')),
      }
      fields.done()
      await run(giveUnits, input)
      return undefined
    },
    expireUnits: async (yaml, path, run) => {
      if (yaml !== 'all') throw new ScenarioError(`${path}: expireUnits takes "all"`)
      await run(expireUnits, {})
      return undefined
    },
  }
}

/** Each client and product that has lots: granted = used + left + expired + returned, what waits, and the reminder. */
export async function viewUnits(db: AccountDb, names: BooksNames): Promise<View> {
  const lots = await db.unitLots.toArray()
  const views: [string, View][] = []
  for (const [client, clientId] of names.clients.entries()) {
    for (const [product, productId] of names.products.entries()) {
      const own = lots.filter((lot) => lot.clientId === clientId && lot.productId === productId)
      if (own.length === 0) continue
      const sum = (field: 'granted' | 'used' | 'left' | 'expired' | 'returned') =>
        sumUnits(own.map((lot) => lot[field]))
      const low = own.find(({ lowSince }) => lowSince !== undefined)?.lowSince
      views.push([
        `${client}/${product}`,
        {
          granted: sum('granted'),
          used: sum('used'),
          left: sum('left'),
          expired: sum('expired'),
          returned: sum('returned'),
          waiting: sumUnits(own.flatMap(({ usable, left }) => (usable === 1 ? [] : [left]))),
          ...(low === undefined ? {} : { lowSince: low }),
        },
      ])
    }
  }
  return Object.fromEntries(views)
}
