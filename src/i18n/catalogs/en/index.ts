// One JSON file per area; the build compiles each ICU message to lingui's token form (scripts/compile-catalog-plugin.ts).
import app from './app.json'
import automation from './automation.json'
import balance from './balance.json'
import billing from './billing.json'
import cards from './cards.json'
import charges from './charges.json'
import clients from './clients.json'
import connections from './connections.json'
import contracts from './contracts.json'
import credits from './credits.json'
import data from './data.json'
import documents from './documents.json'
import events from './events.json'
import fields from './fields.json'
import home from './home.json'
import importing from './import.json'
import inbox from './inbox.json'
import invoices from './invoices.json'
import letters from './letters.json'
import papers from './papers.json'
import payments from './payments.json'
import problems from './problems.json'
import reasons from './reasons.json'
import rules from './rules.json'
import selling from './selling.json'
import sending from './sending.json'
import settings from './settings.json'
import statements from './statements.json'
import ui from './ui.json'
import units from './units.json'
import usage from './usage.json'
import welcome from './welcome.json'

export const messages = {
  ...app,
  ...automation,
  ...balance,
  ...billing,
  ...cards,
  ...charges,
  ...clients,
  ...connections,
  ...contracts,
  ...credits,
  ...data,
  ...documents,
  ...events,
  ...fields,
  ...home,
  ...importing,
  ...inbox,
  ...invoices,
  ...letters,
  ...papers,
  ...payments,
  ...problems,
  ...reasons,
  ...rules,
  ...selling,
  ...sending,
  ...settings,
  ...statements,
  ...ui,
  ...units,
  ...usage,
  ...welcome,
}
