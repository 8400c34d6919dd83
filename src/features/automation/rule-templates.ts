// Rules to begin with: useful as they are, and examples of what the pickers can say.

import type { OwnRule } from '../../core/automation/own-rule.ts'
import { currencyExponent } from '../../core/currency.ts'
import { decimal } from '../../core/decimal.ts'
import type { CurrencyCode } from '../../core/money.ts'
import { minor } from '../../core/money.ts'
import { t } from '../../i18n/translate.ts'

export const templateNames = ['big-invoice', 'very-late', 'contract-ends', 'month-end', 'bad-payer'] as const
export type TemplateName = (typeof templateNames)[number]

/** The rule of a template, with amounts in the account's currency. */
export function ruleTemplate(name: TemplateName, currency: CurrencyCode): OwnRule {
  const units = (amount: number) => minor(amount * 10 ** currencyExponent(currency))
  const head = { name: t(`automation.template-${name}`), limit: 100 }
  switch (name) {
    case 'big-invoice':
      return {
        ...head,
        when: { kind: 'event', event: 'invoice.finalized' },
        conditions: [{ kind: 'amount', of: 'gross', is: 'at-least', amount: units(5000), currency }],
        actions: [
          { kind: 'notify', text: t('automation.template-text-big-invoice') },
          { kind: 'tag', on: 'invoice', tag: t('automation.template-tag-big'), remove: 0 },
        ],
      }
    case 'very-late':
      return {
        ...head,
        when: { kind: 'around', date: 'invoice-due', days: 30 },
        conditions: [{ kind: 'amount', of: 'due', is: 'at-least', amount: units(100), currency }],
        actions: [{ kind: 'notify', text: t('automation.template-text-very-late') }],
      }
    case 'contract-ends':
      return {
        ...head,
        when: { kind: 'around', date: 'contract-end', days: -30 },
        conditions: [],
        actions: [{ kind: 'notify', text: t('automation.template-text-contract-ends') }],
      }
    case 'month-end':
      return {
        ...head,
        when: { kind: 'every', unit: 'month', day: 31 },
        conditions: [{ kind: 'client-tag', not: 0, tag: t('automation.template-tag-monthly') }],
        actions: [{ kind: 'draft' }],
      }
    case 'bad-payer':
      return {
        ...head,
        when: { kind: 'around', date: 'invoice-due', days: 60 },
        conditions: [],
        actions: [
          { kind: 'tag', on: 'client', tag: t('automation.template-tag-slow'), remove: 0 },
          {
            kind: 'add-fee',
            fee: { kind: 'percent', percent: decimal('2') },
            description: t('automation.fee-description-default'),
          },
        ],
      }
  }
}
