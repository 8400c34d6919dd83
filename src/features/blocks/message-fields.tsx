import { formatBytes } from '../../i18n/format-bytes.ts'
import { t } from '../../i18n/translate.ts'
import type { SendingView } from '../../queries/get-message.ts'
import { Button } from '../../ui/button.tsx'
import { Checkbox } from '../../ui/checkbox.tsx'
import { Notice } from '../../ui/notice.tsx'
import { Segmented } from '../../ui/segmented.tsx'
import { Stack } from '../../ui/stack.tsx'
import { TextArea } from '../../ui/text-area.tsx'
import { TextField } from '../../ui/text-field.tsx'
import { useRuntime } from '../runtime.tsx'
import { AddressChips } from './address-chips.tsx'
import type { MessageDraft } from './use-message-draft.ts'

/** Who gets a message and what it says, as it would leave. */
export function MessageFields(props: {
  readonly view: SendingView
  readonly draft: MessageDraft
  readonly pdfSize: number | undefined
  readonly problem: string | undefined
}) {
  const { settings } = useRuntime()
  const { view, draft, pdfSize } = props
  const { composed, content, change } = draft
  const worded = content.subject !== undefined || content.text !== undefined
  const withoutRow = view.message === undefined && view.invoice.state === 'open'
  return (
    <Stack gap={3}>
      {props.problem !== undefined && <Notice tone="bad">{props.problem}</Notice>}
      {withoutRow && (
        <Segmented
          label={t('sending.what')}
          options={(['invoice', 'reminder'] as const).map((kind) => ({
            value: kind,
            label: t(`sending.kind-${kind}`),
          }))}
          value={draft.kind}
          onChange={draft.setKind}
        />
      )}
      <AddressChips
        label={t('sending.to')}
        value={composed.to}
        onChange={(to) => change({ to })}
        {...(composed.to.length === 0 && {
          help: t('sending.nobody', { clientName: view.invoice.clientName }),
        })}
        error={
          composed.unusable.length > 0 && content.to === undefined
            ? t('sending.unusable', { addresses: composed.unusable.join(', ') })
            : undefined
        }
      />
      <AddressChips label={t('sending.cc')} optional value={composed.cc} onChange={(cc) => change({ cc })} />
      <TextField
        label={t('sending.subject')}
        value={composed.subject}
        maxLength={300}
        onChange={(event) => change({ subject: event.target.value })}
      />
      <Checkbox
        label={t('sending.attach')}
        help={
          pdfSize === undefined
            ? composed.fileName
            : t('sending.attachment', { fileName: composed.fileName, size: formatBytes(pdfSize, settings.locale) })
        }
        checked={content.attachPdf === 1}
        onChange={(event) => change({ attachPdf: event.target.checked ? 1 : 0 })}
      />
      {view.unpaid.length > 0 && content.text === undefined && (
        <Checkbox
          label={t('sending.list-unpaid', { count: view.unpaid.length })}
          checked={content.listUnpaid === 1}
          onChange={(event) => change({ listUnpaid: event.target.checked ? 1 : 0 })}
        />
      )}
      <TextArea
        label={t('sending.text')}
        rows={12}
        value={composed.text}
        maxLength={10_000}
        onChange={(event) => change({ text: event.target.value })}
      />
      {worded && (
        <div>
          <Button kind="plain" icon="undo" onClick={draft.resetText}>
            {t('sending.reset-text')}
          </Button>
        </div>
      )}
    </Stack>
  )
}
