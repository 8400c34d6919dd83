import { useState } from 'react'
import { t } from '../../i18n/translate.ts'
import type { FinalView } from '../../queries/get-invoice.ts'
import { getRightFacts } from '../../queries/get-right-facts.ts'
import { Button } from '../../ui/button.tsx'
import { Dialog } from '../../ui/dialog.tsx'
import { Icon } from '../../ui/icon.tsx'
import { Text } from '../../ui/text.tsx'
import { useRows } from '../blocks/use-rows.ts'
import { RightAddress } from './right-address.tsx'
import { RightAmount } from './right-amount.tsx'
import styles from './right-dialog.module.css'
import { RightEnded } from './right-ended.tsx'
import type { RightStepProps } from './right-step.tsx'
import { RightTwice } from './right-twice.tsx'

type Situation = 'purchase' | 'amount' | 'address' | 'ended' | 'twice' | 'never-paid' | 'should-not-exist'

/** Dialogs of the invoice page that are a way out by themselves. */
export type OtherDialog = 'write-off' | 'void' | 'payment' | 'amend' | 'purchase'

export interface RightDialogProps {
  readonly view: FinalView
  readonly onOther: (dialog: OtherDialog) => void
  readonly onClose: () => void
}

/** What is wrong, in the owner's words; each leads to one act that is told with its figures before it is done. */
export function RightDialog({ view, onOther, onClose }: RightDialogProps) {
  const { invoice } = view
  const { number, state } = invoice
  const [situation, setSituation] = useState<Situation>()
  const facts = useRows((books) => getRightFacts(books, invoice.id), [invoice.id])
  const situations: readonly Situation[] = [
    // What was sold ahead changes as one with its units or months, not line by line.
    ...(invoice.sale === undefined ? (['amount', 'address', 'ended'] as const) : (['purchase', 'address'] as const)),
    'twice',
    ...(state === 'open' ? (['never-paid'] as const) : []),
    'should-not-exist',
  ]
  const choose = (chosen: Situation) => {
    if (chosen === 'purchase') onOther('purchase')
    else if (chosen === 'never-paid') onOther('write-off')
    else if (chosen === 'should-not-exist') onOther('void')
    else setSituation(chosen)
  }
  if (facts !== undefined && situation !== undefined) {
    const props: RightStepProps = { facts, onBack: () => setSituation(undefined), onOther, onClose }
    if (situation === 'amount') return <RightAmount {...props} />
    if (situation === 'address') return <RightAddress {...props} />
    if (situation === 'ended') return <RightEnded {...props} />
    return <RightTwice {...props} />
  }
  return (
    <Dialog
      open
      title={t('credits.right-title', { number })}
      onClose={onClose}
      foot={<Button onClick={onClose}>{t('ui.cancel')}</Button>}
    >
      <ul className={styles.choices}>
        {situations.map((each, index) => (
          <li key={each}>
            <button
              type="button"
              className={styles.choice}
              data-autofocus={index === 0 ? true : undefined}
              onClick={() => choose(each)}
            >
              <span>
                <Text as="span" strong>
                  {t(`credits.right-${each}`)}
                </Text>
                <Text size={1} tone="quiet">
                  {t(`credits.when-${each}`)}
                </Text>
              </span>
              <Icon name="right" size={16} />
            </button>
          </li>
        ))}
      </ul>
    </Dialog>
  )
}
