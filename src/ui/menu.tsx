import { useNavigate } from '@tanstack/react-router'
import { type KeyboardEvent, type ReactNode, useEffect, useId, useRef, useState } from 'react'
import { classNames } from './class-names.ts'
import { Icon, type IconName } from './icon.tsx'
import styles from './menu.module.css'
import { placeBelow } from './place-below.ts'

export interface MenuItem {
  readonly label: string
  readonly icon?: IconName
  /** A second, quiet line: why it is off, what it will do. */
  readonly help?: string
  /** Shown at the right: "n c". */
  readonly keys?: string
  readonly danger?: boolean
  readonly disabled?: boolean
  /** Ticked: the one of several that holds now. */
  readonly current?: boolean
  /** What it does; or `to`, where it goes. */
  readonly onSelect?: () => void
  readonly to?: string
}

export type MenuEntry = MenuItem | 'separator' | { readonly heading: string } | false

export interface MenuProps {
  readonly entries: readonly MenuEntry[]
  /** Draws the button; spread the given props on it. */
  readonly trigger: (props: MenuTriggerProps) => ReactNode
  readonly align?: 'start' | 'end'
}

export interface MenuTriggerProps {
  readonly ref: React.RefObject<HTMLButtonElement | null>
  readonly onClick: () => void
  readonly onKeyDown: (event: KeyboardEvent) => void
  readonly 'aria-haspopup': 'menu'
  readonly 'aria-expanded': boolean
}

/** A menu of acts in the top layer: arrows, Home and End move, letters jump, Escape closes and returns the focus. */
export function Menu(props: MenuProps) {
  const [open, setOpen] = useState(false)
  const trigger = useRef<HTMLButtonElement>(null)
  const list = useRef<HTMLDivElement>(null)
  const navigate = useNavigate()
  const id = useId()

  useEffect(() => {
    const menu = list.current
    const button = trigger.current
    if (!open || menu === null || button === null) return
    menu.showPopover()
    placeBelow(menu, button, props.align ?? 'start')
    itemsOf(menu)[0]?.focus({ preventScroll: true })
    const close = () => setOpen(false)
    const onToggle = (event: Event) => {
      if ((event as ToggleEvent).newState === 'closed') close()
    }
    menu.addEventListener('toggle', onToggle)
    window.addEventListener('resize', close)
    return () => {
      menu.removeEventListener('toggle', onToggle)
      window.removeEventListener('resize', close)
    }
  }, [open, props.align])

  const shut = () => {
    setOpen(false)
    trigger.current?.focus()
  }

  const choose = (item: MenuItem) => {
    shut()
    item.onSelect?.()
    if (item.to !== undefined) void navigate({ to: item.to as '/' })
  }

  const onKeyDown = (event: KeyboardEvent) => {
    const items = itemsOf(list.current)
    const at = items.indexOf(document.activeElement as HTMLElement)
    const go = (index: number) => {
      event.preventDefault()
      items.at(index % items.length)?.focus()
    }
    if (event.key === 'ArrowDown') go(at + 1)
    else if (event.key === 'ArrowUp') go(at - 1)
    else if (event.key === 'Home') go(0)
    else if (event.key === 'End') go(-1)
    else if (event.key === 'Tab') setOpen(false)
    else if (event.key === 'Escape') {
      event.preventDefault()
      event.stopPropagation()
      shut()
    } else if (event.key.length === 1 && !event.ctrlKey && !event.metaKey) {
      const letter = event.key.toLocaleLowerCase()
      const found = [...items.slice(at + 1), ...items].find((item) =>
        item.textContent?.toLocaleLowerCase().startsWith(letter),
      )
      found?.focus()
    }
    event.stopPropagation()
  }

  return (
    <>
      {props.trigger({
        ref: trigger,
        onClick: () => setOpen((before) => !before),
        onKeyDown: (event) => {
          if (event.key !== 'ArrowDown') return
          event.preventDefault()
          setOpen(true)
        },
        'aria-haspopup': 'menu',
        'aria-expanded': open,
      })}
      {open && (
        <div ref={list} id={id} role="menu" popover="auto" tabIndex={-1} className={styles.menu} onKeyDown={onKeyDown}>
          {props.entries.map((entry, index) => {
            if (entry === false) return null
            // biome-ignore lint/suspicious/noArrayIndexKey: separators and headings have nothing else
            if (entry === 'separator') return <hr key={index} className={styles.separator} />
            if ('heading' in entry)
              return (
                <div key={entry.heading} role="presentation" className={styles.heading}>
                  {entry.heading}
                </div>
              )
            return (
              <button
                key={entry.label}
                type="button"
                role={entry.current === undefined ? 'menuitem' : 'menuitemradio'}
                {...(entry.current !== undefined && { 'aria-checked': entry.current })}
                className={classNames(styles.item, entry.danger && styles.danger)}
                disabled={entry.disabled}
                onClick={() => choose(entry)}
              >
                {entry.current !== undefined ? (
                  <Icon name={entry.current ? 'check' : (entry.icon ?? 'right')} size={16} />
                ) : (
                  entry.icon && <Icon name={entry.icon} size={16} />
                )}
                <span className={styles.label}>
                  {entry.label}
                  {entry.help !== undefined && <span className={styles.help}>{entry.help}</span>}
                </span>
                {entry.keys !== undefined && <kbd className={styles.keys}>{entry.keys}</kbd>}
              </button>
            )
          })}
        </div>
      )}
    </>
  )
}

function itemsOf(menu: HTMLElement | null): HTMLElement[] {
  return menu === null ? [] : [...menu.querySelectorAll<HTMLElement>('[role^="menuitem"]:not(:disabled)')]
}
