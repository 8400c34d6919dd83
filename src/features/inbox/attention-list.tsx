import { type AttentionItem, attentionPlace } from '../../core/automation/attention.ts'
import { attentionText } from '../../i18n/attention-text.ts'
import { Icon } from '../../ui/icon.tsx'
import { Link } from '../../ui/link.tsx'
import { useLocale } from '../../ui/locale.tsx'
import styles from './inbox.module.css'

/** What needs the owner, a sentence each with its one act. */
export function AttentionList(props: { readonly items: readonly AttentionItem[]; readonly onGo?: () => void }) {
  const locale = useLocale()
  return (
    <ul className={styles.list}>
      {props.items.map((item) => {
        const { sentence, act } = attentionText(item, locale)
        return (
          <li key={item.kind}>
            <Link to={attentionPlace(item)} className={styles.line} {...(props.onGo && { onClick: props.onGo })}>
              <span>{sentence}</span>
              <span className={styles.act}>
                {act}
                <Icon name="right" size={14} />
              </span>
            </Link>
          </li>
        )
      })}
    </ul>
  )
}
