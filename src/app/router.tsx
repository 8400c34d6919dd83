// Every address of the app. All screens but the first are loaded when they are opened (or their link is pointed at).
import {
  createRootRoute,
  createRoute,
  createRouter,
  lazyRouteComponent,
  type RouteComponent,
} from '@tanstack/react-router'
import { HomeScreen } from '../features/home/home-screen.tsx'
import { loadLaterTexts } from '../i18n/translate.ts'
import { AppFrame } from './app-frame.tsx'
import { NotFoundScreen } from './not-found-screen.tsx'
import { RouteProblem } from './route-problem.tsx'

const root = createRootRoute({ component: AppFrame })

function screen<Path extends string>(path: Path, component: RouteComponent) {
  return createRoute({ getParentRoute: () => root, path, component })
}

/** A screen that is loaded when it is opened, with the texts that only such screens show. */
function lazyScreen<Module extends Record<string, unknown>, Name extends keyof Module>(
  load: () => Promise<Module>,
  name: Name,
): RouteComponent {
  return lazyRouteComponent(async () => (await Promise.all([load(), loadLaterTexts()]))[0], name as string)
}

const routes = [
  screen('/', HomeScreen),
  screen(
    '/welcome',
    // The first screen of all: its texts are among the first.
    lazyRouteComponent(() => import('../features/welcome/welcome-screen.tsx'), 'WelcomeScreen'),
  ),
  screen(
    '/clients',
    lazyScreen(() => import('../features/clients/client-list-screen.tsx'), 'ClientListScreen'),
  ),
  screen(
    '/clients/new',
    lazyScreen(() => import('../features/clients/client-form-screen.tsx'), 'ClientFormScreen'),
  ),
  screen(
    '/clients/$id/edit',
    lazyScreen(() => import('../features/clients/client-form-screen.tsx'), 'ClientFormScreen'),
  ),
  screen(
    '/clients/$id',
    lazyScreen(() => import('../features/clients/client-screen.tsx'), 'ClientScreen'),
  ),
  screen(
    '/clients/$id/statement',
    lazyScreen(() => import('../features/reports/statement-screen.tsx'), 'StatementScreen'),
  ),
  screen(
    '/owed',
    lazyScreen(() => import('../features/reports/ageing-screen.tsx'), 'AgeingScreen'),
  ),
  screen(
    '/charges',
    lazyScreen(() => import('../features/charges/charge-list-screen.tsx'), 'ChargeListScreen'),
  ),
  screen(
    '/usage',
    lazyScreen(() => import('../features/usage/usage-screen.tsx'), 'UsageScreen'),
  ),
  screen(
    '/products',
    lazyScreen(() => import('../features/products/product-list-screen.tsx'), 'ProductListScreen'),
  ),
  screen(
    '/contracts',
    lazyScreen(() => import('../features/contracts/contract-list-screen.tsx'), 'ContractListScreen'),
  ),
  screen(
    '/contracts/new',
    lazyScreen(() => import('../features/contracts/new-contract-screen.tsx'), 'NewContractScreen'),
  ),
  screen(
    '/contracts/$id',
    lazyScreen(() => import('../features/contracts/contract-screen.tsx'), 'ContractScreen'),
  ),
  screen(
    '/contracts/$id/change',
    lazyScreen(() => import('../features/contracts/amend-screen.tsx'), 'AmendScreen'),
  ),
  screen(
    '/invoices',
    lazyScreen(() => import('../features/invoices/invoice-list-screen.tsx'), 'InvoiceListScreen'),
  ),
  screen(
    '/invoices/credit-notes',
    lazyScreen(() => import('../features/invoices/credit-note-list-screen.tsx'), 'CreditNoteListScreen'),
  ),
  screen(
    '/invoices/credit',
    lazyScreen(() => import('../features/invoices/credit-screen.tsx'), 'CreditScreen'),
  ),
  screen(
    '/invoices/$id',
    lazyScreen(() => import('../features/invoices/invoice-screen.tsx'), 'InvoiceScreen'),
  ),
  screen(
    '/billing',
    lazyScreen(() => import('../features/billing/billing-screen.tsx'), 'BillingScreen'),
  ),
  screen(
    '/billing/early',
    lazyScreen(() => import('../features/billing/early-screen.tsx'), 'EarlyScreen'),
  ),
  screen(
    '/sending',
    lazyScreen(() => import('../features/sending/sending-screen.tsx'), 'SendingScreen'),
  ),
  screen(
    '/inbox',
    lazyScreen(() => import('../features/inbox/inbox-screen.tsx'), 'InboxScreen'),
  ),
  screen(
    '/automation',
    lazyScreen(() => import('../features/automation/automation-screen.tsx'), 'AutomationScreen'),
  ),
  screen(
    '/automation/today',
    lazyScreen(() => import('../features/automation/today-screen.tsx'), 'TodayScreen'),
  ),
  screen(
    '/automation/waiting',
    lazyScreen(() => import('../features/automation/waiting-screen.tsx'), 'WaitingScreen'),
  ),
  screen(
    '/automation/runs',
    lazyScreen(() => import('../features/automation/run-list-screen.tsx'), 'RunListScreen'),
  ),
  screen(
    '/automation/runs/$id',
    lazyScreen(() => import('../features/automation/run-screen.tsx'), 'RunScreen'),
  ),
  screen(
    '/automation/rules/new',
    lazyScreen(() => import('../features/automation/own-rule-screen.tsx'), 'OwnRuleScreen'),
  ),
  screen(
    '/automation/rules/$id',
    lazyScreen(() => import('../features/automation/own-rule-screen.tsx'), 'OwnRuleScreen'),
  ),
  screen(
    '/payments',
    lazyScreen(() => import('../features/payments/payment-list-screen.tsx'), 'PaymentListScreen'),
  ),
  screen(
    '/payments/$id',
    lazyScreen(() => import('../features/payments/payment-screen.tsx'), 'PaymentScreen'),
  ),
  screen(
    '/clients/$id/units',
    lazyScreen(() => import('../features/clients/client-units-screen.tsx'), 'ClientUnitsScreen'),
  ),
  screen(
    '/clients/$id/credit',
    lazyScreen(() => import('../features/clients/client-credit-screen.tsx'), 'ClientCreditScreen'),
  ),
  screen(
    '/settings',
    lazyScreen(() => import('../features/settings/settings-screen.tsx'), 'SettingsScreen'),
  ),
  screen(
    '/settings/$section',
    lazyScreen(() => import('../features/settings/settings-screen.tsx'), 'SettingsScreen'),
  ),
  screen(
    '/import',
    lazyScreen(() => import('../features/data/import-screen.tsx'), 'ImportScreen'),
  ),
  screen(
    '/data',
    lazyScreen(() => import('../features/data/backup-screen.tsx'), 'BackupScreen'),
  ),
  screen(
    '/data/seals',
    lazyScreen(() => import('../features/data/seals-screen.tsx'), 'SealsScreen'),
  ),
]

/** The router of this tab. */
export function makeRouter() {
  return createRouter({
    routeTree: root.addChildren(routes),
    defaultNotFoundComponent: NotFoundScreen,
    defaultErrorComponent: RouteProblem,
    defaultPreloadDelay: 60,
    scrollRestoration: true,
  })
}
