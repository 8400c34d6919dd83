import { type ReactNode, useState } from 'react'
import { classNames } from './class-names.ts'
import styles from './file-drop.module.css'
import { Icon } from './icon.tsx'

export interface FileDropProps {
  /** "Choose a file or drop it here". */
  readonly label: string
  readonly help?: ReactNode
  /** As of an input: `.csv,.json`. */
  readonly accept?: string
  readonly multiple?: boolean
  readonly disabled?: boolean
  readonly onFiles: (files: readonly File[]) => void
}

/** Takes files by choosing or dropping. The files stay on the device. */
export function FileDrop(props: FileDropProps) {
  const [over, setOver] = useState(false)
  return (
    <label
      className={classNames(styles.drop, over && styles.over)}
      onDragOver={(event) => {
        event.preventDefault()
        setOver(true)
      }}
      onDragLeave={() => setOver(false)}
      onDrop={(event) => {
        event.preventDefault()
        setOver(false)
        const files = [...event.dataTransfer.files]
        if (files.length > 0 && !props.disabled) props.onFiles(props.multiple ? files : files.slice(0, 1))
      }}
    >
      <Icon name="upload" size={24} />
      <span className={styles.label}>{props.label}</span>
      {props.help !== undefined && <span className={styles.help}>{props.help}</span>}
      <input
        type="file"
        accept={props.accept}
        multiple={props.multiple}
        disabled={props.disabled}
        onChange={(event) => {
          const files = [...(event.target.files ?? [])]
          event.target.value = ''
          if (files.length > 0) props.onFiles(files)
        }}
      />
    </label>
  )
}
