// Whom a message about an invoice goes to (T-15, M-5, M-6).
import type { BillingGroup } from '../contract/billing-group.ts'
import type { Client } from '../model.ts'
import { isMailAddress, mailAddressKey } from './mail-address.ts'
import type { MessageAddress } from './message.ts'

export interface Recipients {
  /** The group's recipient, the client's main address, its billing contacts: each once, whatever the case. */
  readonly to: readonly MessageAddress[]
  /** The group's copies that are not among `to`. */
  readonly cc: readonly MessageAddress[]
  /** Entered, and no address that mail could go to: for the owner to correct. */
  readonly unusable: readonly string[]
  /** Whether anybody can be written to: a copy alone is nobody. */
  readonly reachable: boolean
}

/**
 * An invoice goes to the client's main address and all its billing contacts (T-15), to the recipient of the billing
 * group, and in copy to the group's list (M-5, M-6).
 */
export function recipientsOf(
  client: Pick<Client, 'name' | 'email' | 'contacts'>,
  group?: Pick<BillingGroup, 'recipient' | 'cc'>,
): Recipients {
  const known = new Set<string>()
  const unusable: string[] = []
  const gather = (entries: readonly { readonly name?: string; readonly email?: string | undefined }[]) => {
    const gathered: MessageAddress[] = []
    for (const { name = '', email = '' } of entries) {
      const address = email.trim()
      const key = mailAddressKey(address)
      if (key === '' || known.has(key)) continue
      known.add(key)
      if (!isMailAddress(address)) unusable.push(address)
      else gathered.push(name.trim() === '' ? { email: address } : { name: name.trim(), email: address })
    }
    return gathered
  }
  const to = gather([
    ...(group?.recipient === undefined ? [] : [group.recipient]),
    { name: client.name, email: client.email },
    ...client.contacts.filter(({ billing }) => billing),
  ])
  const cc = gather((group?.cc ?? []).map((email) => ({ email })))
  return { to, cc, unusable, reachable: to.length > 0 }
}
