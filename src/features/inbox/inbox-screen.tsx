import { useEffect, useState } from 'react'
import { finishNotices } from '../../commands/finish-notices.ts'
import type { AttentionNotice } from '../../core/automation/attention.ts'
import { noticeText } from '../../i18n/notice-text.ts'
import { t } from '../../i18n/translate.ts'
import { Button } from '../../ui/button.tsx'
import { EmptyState } from '../../ui/empty-state.tsx'
import { useLocale } from '../../ui/locale.tsx'
import { Page } from '../../ui/page.tsx'
import { Section } from '../../ui/section.tsx'
import { Stack } from '../../ui/stack.tsx'
import { Text } from '../../ui/text.tsx'
import { TellMe } from '../blocks/tell-me.tsx'
import { useRuntime } from '../runtime.tsx'
import { AttentionList } from './attention-list.tsx'
import { CardsNeedYou } from './cards-need-you.tsx'
import styles from './inbox.module.css'
import { looksByItself } from './looks-by-itself.ts'
import { LowUnitsList } from './low-units.tsx'
import { useAttention } from './use-attention.ts'

/** Everything that needs the owner, what rules told, and how to be told while the app is closed. */
export function InboxScreen() {
  const attention = useAttention()
  if (attention === undefined) return <Page title={t('inbox.title')} loading narrow />
  const items = attention.items.filter(({ kind }) => kind !== 'notices')
  const told = attention.items.find((item) => item.kind === 'notices')
  return (
    <Page title={t('inbox.title')} narrow>
      <Stack gap={5}>
        {attention.items.length === 0 && <EmptyState sentence={t('inbox.empty')} />}
        {items.length > 0 && (
          <Section flush>
            <AttentionList items={items} />
          </Section>
        )}
        <CardsNeedYou />
        <LowUnitsList />
        {told !== undefined && <Notices notices={told.facts.newest} count={told.count} />}
        <Section title={t('inbox.tell-title')}>
          <Stack gap={4}>
            <TellMe />
            <ByItself />
          </Stack>
        </Section>
      </Stack>
    </Page>
  )
}

function Notices(props: { readonly notices: readonly AttentionNotice[]; readonly count: number }) {
  const { run } = useRuntime()
  const locale = useLocale()
  const more = props.count - props.notices.length
  const finish = (notices: readonly AttentionNotice[]) => void run(finishNotices, { ids: notices.map(({ id }) => id) })
  return (
    <Section
      flush
      title={t('inbox.notices-title')}
      acts={
        props.notices.length > 1 && (
          <Button kind="plain" onClick={() => finish(props.notices)}>
            {t('inbox.notices-all-done')}
          </Button>
        )
      }
    >
      <ul className={styles.list}>
        {props.notices.map((notice) => (
          <li key={notice.id}>
            <div className={styles.note}>
              <span>{noticeText(notice, locale)}</span>
              <Button icon="check" onClick={() => finish([notice])}>
                {t('inbox.notice-done')}
              </Button>
            </div>
          </li>
        ))}
      </ul>
      {more > 0 && <p className={styles.calm}>{t('inbox.notices-more', { count: more })}</p>}
    </Section>
  )
}

/** Whether the browser lets the app look after the billing while it is closed. */
function ByItself() {
  const [looks, setLooks] = useState<boolean>()
  useEffect(() => {
    let here = true
    void looksByItself().then((found) => here && setLooks(found))
    return () => {
      here = false
    }
  }, [])
  if (looks === undefined) return null
  return <Text tone="quiet">{t(looks ? 'inbox.periodic-on' : 'inbox.periodic-off')}</Text>
}
