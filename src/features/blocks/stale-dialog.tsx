import { useState } from 'react'
import { t } from '../../i18n/translate.ts'
import { Button } from '../../ui/button.tsx'
import { Dialog } from '../../ui/dialog.tsx'
import styles from './stale-dialog.module.css'

/** One field in which the two versions differ, in words. */
export interface StaleField {
  readonly name: string
  readonly label: string
  readonly mine: string
  readonly theirs: string
  /** Whether I changed it at all: chosen as mine at first; what I left alone is taken from the other version. */
  readonly changedByMe: boolean
}

export interface StaleDialogProps {
  /** What was changed elsewhere: the client's name. */
  readonly what: string
  readonly fields: readonly StaleField[]
  /** Saves again over the other version, with theirs for the fields named. */
  readonly onSave: (takenFromTheirs: readonly string[]) => void
  /** Gives mine up. */
  readonly onTakeTheirs: () => void
  readonly onClose: () => void
}

/** Somebody (another tab) saved first: both versions side by side, field by field; nothing typed is lost (G-2). */
export function StaleDialog(props: StaleDialogProps) {
  const [mine, setMine] = useState<ReadonlySet<string>>(
    () => new Set(props.fields.filter(({ changedByMe }) => changedByMe).map(({ name }) => name)),
  )
  const choose = (name: string, isMine: boolean) =>
    setMine((before) => {
      const next = new Set(before)
      if (isMine) next.add(name)
      else next.delete(name)
      return next
    })
  const save = () => props.onSave(props.fields.filter(({ name }) => !mine.has(name)).map(({ name }) => name))

  return (
    <Dialog
      open
      firm
      wide
      title={t('clients.stale-title', { name: props.what })}
      onClose={props.onClose}
      foot={
        <>
          <Button onClick={props.onTakeTheirs}>{t('clients.stale-take-theirs')}</Button>
          <Button kind="main" onClick={save}>
            {mine.size === props.fields.length ? t('clients.stale-keep-mine') : t('clients.stale-save-chosen')}
          </Button>
        </>
      }
    >
      <p>{t('clients.stale-help')}</p>
      {props.fields.map((field) => (
        <fieldset key={field.name} className={styles.field}>
          <legend className={styles.label}>{field.label}</legend>
          <Version
            name={field.name}
            word={t('clients.stale-mine')}
            text={field.mine}
            chosen={mine.has(field.name)}
            onChoose={() => choose(field.name, true)}
          />
          <Version
            name={field.name}
            word={t('clients.stale-theirs')}
            text={field.theirs}
            chosen={!mine.has(field.name)}
            onChoose={() => choose(field.name, false)}
          />
        </fieldset>
      ))}
    </Dialog>
  )
}

function Version(props: {
  readonly name: string
  readonly word: string
  readonly text: string
  readonly chosen: boolean
  readonly onChoose: () => void
}) {
  return (
    <label className={styles.version}>
      <input type="radio" name={`stale-${props.name}`} checked={props.chosen} onChange={props.onChoose} />
      <span>
        <span className={styles.word}>{props.word}</span>
        <span className={styles.text}>{props.text === '' ? t('clients.stale-nothing') : props.text}</span>
      </span>
    </label>
  )
}
