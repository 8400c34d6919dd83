import { useState } from 'react'
import { changeSettings } from '../../commands/change-settings.ts'
import { saveTaxRate } from '../../commands/save-tax-rate.ts'
import type { TaxRateId } from '../../core/ids.ts'
import type { TaxRate } from '../../core/model.ts'
import { formatDate } from '../../i18n/format-date.ts'
import { formatPercent } from '../../i18n/format-money.ts'
import { problemText } from '../../i18n/problem-text.ts'
import { t } from '../../i18n/translate.ts'
import { listTaxRates } from '../../queries/get-settings.ts'
import { Button } from '../../ui/button.tsx'
import { Switch } from '../../ui/checkbox.tsx'
import { EmptyState } from '../../ui/empty-state.tsx'
import { Item, ItemList } from '../../ui/item-list.tsx'
import { Notice } from '../../ui/notice.tsx'
import { Section } from '../../ui/section.tsx'
import { Row, Stack } from '../../ui/stack.tsx'
import { StateBadge } from '../../ui/state-badge.tsx'
import { Text } from '../../ui/text.tsx'
import { toast } from '../../ui/toast.tsx'
import { TaxPicker } from '../blocks/tax-picker.tsx'
import { useRows } from '../blocks/use-rows.ts'
import { useRuntime } from '../runtime.tsx'
import { TaxRateDialog } from './tax-rate-dialog.tsx'

/** Taxes with dated rates, and what a new charge starts with. */
export function TaxesSection() {
  const { settings, run, books } = useRuntime()
  const rates = useRows((db) => listTaxRates(db, { archived: true }), [])
  const [open, setOpen] = useState<TaxRate | 'new'>()
  const [problem, setProblem] = useState<string>()

  const change = async (changes: Parameters<typeof changeSettings.run>[1]['changes']): Promise<void> => {
    const current = (await books.settings.get('account')) ?? settings
    const saved = await run(changeSettings, { version: current.version, changes })
    setProblem(saved.ok ? undefined : problemText(saved.problem, settings.locale))
  }
  const setState = async (rate: TaxRate, state: TaxRate['state']): Promise<void> => {
    const { id, version, ...fields } = rate
    const saved = await run(saveTaxRate, { seen: { id, version }, fields: { ...fields, state } })
    if (!saved.ok) {
      setProblem(problemText(saved.problem, settings.locale))
      return
    }
    const undone = { ...rate, version: saved.value.version, state }
    if (state === 'archived') {
      toast({ message: t('settings.tax-archived', { name: rate.name }), undo: () => setState(undone, 'active') })
    }
  }
  return (
    <Stack>
      <Section
        title={t('settings.taxes')}
        help={t('settings.taxes-help')}
        acts={
          <Button icon="plus" onClick={() => setOpen('new')}>
            {t('settings.add-tax')}
          </Button>
        }
      >
        {problem !== undefined && <Notice tone="bad">{problem}</Notice>}
        {rates?.length === 0 && <EmptyState sentence={t('settings.no-taxes')} />}
        <ItemList>
          {rates?.map((rate) => (
            <Item key={rate.id}>
              <div>
                <Row>
                  <Text as="span" strong>
                    {rate.name}
                  </Text>
                  {rate.state === 'archived' && <StateBadge word={t('settings.archived')} tone="grey" shape="dash" />}
                </Row>
                <Text tone="quiet">
                  {[
                    t(`settings.category-${rate.category}`),
                    rate.kind === 'normal' ? '' : t(`settings.kind-${rate.kind}`),
                    ratesText(rate, settings.locale),
                  ]
                    .filter((part) => part !== '')
                    .join(' · ')}
                </Text>
              </div>
              <Row>
                <Button onClick={() => setOpen(rate)} aria-label={t('settings.change-tax', { name: rate.name })}>
                  {t('settings.change')}
                </Button>
                <Button kind="plain" onClick={() => setState(rate, rate.state === 'active' ? 'archived' : 'active')}>
                  {rate.state === 'active' ? t('settings.archive') : t('settings.bring-back')}
                </Button>
              </Row>
            </Item>
          ))}
        </ItemList>
      </Section>
      <Section title={t('settings.new-charges')} help={t('settings.new-charges-help')}>
        <Stack>
          <TaxPicker
            label={t('settings.default-taxes')}
            value={settings.defaultTaxIds}
            onChange={(defaultTaxIds: TaxRateId[]) => void change({ defaultTaxIds })}
          />
          <Switch
            label={t('settings.prices-include-tax')}
            help={t('settings.prices-include-tax-help')}
            checked={settings.pricesIncludeTax}
            onChange={(event) => void change({ pricesIncludeTax: event.target.checked })}
          />
        </Stack>
      </Section>
      {open !== undefined && (
        <TaxRateDialog rate={open === 'new' ? undefined : open} onClose={() => setOpen(undefined)} />
      )}
    </Stack>
  )
}

/** "19 % since 1 Jan 2007, 21 % from 1 Jul 2026". */
function ratesText(rate: TaxRate, locale: string): string {
  return rate.rates
    .map(({ from, percent }, index) =>
      rate.rates.length === 1 && index === 0
        ? formatPercent(percent, locale)
        : t('settings.rate-from', { percent: formatPercent(percent, locale), date: formatDate(from, locale) }),
    )
    .join(', ')
}
