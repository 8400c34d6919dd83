import type { Minor } from '../../core/money.ts'
import { t } from '../../i18n/translate.ts'
import type { DashboardFigures } from '../../queries/get-dashboard.ts'
import { Amount } from '../../ui/amount.tsx'
import { StatTile, StatTiles } from '../../ui/stat-tile.tsx'
import { useRuntime } from '../runtime.tsx'

type Figure = 'owed' | 'late' | 'openCharges'

/** Owed, late and ready to bill, a line per currency; the account's own currency where nothing is open. */
export function HomeFigures({ figures }: { readonly figures: readonly DashboardFigures[] }) {
  const { settings } = useRuntime()

  const lines = (figure: Figure) => {
    const open = figures.filter((one) => one[figure] !== 0)
    if (open.length === 0) return <Amount size={5} amount={0 as Minor} currency={settings.currency} />
    return open.map((one, index) => (
      <Amount
        key={one.currency}
        size={index === 0 ? 5 : 4}
        amount={one[figure]}
        currency={one.currency}
        {...(figure === 'late' && { tone: 'late' as const })}
      />
    ))
  }
  const sum = (count: 'owedCount' | 'lateCount' | 'openChargeCount') =>
    figures.reduce((all, one) => all + one[count], 0)

  return (
    <StatTiles>
      <StatTile
        label={t('home.owed')}
        to="/owed"
        figures={lines('owed')}
        note={t('home.from-invoices', { count: sum('owedCount') })}
      />
      <StatTile
        label={t('home.late')}
        to="/invoices"
        search={{ state: 'late' }}
        figures={lines('late')}
        note={t('home.from-invoices', { count: sum('lateCount') })}
      />
      <StatTile
        label={t('home.ready-to-bill')}
        to="/charges"
        figures={lines('openCharges')}
        note={t('home.from-charges', { count: sum('openChargeCount') })}
      />
    </StatTiles>
  )
}
