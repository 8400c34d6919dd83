// What is owed: the two queries whose cost follows the open invoices and not the books.
import { calendarDate } from '../../../src/core/date.ts'
import { getAgeing } from '../../../src/queries/get-ageing.ts'
import { getDashboard } from '../../../src/queries/get-dashboard.ts'
import { openAppBooks } from './fill-books.ts'

export interface OpenOnes {
  /** Milliseconds of one call. */
  readonly ageing: number
  readonly dashboard: number
  /** Open invoices that were aged. */
  readonly aged: number
}

const today = calendarDate('2026-11-22')
const calls = 5

/** Each query a few times in a row, over books that are opened for it. */
export async function measureOpenOnes(): Promise<OpenOnes> {
  const db = await openAppBooks()
  try {
    let aged = 0
    const ageing = await timed(async () => {
      const { clients } = await getAgeing(db, today)
      aged = clients.reduce((sum, { invoices }) => sum + invoices.length, 0)
    })
    const dashboard = await timed(() => getDashboard(db, today))
    return { ageing, dashboard, aged }
  } finally {
    db.close()
  }
}

async function timed(once: () => Promise<unknown>): Promise<number> {
  const began = performance.now()
  for (let call = 0; call < calls; call += 1) await once()
  return (performance.now() - began) / calls
}
