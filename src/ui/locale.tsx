import { createContext, type ReactNode, use } from 'react'

const LocaleContext = createContext<string | undefined>(undefined)

/** Sets whose numbers and dates are shown and understood: the owner's, from the account's settings (BCP 47). */
export function LocaleProvider(props: { readonly locale: string; readonly children: ReactNode }) {
  return <LocaleContext value={props.locale}>{props.children}</LocaleContext>
}

/** The locale of numbers and dates on screen; the browser's where no account is open. */
export function useLocale(): string {
  return use(LocaleContext) ?? navigator.language
}
