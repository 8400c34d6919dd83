import type { ComponentPropsWithRef, ReactNode } from 'react'
import styles from './button.module.css'
import { classNames } from './class-names.ts'
import { Icon, type IconName } from './icon.tsx'
import { Link, type LinkProps } from './link.tsx'

export type ButtonKind = 'main' | 'quiet' | 'plain' | 'danger' | 'dangerQuiet'

interface Looks {
  /** `main` once per screen; `quiet` (outlined) is the default; `plain` has no frame; `danger` for what cannot be undone. */
  readonly kind?: ButtonKind
  readonly icon?: IconName
  /** Fills its line. */
  readonly wide?: boolean
}

/** The classes of a button, for anchors that look like one. */
function buttonClass(looks: Looks): string {
  return classNames(styles.button, styles[looks.kind ?? 'quiet'], looks.wide && styles.wide)
}

export type ButtonProps = Looks &
  Omit<ComponentPropsWithRef<'button'>, 'className'> & {
    /** Shows that the act runs and refuses a second press. */
    readonly busy?: boolean
  }

/** A verb with its object: "Draft an invoice". `type` is `button` unless said. */
export function Button({ kind, icon, wide, busy, children, disabled, type, ...rest }: ButtonProps) {
  return (
    <button
      {...rest}
      type={type ?? 'button'}
      className={buttonClass({ ...(kind && { kind }), ...(wide && { wide }) })}
      disabled={disabled === true || busy === true}
      aria-busy={busy || undefined}
    >
      {busy ? <span className={styles.busy} /> : icon && <Icon name={icon} size={16} />}
      {children}
    </button>
  )
}

export type IconButtonProps = Omit<ComponentPropsWithRef<'button'>, 'className' | 'children'> & {
  readonly icon: IconName
  /** What the button does; read aloud and shown on hover. */
  readonly label: string
  readonly kind?: 'plain' | 'quiet'
}

/** A button that is only an icon, at least 44 px on touch screens. */
export function IconButton({ icon, label, kind, type, ...rest }: IconButtonProps) {
  return (
    <button
      {...rest}
      type={type ?? 'button'}
      className={classNames(styles.button, styles[kind ?? 'plain'], styles.icon)}
      aria-label={label}
      title={label}
    >
      <Icon name={icon} />
    </button>
  )
}

/** A link that looks like a button: for acts that are places ("New client"). */
export function ButtonLink({
  kind,
  icon,
  wide,
  children,
  ...link
}: Looks & LinkProps & { readonly children: ReactNode }) {
  return (
    <Link {...link} className={buttonClass({ ...(kind && { kind }), ...(wide && { wide }) })}>
      {icon && <Icon name={icon} size={16} />}
      {children}
    </Link>
  )
}
