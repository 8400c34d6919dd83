// The places of the app, in the order of the sidebar, with the keys that go there.
import type { MessageKey } from '../i18n/translate.ts'
import type { IconName } from '../ui/icon.tsx'

export interface Place {
  readonly to: string
  readonly label: MessageKey
  readonly icon: IconName
  readonly keys: string
}

export const places: readonly Place[] = [
  { to: '/', label: 'app.home', icon: 'home', keys: 'g h' },
  { to: '/clients', label: 'app.clients', icon: 'clients', keys: 'g c' },
  { to: '/charges', label: 'app.charges', icon: 'charges', keys: 'g o' },
  { to: '/contracts', label: 'app.contracts', icon: 'contracts', keys: 'g a' },
  { to: '/usage', label: 'app.usage', icon: 'clock', keys: 'g u' },
  { to: '/products', label: 'app.products', icon: 'products', keys: 'g t' },
  { to: '/billing', label: 'app.billing', icon: 'calendar', keys: 'g l' },
  { to: '/invoices', label: 'app.invoices', icon: 'invoices', keys: 'g i' },
  { to: '/sending', label: 'app.sending', icon: 'mail', keys: 'g n' },
  { to: '/payments', label: 'app.payments', icon: 'payments', keys: 'g p' },
  { to: '/owed', label: 'app.owed', icon: 'wallet', keys: 'g w' },
  { to: '/automation', label: 'app.automation', icon: 'automation', keys: 'g m' },
]

/** Those in the bottom bar of narrow screens; the others stand behind "More". */
export const tabPlaces: readonly string[] = ['/', '/clients', '/invoices']

export const lowerPlaces: readonly Place[] = [
  { to: '/data', label: 'app.data', icon: 'data', keys: 'g b' },
  { to: '/settings', label: 'app.settings', icon: 'settings', keys: 'g s' },
]

/** In the top bar. */
export const barPlaces: readonly Place[] = [{ to: '/inbox', label: 'app.inbox', icon: 'bell', keys: 'g x' }]

/** What "+" makes: places with a dialog or form already open. */
export const newThings: readonly Place[] = [
  { to: '/charges?new=1', label: 'app.new-charge', icon: 'charges', keys: 'n c' },
  { to: '/invoices?new=1', label: 'app.new-invoice', icon: 'invoices', keys: 'n i' },
  { to: '/payments?new=1', label: 'app.record-payment', icon: 'payments', keys: 'n p' },
  { to: '/contracts/new', label: 'app.new-contract', icon: 'contracts', keys: 'n a' },
  { to: '/clients/new', label: 'app.new-client', icon: 'clients', keys: 'n l' },
]
