import { useCallback } from 'react'
import { foldText } from '../../core/search-words.ts'
import { ComboBox, type ComboOption } from '../../ui/combo-box.tsx'
import { useRuntime } from '../runtime.tsx'

// Languages with the regions whose number and date formats differ: what documents are written in.
const tags = (
  'en-GB en-US en-IE en-CA en-AU en-NZ en-IN en-ZA de-DE de-AT de-CH fr-FR fr-BE fr-CH fr-CA es-ES es-MX es-AR es-CO ' +
  'it-IT it-CH nl-NL nl-BE pt-PT pt-BR pl-PL cs-CZ sk-SK hu-HU ro-RO bg-BG hr-HR sl-SI sr-RS el-GR tr-TR da-DK sv-SE ' +
  'nb-NO fi-FI et-EE lv-LV lt-LT uk-UA ru-RU ar-AE ar-SA he-IL ja-JP ko-KR zh-CN zh-TW hi-IN id-ID th-TH vi-VN'
).split(' ')

/** A language with its region (BCP 47), by its name in the owner's language. */
export function LanguageField(props: {
  readonly label: string
  readonly value: string
  readonly onChange: (tag: string) => void
  readonly help?: string
  readonly placeholder?: string
  readonly optional?: boolean
  readonly error?: string | undefined
}) {
  const { settings } = useRuntime()
  const { value, onChange, placeholder, ...rest } = props
  const { locale } = settings
  const search = useCallback(
    (text: string): ComboOption[] => {
      const wanted = foldText(text)
      return tags
        .map((tag) => ({ value: tag, label: languageName(tag, locale), help: tag }))
        .filter(({ label, help }) => wanted === '' || foldText(`${label} ${help}`).includes(wanted))
        .sort((left, right) => left.label.localeCompare(right.label, locale))
    },
    [locale],
  )
  return (
    <ComboBox
      {...rest}
      value={value}
      valueLabel={value === '' ? '' : languageName(value, locale)}
      search={search}
      onChange={onChange}
      {...(placeholder !== undefined && { placeholder: languageName(placeholder, locale) })}
    />
  )
}

/** "German (Austria)" in the reader's language; the tag itself when it has no name. */
export function languageName(tag: string, locale: string): string {
  try {
    return new Intl.DisplayNames([locale], { type: 'language', languageDisplay: 'standard' }).of(tag) ?? tag
  } catch {
    return tag
  }
}
