import { useEffect, useRef, useState } from 'react'
import { keepCardSetup, storeCard } from '../../commands/save-method.ts'
import type { Endpoint } from '../../core/automation/outbox.ts'
import type { Client } from '../../core/model.ts'
import type { StoredMethod } from '../../core/payments/stored-method.ts'
import { problemText } from '../../i18n/problem-text.ts'
import { t } from '../../i18n/translate.ts'
import { cardDoneUrl, openProcessor } from '../../integrations/card/open-processor.ts'
import type { CardProcessor, ProcessorAnswer, SetupLink } from '../../integrations/card/processor.ts'
import { knownCustomer } from '../../queries/list-methods.ts'
import { processorFailureText } from '../blocks/processor-failure-text.ts'
import { useRuntime } from '../runtime.tsx'

/** What the processor says of the page that the client was sent to. */
export type SetupNews = 'open' | 'expired' | 'stored'

export interface CardSetupActs {
  /** Makes the page on which the client enters a card, and keeps it. Answers whether it is there. */
  begin(method: StoredMethod, endpoint: Endpoint): Promise<boolean>
  /** Asks whether the client has entered a card, and stores it. */
  check(method: StoredMethod): Promise<SetupNews | undefined>
  readonly busy: boolean
  readonly problem: string | undefined
}

/** Setting a client's card up through the processor's own page: the number of the card never comes here. */
export function useCardSetup(client: Client): CardSetupActs {
  const { books, run, settings } = useRuntime()
  const [busy, setBusy] = useState(false)
  const [problem, setProblem] = useState<string>()

  const acting = async <Value>(act: () => Promise<Value>): Promise<Value> => {
    setBusy(true)
    setProblem(undefined)
    try {
      return await act()
    } finally {
      setBusy(false)
    }
  }
  return {
    busy,
    problem,
    begin: (method, endpoint) =>
      acting(async () => {
        const processor = await openProcessor(books, endpoint.id)
        if (processor === undefined) {
          setProblem(t('cards.processor-off'))
          return false
        }
        const known = await knownCustomer(books, client.id, endpoint.id)
        const page = await makePage(processor, client, method, known)
        if (page.kind !== 'done') {
          setProblem(processorFailureText(page, new URL(endpoint.url).host))
          return false
        }
        const { customer, id: session, url } = page.value
        const kept = await run(keepCardSetup, {
          id: method.id,
          version: method.version,
          setup: { endpointId: endpoint.id, customer, session, url },
        })
        if (!kept.ok) setProblem(problemText(kept.problem, settings.locale))
        return kept.ok
      }),
    check: (method) =>
      acting(async () => {
        const { setup } = method
        if (setup === undefined) return undefined
        const processor = await openProcessor(books, setup.endpointId)
        if (processor === undefined) {
          setProblem(t('cards.processor-off'))
          return undefined
        }
        const answer = await processor.readSetup(setup.session)
        if (answer.kind !== 'done') {
          setProblem(processorFailureText(answer, t('cards.the-processor')))
          return undefined
        }
        if (answer.value.kind !== 'stored') return answer.value.kind
        const card = { ...answer.value.card, endpointId: setup.endpointId }
        const stored = await run(storeCard, { id: method.id, session: setup.session, card })
        if (!stored.ok) setProblem(problemText(stored.problem, settings.locale))
        return stored.ok ? 'stored' : undefined
      }),
  }
}

/** Cards that clients entered while nobody looked are stored when the page is opened, each page asked after once. */
export function useEnteredCards(methods: readonly StoredMethod[] | undefined): void {
  const { books, run } = useRuntime()
  const asked = useRef(new Set<string>())
  useEffect(() => {
    if (!navigator.onLine) return
    for (const { id, setup } of methods ?? []) {
      if (setup === undefined || asked.current.has(setup.session)) continue
      asked.current.add(setup.session)
      const ask = async () => {
        const processor = await openProcessor(books, setup.endpointId)
        const answer = await processor?.readSetup(setup.session)
        if (answer?.kind !== 'done' || answer.value.kind !== 'stored') return
        const card = { ...answer.value.card, endpointId: setup.endpointId }
        await run(storeCard, { id, session: setup.session, card })
      }
      // Asked on the way past: whoever wants to know why there is no answer asks by the button.
      ask().catch(() => undefined)
    }
  }, [methods, books, run])
}

type Page = SetupLink & { readonly customer: string }

/** The client's page; a client whom the processor has forgotten is made known to it again. */
async function makePage(
  processor: CardProcessor,
  client: Client,
  method: StoredMethod,
  known: string | undefined,
): Promise<ProcessorAnswer<Page>> {
  const open = async (customer: string): Promise<ProcessorAnswer<Page>> => {
    const key = `${method.id}/setup/${method.version}/${customer}`
    const link = await processor.beginSetup({ customer, returnUrl: cardDoneUrl(), key })
    return link.kind === 'done' ? { kind: 'done', value: { ...link.value, customer } } : link
  }
  if (known !== undefined) {
    const page = await open(known)
    const forgotten = page.kind === 'not-there' || (page.kind === 'refused' && page.code === 'resource_missing')
    if (!forgotten) return page
  }
  const made = await processor.createCustomer({
    clientId: client.id,
    name: client.name,
    ...(client.email === undefined ? {} : { email: client.email }),
    key: `${client.id}/customer/${client.version}${known === undefined ? '' : `/after/${known}`}`,
  })
  return made.kind === 'done' ? open(made.value.customer) : made
}
