import { t } from '../../i18n/translate.ts'

/**
 * What is wrong with a key as it was typed, in one sentence; undefined when it can be tried. A full secret key is not
 * taken: in a browser it would open the whole account at the processor.
 */
export function keyProblem(typed: string): string | undefined {
  const key = typed.trim()
  if (key === '') return t('cards.key-missing')
  if (/^sk_/.test(key)) return t('cards.key-full')
  if (/^(pk|whsec|seti|cs)_/.test(key)) return t('cards.key-other')
  return key.length < 16 || /\s/.test(key) ? t('cards.key-cut') : undefined
}
