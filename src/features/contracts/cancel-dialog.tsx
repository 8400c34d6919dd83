import { useId, useRef, useState } from 'react'
import { cancelContract, reinstateContract } from '../../commands/cancel-contract.ts'
import type { Contract } from '../../core/contract/contract.ts'
import { addDays, type CalendarDate } from '../../core/date.ts'
import { formatDate } from '../../i18n/format-date.ts'
import { knownDate } from '../../i18n/parse-date.ts'
import { problemText } from '../../i18n/problem-text.ts'
import { t } from '../../i18n/translate.ts'
import { Button } from '../../ui/button.tsx'
import { DateField } from '../../ui/date-field.tsx'
import { Dialog } from '../../ui/dialog.tsx'
import { Form } from '../../ui/form.tsx'
import { Segmented } from '../../ui/segmented.tsx'
import { Stack } from '../../ui/stack.tsx'
import { Text } from '../../ui/text.tsx'
import { TextField } from '../../ui/text-field.tsx'
import { toast } from '../../ui/toast.tsx'
import { useRuntime } from '../runtime.tsx'
import { PreviewColumn, useAmendmentPreview } from './amendment-preview.tsx'

/** Ends the whole contract, from a day or as if it had never been (M-11); says what will happen before it does. */
export function CancelDialog({ contract, onClose }: { readonly contract: Contract; readonly onClose: () => void }) {
  const { run, newKey, settings, today } = useRuntime()
  const { locale } = settings
  const formId = useId()
  const [how, setHow] = useState<'day' | 'start'>('day')
  const [lastDay, setLastDay] = useState<string>(today())
  const [note, setNote] = useState('')
  const [problem, setProblem] = useState<string>()
  const [busy, setBusy] = useState(false)
  const [tried, setTried] = useState(false)
  const key = useRef(newKey())
  const day = knownDate(lastDay)
  const from: 'start' | CalendarDate | undefined = how === 'start' ? 'start' : day && addDays(day, 1)
  const preview = useAmendmentPreview(from === undefined ? undefined : { kind: 'cancel', id: contract.id, from })

  const cancel = async () => {
    setTried(true)
    if (from === undefined) return
    setBusy(true)
    const { id, version } = contract
    const cancelled = await run(cancelContract, { id, version, from, ...(note.trim() !== '' && { note }) }, key.current)
    key.current = newKey()
    setBusy(false)
    if (!cancelled.ok) {
      setProblem(problemText(cancelled.problem, locale))
      return
    }
    toast({
      message: t(how === 'start' ? 'contracts.undone-toast' : 'contracts.cancelled-toast', { name: contract.name }),
      undo: async () => {
        const back = await run(reinstateContract, { id, version: version + 1 })
        if (!back.ok) toast({ message: problemText(back.problem, locale), tone: 'bad' })
      },
    })
    onClose()
  }

  return (
    <Dialog
      open
      firm
      wide
      title={t('contracts.cancel-title', { name: contract.name })}
      onClose={onClose}
      foot={
        <>
          <Button onClick={onClose}>{t('contracts.keep-contract')}</Button>
          <Button kind="danger" type="submit" form={formId} busy={busy}>
            {t(how === 'start' ? 'contracts.undo-contract' : 'contracts.cancel-contract')}
          </Button>
        </>
      }
    >
      <Form
        id={formId}
        onSubmit={cancel}
        problem={problem ?? (preview?.ok === false ? problemText(preview.problem, locale) : undefined)}
      >
        <Stack gap={4}>
          <Segmented
            label={t('contracts.cancel-from')}
            value={how}
            onChange={setHow}
            options={[
              { value: 'day', label: t('contracts.cancel-day') },
              { value: 'start', label: t('contracts.cancel-start') },
            ]}
          />
          {how === 'day' && (
            <DateField
              label={t('contracts.last-day')}
              help={t('contracts.last-day-help')}
              value={lastDay}
              onChange={setLastDay}
              today={today()}
              error={tried && day === undefined ? t('contracts.day-wrong') : undefined}
            />
          )}
          <Text strong>
            {how === 'start'
              ? t('contracts.cancel-says-start')
              : day === undefined
                ? t('contracts.last-day-missing')
                : t('contracts.cancel-says-day', { lastDay: formatDate(day, locale) })}
          </Text>
          {preview?.ok === true && <PreviewColumn preview={preview.value} currency={contract.currency} />}
          <TextField
            optional
            label={t('contracts.amend-note')}
            autoComplete="off"
            value={note}
            onChange={(event) => setNote(event.target.value)}
          />
        </Stack>
      </Form>
    </Dialog>
  )
}
