import { t } from '../../i18n/translate.ts'
import styles from './accent-field.module.css'

// Deep enough to be read as words on white paper (contrast above 4.5 : 1).
const swatches = ['#0f5c5c', '#1d4f91', '#5b3b8c', '#8c2f4b', '#9a3b12', '#5c5a0f', '#2f6b2f', '#1d1b18'] as const

/** The documents' accent: eight that always read well, or any other. */
export function AccentField(props: {
  readonly value: string
  readonly onChange: (accent: string) => void
  readonly error?: string | undefined
}) {
  const own = !(swatches as readonly string[]).includes(props.value)
  return (
    <fieldset className={styles.field}>
      <legend className={styles.legend}>{t('settings.accent')}</legend>
      <div className={styles.swatches}>
        {swatches.map((accent) => (
          <label key={accent} className={styles.swatch}>
            <input
              type="radio"
              name="accent"
              value={accent}
              checked={accent === props.value}
              onChange={() => props.onChange(accent)}
              aria-label={accent}
            />
            <span style={{ background: accent }} />
          </label>
        ))}
        <label className={styles.own} data-chosen={own || undefined}>
          <input type="color" value={props.value} onChange={(event) => props.onChange(event.target.value)} />
          <span>{t('settings.accent-own')}</span>
        </label>
      </div>
      <p className={styles.help}>{props.error ?? t('settings.accent-help')}</p>
    </fieldset>
  )
}
