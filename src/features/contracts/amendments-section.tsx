import type { Amendment } from '../../core/contract/contract.ts'
import { formatDate } from '../../i18n/format-date.ts'
import { t } from '../../i18n/translate.ts'
import type { ContractView } from '../../queries/get-contract.ts'
import { Section } from '../../ui/section.tsx'
import { Timeline } from '../../ui/timeline.tsx'
import { useRuntime } from '../runtime.tsx'
import { changeSentence } from './price-words.ts'

/** What changed the agreement, in sentences, the latest first. */
export function AmendmentsSection({ view }: { readonly view: ContractView }) {
  const { locale } = useRuntime().settings
  if (view.amendments.length === 0) return null
  const items = view.items.map(({ item }) => item)
  const words = { locale, currency: view.contract.currency }
  const sentence = ({ changes, effectiveOn, note }: Amendment) => (
    <>
      {changes.map((change) => changeSentence(change, items, effectiveOn, words)).join('. ')}
      {note !== undefined && ` (${note})`}
    </>
  )
  return (
    <Section title={t('contracts.amendments')}>
      <Timeline
        events={view.amendments.map((amendment) => ({
          id: amendment.id,
          sentence: sentence(amendment),
          when: t('contracts.amendment-when', {
            from: formatDate(amendment.effectiveOn, locale),
            made: formatDate(amendment.madeOn, locale),
          }),
        }))}
      />
    </Section>
  )
}
