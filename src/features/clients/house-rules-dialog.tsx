import { useRef, useState } from 'react'
import { setClientSelling } from '../../commands/set-client-selling.ts'
import { currencyExponent } from '../../core/currency.ts'
import type { Client, ClientSelling } from '../../core/model.ts'
import { minorToDecimal } from '../../core/money.ts'
import type { AccountSettings } from '../../core/settings.ts'
import { formatMoney, formatPrice } from '../../i18n/format-money.ts'
import { parseMoney } from '../../i18n/parse-amount.ts'
import { problemText } from '../../i18n/problem-text.ts'
import { t } from '../../i18n/translate.ts'
import { amountProblemText } from '../../ui/amount-problem-text.ts'
import { Checkbox } from '../../ui/checkbox.tsx'
import { MoneyField } from '../../ui/money-field.tsx'
import { Stack } from '../../ui/stack.tsx'
import { TextField } from '../../ui/text-field.tsx'
import { toast } from '../../ui/toast.tsx'
import { FormDialog } from '../blocks/form-dialog.tsx'
import { readTerms, termsText } from '../blocks/sale-terms.ts'
import { useRuntime } from '../runtime.tsx'

interface RuleTexts {
  readonly minimum: string
  readonly cap: string
  readonly terms: string
  readonly allowTrial: boolean
}

type ReadRules = { readonly selling: ClientSelling } | { readonly field: keyof RuleTexts; readonly message: string }

/** A client's own house rules of selling by invoice; what is empty is as the account has it (T-1, T-3, T-6, R-30). */
export function HouseRulesDialog({ client, onClose }: { readonly client: Client; readonly onClose: () => void }) {
  const { run, settings, newKey } = useRuntime()
  const { locale, currency, selling } = settings
  const key = useRef(newKey())
  const [texts, setTexts] = useState(() => textsOf(client.selling, settings))
  const [wrong, setWrong] = useState<{ readonly field: keyof RuleTexts; readonly message: string }>()
  const [problem, setProblem] = useState<string>()
  const [busy, setBusy] = useState(false)
  const [tries, setTries] = useState(0)
  const change = (changed: Partial<RuleTexts>) => {
    setTexts({ ...texts, ...changed })
    setWrong(undefined)
  }
  const errorOf = (field: keyof RuleTexts) => (wrong?.field === field ? wrong.message : undefined)

  const save = async () => {
    setTries(tries + 1)
    setProblem(undefined)
    const read = readRules(texts, settings)
    if (!('selling' in read)) {
      setWrong(read)
      return
    }
    setBusy(true)
    const { id, version } = client
    const saved = await run(setClientSelling, { id, version, selling: read.selling }, key.current)
    key.current = newKey()
    setBusy(false)
    if (saved.ok) {
      toast({ message: t('clients.rules-saved', { name: client.name }) })
      onClose()
    } else setProblem(problemText(saved.problem, locale))
  }
  return (
    <FormDialog
      title={t('clients.rules-title', { name: client.name })}
      act={t('clients.rules-save')}
      onAct={save}
      onClose={onClose}
      problem={problem}
      errorCount={wrong === undefined ? 0 : 1}
      submitCount={tries}
      busy={busy}
    >
      <Stack gap={3}>
        <MoneyField
          name="minimum"
          optional
          label={t('selling.least-purchase')}
          help={t('clients.rules-account-minimum', {
            value: selling.minimum === 0 ? t('clients.rules-none') : formatMoney(selling.minimum, currency, locale),
          })}
          currency={currency}
          value={texts.minimum}
          onChange={(minimum) => change({ minimum })}
          error={errorOf('minimum')}
        />
        <TextField
          label={t('selling.cap')}
          optional
          help={t('clients.rules-account-cap', {
            value: selling.outstandingCap === 0 ? t('clients.rules-none') : String(selling.outstandingCap),
          })}
          inputMode="numeric"
          autoComplete="off"
          value={texts.cap}
          onChange={(event) => change({ cap: event.target.value })}
          error={errorOf('cap')}
        />
        <TextField
          label={t('selling.plan-terms')}
          optional
          help={t('clients.rules-account-terms', { value: termsText(selling.terms) })}
          autoComplete="off"
          value={texts.terms}
          onChange={(event) => change({ terms: event.target.value })}
          error={errorOf('terms')}
        />
        <Checkbox
          label={t('clients.rules-allow-trial')}
          help={t('clients.rules-allow-trial-help')}
          checked={texts.allowTrial}
          onChange={(event) => change({ allowTrial: event.target.checked })}
        />
      </Stack>
    </FormDialog>
  )
}

function textsOf(own: ClientSelling | undefined, { currency, locale }: AccountSettings): RuleTexts {
  const minimum = own?.minimum
  return {
    minimum:
      minimum === undefined ? '' : formatPrice(minorToDecimal(minimum, currencyExponent(currency)), currency, locale),
    cap: own?.outstandingCap === undefined ? '' : String(own.outstandingCap),
    terms: own?.terms === undefined ? '' : termsText(own.terms),
    allowTrial: own?.allowTrial === 1,
  }
}

/** What is typed; the first field that cannot be read, with the reason. */
function readRules(texts: RuleTexts, { currency, locale }: AccountSettings): ReadRules {
  const least = texts.minimum.trim() === '' ? undefined : parseMoney(texts.minimum, locale, currency)
  if (least?.ok === false) return { field: 'minimum', message: amountProblemText(least.problem, locale) }
  if (least !== undefined && least.value < 0) return { field: 'minimum', message: t('selling.not-below-0') }
  const cap = texts.cap.trim()
  if (cap !== '' && (!/^\d{1,4}$/.test(cap) || Number(cap) > 1000)) {
    return { field: 'cap', message: t('selling.whole-number', { least: 0, most: 1000 }) }
  }
  const terms = texts.terms.trim() === '' ? undefined : readTerms(texts.terms)
  if (terms !== undefined && 'message' in terms) return { field: 'terms', message: terms.message }
  return {
    selling: {
      ...(least !== undefined && { minimum: least.value }),
      ...(cap !== '' && { outstandingCap: Number(cap) }),
      ...(terms !== undefined && { terms: terms.terms }),
      ...(texts.allowTrial && { allowTrial: 1 as const }),
    },
  }
}
