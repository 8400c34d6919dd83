import { t } from '../i18n/translate.ts'
import { Dialog } from './dialog.tsx'
import styles from './shortcut-overlay.module.css'
import { shownKeys, useShortcutList } from './shortcuts.ts'

/** Every shortcut that works where the user is now. */
export function ShortcutOverlay(props: { readonly onClose: () => void }) {
  const list = [...new Map(useShortcutList().map((one) => [one.keys, one])).values()]
  return (
    <Dialog open wide title={t('ui.shortcuts')} onClose={props.onClose}>
      <ul className={styles.list}>
        {list.map((one) => (
          <li key={one.keys} className={styles.line}>
            <span>{one.label}</span>
            <span className={styles.keys}>
              {shownKeys(one.keys).map((key, index) => (
                // biome-ignore lint/suspicious/noArrayIndexKey: keys of one fixed shortcut
                <kbd key={index} className={styles.key}>
                  {key}
                </kbd>
              ))}
            </span>
          </li>
        ))}
      </ul>
    </Dialog>
  )
}
