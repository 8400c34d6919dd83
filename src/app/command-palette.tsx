import { useRouter } from '@tanstack/react-router'
import { type KeyboardEvent, type ReactNode, useEffect, useId, useRef, useState } from 'react'
import { accountLabel } from '../features/blocks/account-label.ts'
import { useRuntime } from '../features/runtime.tsx'
import { t } from '../i18n/translate.ts'
import { listAccounts } from '../queries/account-entries.ts'
import { type FoundInBooks, searchBooks } from '../queries/search-books.ts'
import { Amount } from '../ui/amount.tsx'
import { IconButton } from '../ui/button.tsx'
import { classNames } from '../ui/class-names.ts'
import { setThemeChoice } from '../ui/color-scheme.ts'
import { Icon, type IconName } from '../ui/icon.tsx'
import { shownKeys } from '../ui/shortcuts.ts'
import styles from './command-palette.module.css'
import { barPlaces, lowerPlaces, newThings, places } from './places.ts'

interface Choice {
  readonly id: string
  readonly group: string
  readonly label: string
  readonly icon: IconName
  readonly help?: ReactNode
  readonly run: () => void
}

const nothing: FoundInBooks = { clients: [], contracts: [], invoices: [], creditNotes: [] }

/** Finds clients, contracts, invoices and credit notes, goes to every place and starts every act, all from the keyboard. */
export function CommandPalette({ onClose }: { readonly onClose: () => void }) {
  const { books, directory, account, openAccount } = useRuntime()
  const router = useRouter()
  const dialog = useRef<HTMLDialogElement>(null)
  const list = useRef<HTMLDivElement>(null)
  const [text, setText] = useState('')
  const [found, setFound] = useState(nothing)
  /** What the found rows answer. Enter that comes before the answer to what is typed waits for it. */
  const [answered, setAnswered] = useState('')
  const [entered, setEntered] = useState(false)
  const [active, setActive] = useState(0)
  const [accounts, setAccounts] = useState<Awaited<ReturnType<typeof listAccounts>>>([])
  const id = useId()

  useEffect(() => {
    const before = document.activeElement
    const element = dialog.current
    element?.showModal()
    return () => {
      element?.close()
      if (before instanceof HTMLElement) before.focus()
    }
  }, [])

  useEffect(() => {
    let latest = true
    void searchBooks(books, text).then((rows) => {
      if (!latest) return
      setFound(rows)
      setAnswered(text)
      setActive(0)
    })
    return () => {
      latest = false
    }
  }, [books, text])

  useEffect(() => {
    void listAccounts(directory).then(setAccounts)
  }, [directory])

  const go = (to: string) => () => router.history.push(to)
  const keysOf = (keys: string) => shownKeys(keys).join(' ')
  const acts: Choice[] = [
    ...newThings.map((one) => ({
      id: one.to,
      group: t('app.acts'),
      label: t(one.label),
      icon: 'plus' as const,
      help: keysOf(one.keys),
      run: go(one.to),
    })),
    { id: 'sell', group: t('app.acts'), label: t('selling.sell-title'), icon: 'plus', run: go('/invoices?sell=1') },
    ...[...places, ...lowerPlaces, ...barPlaces].map((one) => ({
      id: one.to,
      group: t('app.places'),
      label: t(one.label),
      icon: one.icon,
      help: keysOf(one.keys),
      run: go(one.to),
    })),
    { id: 'import', group: t('app.places'), label: t('app.import'), icon: 'upload', run: go('/import') },
    ...(['system', 'light', 'dark'] as const).map((choice) => ({
      id: choice,
      group: t('app.acts'),
      label: t(`app.theme-${choice}`),
      icon: 'settings' as const,
      run: () => setThemeChoice(choice),
    })),
    ...accounts
      .filter((one) => one.id !== account.id)
      .map((one) => ({
        id: one.id,
        group: t('app.acts'),
        label: t('app.open-account', { name: accountLabel(one) }),
        icon: 'switch' as const,
        run: () => void openAccount(one.id).then(go('/')),
      })),
  ]
  const typed = text.trim().toLocaleLowerCase()
  const matching = acts.filter(({ label }) =>
    typed.split(/\s+/).every((word) =>
      label
        .toLocaleLowerCase()
        .split(/\s+/)
        .some((own) => own.startsWith(word)),
    ),
  )
  const choices: Choice[] = [
    ...found.clients.map((client) => ({
      id: client.id,
      group: t('app.clients'),
      label: client.name,
      icon: 'clients' as const,
      ...(client.clientNumber !== undefined && { help: client.clientNumber }),
      run: go(`/clients/${client.id}`),
    })),
    ...found.contracts.map((contract) => ({
      id: contract.id,
      group: t('contracts.title'),
      label: [contract.name, contract.clientName].join(' · '),
      icon: 'contracts' as const,
      ...(contract.contractNumber !== undefined && { help: contract.contractNumber }),
      run: go(`/contracts/${contract.id}`),
    })),
    ...found.invoices.map((invoice) => ({
      id: invoice.id,
      group: t('app.invoices'),
      label: [invoice.state === 'draft' ? t('app.draft') : invoice.number, invoice.clientName].join(' · '),
      icon: 'invoices' as const,
      help: <Amount amount={invoice.gross} currency={invoice.currency} />,
      run: go(`/invoices/${invoice.id}`),
    })),
    ...found.creditNotes.map((note) => ({
      id: note.id,
      group: t('app.credit-notes'),
      label: [note.state === 'draft' ? t('app.draft') : note.number, note.clientName].join(' · '),
      icon: 'invoices' as const,
      help: <Amount amount={note.gross} currency={note.currency} />,
      run: go(`/invoices/${note.id}`),
    })),
    ...(typed === '' ? acts : matching),
  ]

  const take = (choice: Choice | undefined) => {
    if (choice === undefined) return
    onClose()
    choice.run()
  }
  useEffect(() => {
    if (entered && answered === text) take(choices[0])
  })
  const move = (to: number) => {
    const next = (to + choices.length) % Math.max(1, choices.length)
    setActive(next)
    list.current?.querySelector(`#${CSS.escape(`${id}-${next}`)}`)?.scrollIntoView({ block: 'nearest' })
  }
  const onKeyDown = (event: KeyboardEvent) => {
    if (event.key === 'ArrowDown') move(active + 1)
    else if (event.key === 'ArrowUp') move(active - 1)
    else if (event.key === 'Enter' && answered === text) take(choices[active])
    else if (event.key === 'Enter') setEntered(true)
    else if (event.key === 'Escape' || (event.key === 'k' && (event.ctrlKey || event.metaKey))) onClose()
    else return
    event.preventDefault()
    event.stopPropagation()
  }

  return (
    <dialog
      ref={dialog}
      className={styles.palette}
      aria-label={t('app.palette')}
      onCancel={(event) => {
        event.preventDefault()
        onClose()
      }}
      onMouseDown={(event) => event.target === dialog.current && onClose()}
      onKeyDown={onKeyDown}
    >
      <div className={styles.search}>
        <Icon name="search" />
        <input
          type="text"
          role="combobox"
          aria-label={t('app.palette')}
          aria-expanded="true"
          aria-controls={id}
          aria-activedescendant={choices.length > 0 ? `${id}-${active}` : undefined}
          autoComplete="off"
          placeholder={t('app.palette-hint')}
          value={text}
          onChange={(event) => {
            setText(event.target.value)
            setEntered(false)
          }}
        />
        <IconButton icon="close" label={t('ui.close')} onClick={onClose} />
      </div>
      {choices.length === 0 && <p className={styles.none}>{t('app.nothing-found')}</p>}
      <div ref={list} id={id} role="listbox" aria-label={t('app.results')} className={styles.list}>
        {choices.map((choice, index) => (
          <PaletteOption
            key={`${choice.group} ${choice.id}`}
            id={`${id}-${index}`}
            choice={choice}
            heading={choices[index - 1]?.group !== choice.group}
            active={index === active}
            onPoint={() => setActive(index)}
            onTake={() => take(choice)}
          />
        ))}
      </div>
    </dialog>
  )
}

function PaletteOption(props: {
  readonly id: string
  readonly choice: Choice
  readonly heading: boolean
  readonly active: boolean
  readonly onPoint: () => void
  readonly onTake: () => void
}) {
  const { choice } = props
  return (
    <>
      {props.heading && (
        <div role="presentation" className={styles.heading}>
          {choice.group}
        </div>
      )}
      {/* biome-ignore lint/a11y/useKeyWithClickEvents lint/a11y/useFocusableInteractive: the keys belong to the field */}
      <div
        id={props.id}
        role="option"
        aria-selected={props.active}
        className={classNames(styles.option, props.active && styles.active)}
        onMouseMove={() => !props.active && props.onPoint()}
        onClick={props.onTake}
      >
        <Icon name={choice.icon} />
        <span className={styles.label}>{choice.label}</span>
        {choice.help !== undefined && <span className={styles.help}>{choice.help}</span>}
      </div>
    </>
  )
}
