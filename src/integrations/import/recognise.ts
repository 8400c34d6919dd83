// Which program wrote a file and what it lists, by its columns, its section title and, for empty lists, its place.
import { clientFieldOf, productFieldOf } from './column-names.ts'
import { foldName, type Table } from './table.ts'

/** What the rows of a file are. The first five are imported; the others are named, counted and left alone. */
export type EntityKind =
  | 'clients'
  | 'products'
  | 'contracts'
  | 'usage'
  | 'purchases'
  | 'vendors'
  | 'invoices'
  | 'recurring invoices'
  | 'quotes'
  | 'payments'
  | 'expenses'
  | 'purchase orders'
  | 'time entries'
  | 'projects'
  | 'bank or budget transactions'
  | 'workspace archive'
  | 'unknown'

export const importedEntities = ['clients', 'products', 'contracts', 'usage', 'purchases'] as const
export type ImportedEntity = (typeof importedEntities)[number]

export interface Recognition {
  /** The program and kind of export, as people call it; null when no known program fits. */
  readonly system: string | null
  readonly entity: EntityKind
}

interface Signature {
  readonly system: string
  readonly entity: EntityKind
  /** Folded names that must all be there; `a|b` means one of both. */
  readonly has: string
  /** Folded names that must not be there. */
  readonly lacks?: string
  /** Folded text that must stand above the header. */
  readonly title?: RegExp
  /** What at least one cell holds. */
  readonly cells?: RegExp
}

const ninja = /^invoice ninja v ?4/
const party = 'name,balance,paid to date,billing street,billing city,id number,vat number,first name,last name,email'

// From the most telling to the least; the first that fits is taken.
const signatures: readonly Signature[] = [
  { system: 'Billfold template', entity: 'contracts', has: 'contract number,client,start,item,cadence' },
  { system: 'Billfold template', entity: 'purchases', has: 'client,product,months,units left,source key' },
  { system: 'Billfold template', entity: 'usage', has: 'contract,item,date,quantity,source key' },
  { system: 'Invoice Ninja v4 vendor export', entity: 'vendors', has: party, title: /^vendors$/ },
  { system: 'Invoice Ninja v4 client export', entity: 'clients', has: party },
  { system: 'Invoice Ninja v4 vendor export', entity: 'vendors', has: 'name,billing street|city', title: /^vendors$/ },
  { system: 'Invoice Ninja v4 product export', entity: 'products', has: 'product,notes,cost' },
  { system: 'Invoice Ninja v4 quote export', entity: 'quotes', has: 'client,quote number,amount,quote date' },
  {
    system: 'Invoice Ninja v4 recurring invoice export',
    entity: 'recurring invoices',
    has: 'client,auto bill,frequency,remaining cycles',
  },
  {
    system: 'Invoice Ninja v4 payment export',
    entity: 'payments',
    has: 'client,invoice number,amount,date',
    title: ninja,
  },
  {
    system: 'Invoice Ninja v4 expense export',
    entity: 'expenses',
    has: 'client,project,notes,amount,date',
    title: ninja,
  },
  {
    system: 'Invoice Ninja v4 invoice export',
    entity: 'invoices',
    has: 'client,invoice number,amount,invoice date',
    title: ninja,
  },
  { system: 'Invoice Ninja v4 task export', entity: 'time entries', has: 'client,duration', title: ninja },
  {
    system: 'Invoice Ninja v5 purchase orders',
    entity: 'purchase orders',
    has: 'purchase order number,vendor name,amount',
  },
  { system: 'Invoice Ninja v5 tasks', entity: 'time entries', has: 'task description,task duration|task start date' },
  {
    system: 'Invoice Ninja v5 invoices',
    entity: 'invoices',
    has: 'invoice number,client name,item cost|item quantity',
    lacks: 'invoice date',
  },
  { system: 'Invoice Ninja v5 clients', entity: 'clients', has: 'client name,client address1,client city' },
  {
    system: 'FreshBooks',
    entity: 'clients',
    has: 'organization,first name,last name,email,street,province state,postal code',
  },
  { system: 'FreshBooks', entity: 'invoices', has: 'client name,invoice #,date issued,line total' },
  { system: 'FreshBooks', entity: 'products', has: 'name,description,rate,current inventory|tax 1' },
  {
    system: 'Wave',
    entity: 'vendors',
    has: 'vendor name|company name,account number,contact first name,address line 1',
    lacks: 'customer name,customer currency',
  },
  { system: 'Wave', entity: 'clients', has: 'customer name,contact first name,customer currency,address line 1' },
  {
    system: 'Wave',
    entity: 'invoices',
    has: 'transaction id,transaction date,account name,transaction line description,debit amount two column approach',
  },
  {
    system: 'Zoho',
    entity: 'invoices',
    has: 'invoice date,invoice id,invoice number,customer name,item name,item total',
  },
  {
    system: 'Zoho',
    entity: 'clients',
    has: 'display name,company name,first name,last name,currency code,contact type|customer sub type|customer id',
  },
  { system: 'Zoho', entity: 'products', has: 'item name,rate,usage unit|product type|item id' },
  {
    system: 'Invoice2go',
    entity: 'invoices',
    has: 'document date,document number,document status,total amount,currency code',
  },
  { system: 'Invoice2go', entity: 'clients', has: 'client name,email,phone,country' },
  { system: 'invoicely', entity: 'invoices', has: 'date,due,details,client,status,total' },
  { system: 'Frappe Books', entity: 'products', has: 'name,item type,income account,rate' },
  { system: 'Frappe Books', entity: 'products', has: 'item name,unit type,type,for,sales acc,rate' },
  { system: 'Frappe Books', entity: 'clients', has: 'name,role,default account,gst type|gstin' },
  { system: 'Frappe Books', entity: 'clients', has: 'name,role,email,default account' },
  { system: 'Clockify', entity: 'projects', has: 'project,billability,tracked h,estimated h' },
  { system: 'Clockify', entity: 'time entries', has: 'project,user,start date,start time,duration h,duration decimal' },
  { system: 'Clockify', entity: 'clients', has: 'name,email,address,note,archived' },
  {
    system: 'Toggl',
    entity: 'time entries',
    has: 'user,email,project,description,start date,start time,duration',
    lacks: 'duration h',
  },
  { system: 'Toggl', entity: 'projects', has: 'id,name,actual hours|cid|client id,workspace id' },
  { system: 'Toggl', entity: 'projects', has: 'id,project id,user id,workspace id,manager' },
  { system: 'Toggl', entity: 'time entries', has: 'id,name,project id,estimated seconds,workspace id' },
  { system: 'Toggl', entity: 'clients', has: 'id,name,wid', lacks: 'project id' },
  { system: 'Toggl', entity: 'workspace archive', has: 'id,name,workspace id' },
  { system: 'Toggl', entity: 'workspace archive', has: 'uid,wid,name,email' },
  { system: 'Harvest', entity: 'time entries', has: 'date,client,project,task,hours,billable,first name,last name' },
  { system: 'Harvest', entity: 'projects', has: 'client,project,project code,total hours,billable hours,budget' },
  { system: 'Harvest', entity: 'invoices', has: 'issue date,id,client,invoice amount,balance' },
  { system: 'Harvest', entity: 'clients', has: 'client name,address', lacks: 'email,city,country' },
  { system: 'solidtime generic', entity: 'projects', has: 'name,billable rate,is public,client,billable default' },
  {
    system: 'solidtime generic',
    entity: 'time entries',
    has: 'description,billable,client,project,start,end,user name,user email',
  },
  { system: 'solidtime backup', entity: 'workspace archive', has: 'id,user id,name,email,organization id,role' },
  { system: 'solidtime backup', entity: 'workspace archive', has: 'id,email,organization id,role', lacks: 'name' },
  {
    system: 'solidtime backup',
    entity: 'workspace archive',
    has: 'id,name,billable rate,currency,created at',
    lacks: 'client id,organization id',
  },
  { system: 'solidtime backup', entity: 'workspace archive', has: 'id,billable rate,project id,user id,member id' },
  { system: 'solidtime backup', entity: 'time entries', has: 'id,description,start,end,organization id' },
  { system: 'solidtime backup', entity: 'time entries', has: 'id,name,project id,organization id,done at' },
  { system: 'solidtime backup', entity: 'projects', has: 'id,name,color,client id,organization id' },
  {
    system: 'solidtime backup',
    entity: 'clients',
    has: 'id,name,organization id,archived at,created at',
    lacks: 'project id,color,client id',
  },
  {
    system: 'solidtime backup',
    entity: 'workspace archive',
    has: 'id,name,organization id,created at',
    lacks: 'project id',
  },
  { system: 'Google Contacts', entity: 'clients', has: 'e mail 1 value,first name|given name|name' },
  { system: 'Shopify customers', entity: 'clients', has: 'first name,last name,email,default address address1' },
  { system: 'Shopify products', entity: 'products', has: 'handle,title,variant price' },
  { system: 'Outlook contacts', entity: 'clients', has: 'first name,last name,company,e mail address' },
  { system: 'Monefy', entity: 'bank or budget transactions', has: 'date,account,category,amount,converted amount' },
  { system: 'PayPal activity', entity: 'payments', has: 'date,time,type,status,currency,gross,fee,net,transaction id' },
  {
    system: 'Stripe balance transactions (itemised)',
    entity: 'payments',
    has: 'balance transaction id,gross,fee,net,reporting category',
  },
  {
    system: 'Stripe payments',
    entity: 'payments',
    has: 'id,amount,amount refunded,currency,captured|status,customer id|customer description',
  },
  { system: 'Stripe customers', entity: 'clients', has: 'id,email,name,created utc,currency|delinquent|description' },
  {
    system: 'YNAB 4 (Arabic locale)',
    entity: 'bank or budget transactions',
    has: 'account,date,payee,category,memo,outflow,inflow',
    cells: /\p{Script=Arabic}/u,
  },
  { system: 'YNAB 4', entity: 'bank or budget transactions', has: 'account,date,payee,category,memo,outflow,inflow' },
  {
    system: 'Dolibarr third-party import',
    entity: 'clients',
    has: 'name s nom,customer s client,customer code s code client',
  },
  { system: 'Dolibarr product import', entity: 'products', has: 'ref p ref,label p label' },
  {
    system: 'Xero sales invoice import template',
    entity: 'invoices',
    has: 'contact name,invoice number,invoice date,due date,quantity,unit amount,account code',
  },
  {
    system: 'Xero contacts',
    entity: 'clients',
    has: 'contact name,email address,first name,last name,po address line1',
  },
  { system: 'Xero inventory items', entity: 'products', has: 'item code,item name,sales unit price' },
  {
    system: 'QuickBooks Online',
    entity: 'invoices',
    has: 'invoice no,customer,invoice date,item product service,item amount',
  },
  { system: 'QuickBooks Online', entity: 'invoices', has: 'doc number,txn date,customer ref value,total amt' },
  { system: 'QuickBooks Online', entity: 'clients', has: 'display name,sync token,domain', lacks: 'vendor 1099' },
  { system: 'QuickBooks Online', entity: 'vendors', has: 'display name,sync token,vendor 1099' },
  { system: 'QuickBooks Online', entity: 'products', has: 'name,sync token,unit price,income account ref value' },
  { system: 'QuickBooks Online', entity: 'products', has: 'product service name,sales description,sales price rate' },
]

/** Kinds by a few telling columns, for programs that are not in the list. The order decides. */
const kinds: readonly Omit<Signature, 'system'>[] = [
  {
    entity: 'contracts',
    has:
      'contract|contract number|contract name|contract id|agreement|subscription|subscription id|subscription name,' +
      'client|client name|customer|customer name|client number|client email,' +
      'start|start date|contract start|contract start date|starts on',
    lacks: 'invoice number,invoice no,due date,quote number',
  },
  {
    entity: 'usage',
    has:
      'source key|usage key|event id|external id|metric|meter|usage item,date|day|usage date|timestamp|event time,' +
      'quantity|usage|units|count|value|usage quantity',
    lacks: 'invoice number,invoice no,debit,credit,balance',
  },
  {
    entity: 'purchases',
    has:
      'units left|units remaining|remaining units|credits left|credits remaining|lessons left|remaining lessons|sessions left|' +
      'sessions remaining|classes left|hours left|term months|term in months,' +
      'client|client name|customer|customer name|client number|client email|student|member,' +
      'product|product name|sku|item|service|pack|package|plan|membership',
    lacks: 'invoice number,invoice no,due date,quote number',
  },
  { entity: 'recurring invoices', has: 'frequency,invoice number|client|customer,amount|total' },
  {
    entity: 'quotes',
    has: 'quote number|estimate number|quote #|quote no,client|customer|customer name|client name|amount|total',
  },
  { entity: 'purchase orders', has: 'purchase order number|po number,vendor|vendor name|supplier' },
  { entity: 'payments', has: 'payment date|payment method|payment amount|paid on,amount|payment amount' },
  {
    entity: 'time entries',
    has: 'duration|hours|duration h|duration decimal|start time|time spent,project|user|task|date|client|description',
  },
  {
    entity: 'invoices',
    has: 'invoice number|invoice #|invoice no|invoice id|invoice date|number,amount|total|invoice date|due date|invoice amount|line total',
  },
  {
    entity: 'expenses',
    has: 'vendor|merchant|supplier|category,amount|total,date',
    lacks: 'account,outflow,converted amount',
  },
  {
    entity: 'vendors',
    has: 'vendor name|supplier name|vendor|supplier,email|phone|city|address|contact',
    lacks: 'customer,client,customer name,client name,price,unit price',
  },
  {
    entity: 'bank or budget transactions',
    has: 'amount|outflow|debit|credit|balance,date|booking date|value date|posting date',
    lacks: 'client,customer,name,email',
  },
]

/**
 * Says what a table is. `path` (absolute or relative, any separator) is only asked for lists without a single record.
 * @returns system and entity; a table that no program and no kind fits is `unknown`
 */
export function recognise(table: Table, path: string): Recognition {
  const names = new Set(table.headers.map(foldName))
  const titles = table.titles.map(foldName)
  if (names.size === 0) return emptyList(path)
  const signature = signatures.find(
    (candidate) =>
      fits(candidate, names, titles) &&
      (candidate.cells === undefined ||
        table.rows.some((row) => row.cells.some((cell) => candidate.cells?.test(cell)))),
  )
  if (signature !== undefined) return { system: signature.system, entity: signature.entity }
  const kind = kinds.find((candidate) => fits(candidate, names, titles))
  if (kind !== undefined) return { system: null, entity: kind.entity }
  if (isBankStatement(table)) return { system: 'generic bank', entity: 'bank or budget transactions' }
  return { system: null, entity: guessedEntity(table) }
}

function fits(signature: Omit<Signature, 'system'>, names: ReadonlySet<string>, titles: readonly string[]): boolean {
  if (signature.title !== undefined && !titles.some((title) => signature.title?.test(title))) return false
  if (signature.lacks?.split(',').some((name) => names.has(name))) return false
  return signature.has.split(',').every((name) => name.split('|').some((one) => names.has(one)))
}

/** An empty list says nothing itself: Toggl's workspace archive names its folders after the kind. */
function emptyList(path: string): Recognition {
  const parts = path.split(/[\\/]/).map((part) => part.toLowerCase())
  if (parts.includes('tasks') || parts.includes('time_entries')) return { system: 'Toggl', entity: 'time entries' }
  if (parts.includes('projects_users') || parts.at(-1) === 'projects.json')
    return { system: 'Toggl', entity: 'projects' }
  if (parts.at(-1) === 'clients.json') return { system: 'Toggl', entity: 'clients' }
  return { system: null, entity: 'unknown' }
}

/** Statement lines by their shape: few columns, every row with one date, a text and an amount, and no column that names anybody. */
function isBankStatement(table: Table): boolean {
  if (table.rows.length === 0 || table.columns.length > 8) return false
  if (
    table.headers.some((header) => clientFieldOf(header)?.field === 'name' || productFieldOf(header)?.field === 'name')
  )
    return false
  return table.rows.every(({ cells }) => {
    const filled = cells.map((cell) => cell.trim()).filter((cell) => cell !== '')
    const dates = filled.filter((cell) => /^\d{1,4}[-/.]\d{1,4}[-/.]\d{1,4}$/.test(cell)).length
    const amounts = filled.filter((cell) =>
      /^[-+(]?[\p{Sc}A-Z]{0,3}\s?[-+]?\d[\d., ]*\)?\s?[\p{Sc}A-Z]{0,3}$/u.test(cell),
    ).length
    return dates >= 1 && amounts >= 1 && filled.some((cell) => /\p{L}/u.test(cell))
  })
}

/** Clients have a name and a way to reach them; products have a name and a price. */
function guessedEntity(table: Table): EntityKind {
  const client = new Set(table.headers.map((header) => clientFieldOf(header)?.field))
  const product = new Set(table.headers.map((header) => productFieldOf(header)?.field))
  if (product.has('name') && product.has('unitPrice') && !client.has('email') && !client.has('city')) return 'products'
  const named = client.has('name') || (client.has('lastName') && client.has('firstName'))
  const reachable = (['email', 'phone', 'city', 'line1', 'address', 'vatId', 'country', 'postalCode'] as const).some(
    (field) => client.has(field),
  )
  if (named && reachable) return 'clients'
  if (product.has('name') && (product.has('sku') || product.has('unit') || product.has('description'))) {
    return product.has('sku') || product.has('unit') ? 'products' : 'unknown'
  }
  return 'unknown'
}
