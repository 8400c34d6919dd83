import { lastDayOf } from '../../core/date.ts'
import { formatDate } from '../../i18n/format-date.ts'
import { t } from '../../i18n/translate.ts'
import type { ContractView } from '../../queries/get-contract.ts'
import { listFields } from '../../queries/list-fields.ts'
import { Facts } from '../../ui/facts.tsx'
import { Link } from '../../ui/link.tsx'
import { Section } from '../../ui/section.tsx'
import { ownFieldFacts } from '../blocks/own-field-facts.tsx'
import { useRows } from '../blocks/use-rows.ts'
import { useRuntime } from '../runtime.tsx'

/** From when to when, in which group, how it renews, numbers and notes. */
export function ContractFacts({ view }: { readonly view: ContractView }) {
  const { locale } = useRuntime().settings
  const { contract, group, renewedFrom, renewedAs } = view
  const { endOn, startOn, renewal, sentElsewhereBefore } = contract
  const fields = useRows((books) => listFields(books, 'contract'), [])
  const undone = endOn !== undefined && endOn <= startOn
  return (
    <Section title={t('contracts.facts')}>
      <Facts
        start
        facts={[
          { label: t('contracts.start'), value: formatDate(startOn, locale) },
          {
            label: t('contracts.last-day'),
            value: undone
              ? t('contracts.state-undone')
              : endOn === undefined
                ? t('contracts.term-open')
                : formatDate(lastDayOf(endOn), locale),
          },
          {
            label: t('contracts.renewal'),
            value:
              renewal === undefined
                ? undefined
                : t('contracts.renewal-says', {
                    length: t(`contracts.length-${renewal.length.unit}`, { every: renewal.length.every }),
                    days: renewal.noticeDays,
                  }),
          },
          { label: t('contracts.group'), value: group?.name },
          { label: t('contracts.contract-number'), value: contract.contractNumber },
          { label: t('contracts.po-number'), value: contract.poNumber },
          {
            label: t('contracts.sent-elsewhere'),
            value:
              sentElsewhereBefore === undefined
                ? undefined
                : t('contracts.sent-elsewhere-before', { before: formatDate(sentElsewhereBefore, locale) }),
          },
          {
            label: t('contracts.renewed-from'),
            value: renewedFrom && <Link to={`/contracts/${renewedFrom.id}`}>{renewedFrom.name}</Link>,
          },
          {
            label: t('contracts.renewed-as'),
            value: renewedAs && <Link to={`/contracts/${renewedAs.id}`}>{renewedAs.name}</Link>,
          },
          ...ownFieldFacts(fields, contract.customFields, locale),
          { label: t('contracts.notes'), value: contract.notes },
        ]}
      />
    </Section>
  )
}
