// Which addresses the app may call by itself.

/**
 * Why an address cannot be an endpoint: `scheme` unless https (http only on this very computer), `credentials` when a
 * user name or password stands in it, `form` when it is no address at all.
 */
export type EndpointUrlProblem = 'form' | 'scheme' | 'credentials' | 'too-long'

const form = /^(https?):\/\/([^/?#\s\\]+)(\/[^\s\\#]*|\?[^\s\\#]*)?$/i
const host = /^(\[[0-9a-f:.]+\]|[^\s:@[\]<>"'`{}|^%]+)(:\d{1,5})?$/i
const otherScheme = /^(?!https?:)[a-z][a-z0-9+.-]*:/i
const thisComputer = /^(localhost|127(\.\d{1,3}){3}|\[::1\])(:\d{1,5})?$/i

/** What is wrong with an endpoint's address, or undefined. */
export function endpointUrlProblem(url: string): EndpointUrlProblem | undefined {
  if (url.length > 2000) return 'too-long'
  const [, scheme, authority] = form.exec(url) ?? []
  if (scheme === undefined || authority === undefined) return otherScheme.test(url) ? 'scheme' : 'form'
  if (authority.includes('@')) return 'credentials'
  if (!host.test(authority)) return 'form'
  return scheme.toLowerCase() === 'https' || thisComputer.test(authority) ? undefined : 'scheme'
}
