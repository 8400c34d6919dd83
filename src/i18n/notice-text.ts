// What a rule told its owner, with its fields filled in as the owner writes amounts and dates.
import {
  fillTemplate,
  type TemplateField,
  type TemplateValues,
  templateFields,
} from '../core/automation/message-template.ts'
import type { Notice } from '../core/automation/run.ts'
import { parseCalendarDate } from '../core/date.ts'
import { type CurrencyCode, isMinor } from '../core/money.ts'
import { formatDate } from './format-date.ts'
import { formatMoney } from './format-money.ts'

/** `locale`: BCP 47. A field whose fact is missing is empty. */
export function noticeText({ text, facts }: Pick<Notice, 'text' | 'facts'>, locale: string): string {
  const values: Partial<Record<TemplateField, string>> = {}
  for (const field of templateFields) {
    const fact = facts[field]
    if (fact !== undefined) values[field] = shown(field, fact, facts['currency'], locale)
  }
  return fillTemplate(text, values satisfies TemplateValues)
}

/** Amounts are minor units of the currency beside them. */
function shown(
  field: TemplateField,
  fact: string | number,
  currency: string | number | undefined,
  locale: string,
): string {
  switch (field) {
    case 'amount':
    case 'total':
      if (typeof fact !== 'number' || typeof currency !== 'string' || !isMinor(fact)) return String(fact)
      return formatMoney(fact, currency as CurrencyCode, locale)
    case 'issue date':
    case 'due date': {
      const date = parseCalendarDate(String(fact))
      return date === undefined ? String(fact) : formatDate(date, locale)
    }
    default:
      return String(fact)
  }
}
