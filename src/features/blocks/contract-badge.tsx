import type { Contract } from '../../core/contract/contract.ts'
import type { CalendarDate } from '../../core/date.ts'
import { formatDate } from '../../i18n/format-date.ts'
import { t } from '../../i18n/translate.ts'
import { StateBadge } from '../../ui/state-badge.tsx'
import { useRuntime } from '../runtime.tsx'

/** How a contract stands today: on hold, to come, active, ending, ended, undone or renewed. */
export function ContractBadge({ contract, today }: { readonly contract: Contract; readonly today: CalendarDate }) {
  const { locale } = useRuntime().settings
  const { startOn, endOn, state } = contract
  if (endOn !== undefined && endOn <= startOn) {
    return <StateBadge word={t('contracts.state-undone')} tone="grey" shape="struck" />
  }
  const ended = endOn !== undefined && endOn <= today
  if (state === 'renewed') {
    return <StateBadge word={t('contracts.state-renewed')} tone={ended ? 'grey' : 'good'} shape="check" />
  }
  if (ended) {
    const word = t(state === 'cancelled' ? 'contracts.state-cancelled' : 'contracts.state-ended')
    return <StateBadge word={word} tone="grey" shape="dash" />
  }
  if (contract.hold !== undefined) return <StateBadge word={t('contracts.state-hold')} tone="late" shape="half" />
  if (state === 'cancelled' && endOn !== undefined) {
    return (
      <StateBadge word={t('contracts.state-ends', { on: formatDate(endOn, locale) })} tone="plain" shape="outline" />
    )
  }
  if (startOn > today) {
    return (
      <StateBadge
        word={t('contracts.state-starts', { on: formatDate(startOn, locale) })}
        tone="plain"
        shape="outline"
      />
    )
  }
  return <StateBadge word={t('contracts.state-active')} tone="ink" shape="dot" />
}
