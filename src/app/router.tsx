// Every address of the app. All screens but the first are loaded when they are opened (or their link is pointed at).
import {
  createRootRoute,
  createRoute,
  createRouter,
  lazyRouteComponent,
  type RouteComponent,
} from '@tanstack/react-router'
import { HomeScreen } from '../features/home/home-screen.tsx'
import { AppFrame } from './app-frame.tsx'
import { NotFoundScreen } from './not-found-screen.tsx'
import { RouteProblem } from './route-problem.tsx'

const root = createRootRoute({ component: AppFrame })

function screen<Path extends string>(path: Path, component: RouteComponent) {
  return createRoute({ getParentRoute: () => root, path, component })
}

const routes = [
  screen('/', HomeScreen),
  screen(
    '/welcome',
    lazyRouteComponent(() => import('../features/welcome/welcome-screen.tsx'), 'WelcomeScreen'),
  ),
  screen(
    '/clients',
    lazyRouteComponent(() => import('../features/clients/client-list-screen.tsx'), 'ClientListScreen'),
  ),
  screen(
    '/clients/new',
    lazyRouteComponent(() => import('../features/clients/client-form-screen.tsx'), 'ClientFormScreen'),
  ),
  screen(
    '/clients/$id/edit',
    lazyRouteComponent(() => import('../features/clients/client-form-screen.tsx'), 'ClientFormScreen'),
  ),
  screen(
    '/clients/$id',
    lazyRouteComponent(() => import('../features/clients/client-screen.tsx'), 'ClientScreen'),
  ),
  screen(
    '/charges',
    lazyRouteComponent(() => import('../features/charges/charge-list-screen.tsx'), 'ChargeListScreen'),
  ),
  screen(
    '/usage',
    lazyRouteComponent(() => import('../features/usage/usage-screen.tsx'), 'UsageScreen'),
  ),
  screen(
    '/products',
    lazyRouteComponent(() => import('../features/products/product-list-screen.tsx'), 'ProductListScreen'),
  ),
  screen(
    '/contracts',
    lazyRouteComponent(() => import('../features/contracts/contract-list-screen.tsx'), 'ContractListScreen'),
  ),
  screen(
    '/contracts/new',
    lazyRouteComponent(() => import('../features/contracts/new-contract-screen.tsx'), 'NewContractScreen'),
  ),
  screen(
    '/contracts/$id',
    lazyRouteComponent(() => import('../features/contracts/contract-screen.tsx'), 'ContractScreen'),
  ),
  screen(
    '/contracts/$id/change',
    lazyRouteComponent(() => import('../features/contracts/amend-screen.tsx'), 'AmendScreen'),
  ),
  screen(
    '/invoices',
    lazyRouteComponent(() => import('../features/invoices/invoice-list-screen.tsx'), 'InvoiceListScreen'),
  ),
  screen(
    '/invoices/$id',
    lazyRouteComponent(() => import('../features/invoices/invoice-screen.tsx'), 'InvoiceScreen'),
  ),
  screen(
    '/billing',
    lazyRouteComponent(() => import('../features/billing/billing-screen.tsx'), 'BillingScreen'),
  ),
  screen(
    '/billing/early',
    lazyRouteComponent(() => import('../features/billing/early-screen.tsx'), 'EarlyScreen'),
  ),
  screen(
    '/payments',
    lazyRouteComponent(() => import('../features/payments/payment-list-screen.tsx'), 'PaymentListScreen'),
  ),
  screen(
    '/settings',
    lazyRouteComponent(() => import('../features/settings/settings-screen.tsx'), 'SettingsScreen'),
  ),
  screen(
    '/settings/$section',
    lazyRouteComponent(() => import('../features/settings/settings-screen.tsx'), 'SettingsScreen'),
  ),
  screen(
    '/import',
    lazyRouteComponent(() => import('../features/data/import-screen.tsx'), 'ImportScreen'),
  ),
  screen(
    '/data',
    lazyRouteComponent(() => import('../features/data/backup-screen.tsx'), 'BackupScreen'),
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
