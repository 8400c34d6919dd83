import { useParams } from '@tanstack/react-router'
import { useState } from 'react'
import { takeOffCredit } from '../../commands/take-off-credit.ts'
import type { AllocationId, ClientId } from '../../core/ids.ts'
import type { CreditEntry } from '../../core/model.ts'
import { formatDate } from '../../i18n/format-date.ts'
import { formatMoney } from '../../i18n/format-money.ts'
import { problemText } from '../../i18n/problem-text.ts'
import { t } from '../../i18n/translate.ts'
import { type ClientCredit, type CreditPot, getClientCredit } from '../../queries/get-client-credit.ts'
import { Amount } from '../../ui/amount.tsx'
import { Button, ButtonLink } from '../../ui/button.tsx'
import { EmptyState } from '../../ui/empty-state.tsx'
import { Link } from '../../ui/link.tsx'
import { Page } from '../../ui/page.tsx'
import { Section } from '../../ui/section.tsx'
import { Row, Stack } from '../../ui/stack.tsx'
import { Text } from '../../ui/text.tsx'
import { toast } from '../../ui/toast.tsx'
import { RefundDialog } from '../blocks/refund-dialog.tsx'
import { UseCreditDialog } from '../blocks/use-credit-dialog.tsx'
import { useRows } from '../blocks/use-rows.ts'
import { useRuntime } from '../runtime.tsx'
import { CreditLines, creditName } from './credit-lines.tsx'
import { GoodwillDialog } from './goodwill-dialog.tsx'
import { MissingClient } from './missing-client.tsx'

/** A client's credit: per billing group and currency what is left, where it came from and where it went (P-7). */
export function ClientCreditScreen() {
  const { id } = useParams({ strict: false }) as { id: ClientId }
  const { today } = useRuntime()
  const day = today()
  const answer = useRows(async (books) => ({ id, view: await getClientCredit(books, id, day) }), [id, day])
  if (answer === undefined || answer.id !== id) return null
  if (answer.view === null) return <MissingClient />
  return <CreditPage key={id} view={answer.view} />
}

function CreditPage({ view }: { readonly view: ClientCredit }) {
  const { client, groups, pots } = view
  const [giving, setGiving] = useState(false)
  return (
    <Page
      title={t('balance.title')}
      back={{ to: `/clients/${client.id}`, label: client.name }}
      subtitle={<Link to={`/clients/${client.id}`}>{client.name}</Link>}
      acts={
        <ButtonLink to="/payments" search={{ new: 1, client: client.id, deposit: 1 }}>
          {t('balance.record-deposit')}
        </ButtonLink>
      }
      mainAct={
        <Button kind="main" icon="plus" onClick={() => setGiving(true)}>
          {t('balance.give-goodwill')}
        </Button>
      }
    >
      {pots.length === 0 ? (
        <EmptyState sentence={t('balance.none', { clientName: client.name })} />
      ) : (
        <Stack gap={4}>
          {pots.map((pot) => (
            <Pot key={pot.key} pot={pot} clientName={client.name} named={groups.length > 1} />
          ))}
        </Stack>
      )}
      {giving && <GoodwillDialog client={client} groups={groups} onClose={() => setGiving(false)} />}
    </Page>
  )
}

/** The credit of one billing group in one currency. */
function Pot(props: { readonly pot: CreditPot; readonly clientName: string; readonly named: boolean }) {
  const { pot, clientName, named } = props
  const { run, settings, today } = useRuntime()
  const { locale } = settings
  const { currency, usable, open, placed } = pot
  const [using, setUsing] = useState(false)
  const [giving, setGiving] = useState<CreditEntry>()
  const title = named ? t('balance.pot', { group: pot.group.name, currency }) : t('balance.pot-plain', { currency })

  const takeOff = async (allocationId: AllocationId, number: string) => {
    const taken = await run(takeOffCredit, { allocationId })
    toast(
      taken.ok
        ? { message: t('balance.taken-off', { number, due: formatMoney(taken.value.amountDue, currency, locale) }) }
        : { message: problemText(taken.problem, locale), tone: 'bad' },
    )
  }

  return (
    <Section
      title={title}
      acts={
        usable.length > 0 &&
        open.length > 0 && <Button onClick={() => setUsing(true)}>{t('balance.use-on-invoice')}</Button>
      }
    >
      <Stack gap={4}>
        <Row justify="apart">
          <Text tone="quiet">{t('balance.balance')}</Text>
          <Amount size={4} strong amount={pot.balance} currency={currency} />
        </Row>
        {usable.length > 0 && (
          <Stack gap={2}>
            <Text as="h3" strong>
              {t('balance.to-use')}
            </Text>
            {usable.map((credit) => (
              <Row key={credit.id} justify="apart" keep align="top">
                <div>
                  <Text>{creditName(credit, locale)}</Text>
                  {credit.reason !== undefined && (
                    <Text size={1} tone="quiet">
                      {credit.reason}
                    </Text>
                  )}
                  {credit.expiresOn !== undefined && (
                    <Text size={1} tone="quiet">
                      {t('balance.expires', { date: formatDate(credit.expiresOn, locale) })}
                    </Text>
                  )}
                  {credit.customFields?.map(({ name, value }) => (
                    <Text key={name} size={1} tone="quiet">
                      {name}: {value}
                    </Text>
                  ))}
                </div>
                <Row gap={2} keep>
                  <Amount amount={credit.remaining} currency={currency} />
                  {credit.origin !== 'goodwill' && (
                    <Button
                      kind="plain"
                      onClick={() => setGiving(credit)}
                      aria-label={t('balance.give-back-what', { credit: creditName(credit, locale) })}
                    >
                      {t('balance.give-back')}
                    </Button>
                  )}
                </Row>
              </Row>
            ))}
          </Stack>
        )}
        {placed.length > 0 && (
          <Stack gap={2}>
            <Text as="h3" strong>
              {t('balance.on-invoices')}
            </Text>
            {placed.map(({ allocation, number }) => (
              <Row key={allocation.id} justify="apart" keep>
                <Link to={`/invoices/${allocation.invoiceId}`}>{number}</Link>
                <Row gap={2} keep>
                  <Amount amount={allocation.amount} currency={currency} />
                  <Button
                    kind="plain"
                    aria-label={t('balance.take-off-what', { number })}
                    onClick={() => void takeOff(allocation.id, number)}
                  >
                    {t('balance.take-off')}
                  </Button>
                </Row>
              </Row>
            ))}
          </Stack>
        )}
        <Text as="h3" strong>
          {t('balance.history')}
        </Text>
        <CreditLines lines={pot.lines} currency={currency} label={t('balance.history-of', { title })} />
      </Stack>
      {using && (
        <UseCreditDialog
          credits={usable}
          invoices={open}
          currency={currency}
          today={today()}
          onClose={() => setUsing(false)}
        />
      )}
      {giving !== undefined && (
        <RefundDialog
          source={{ kind: 'credit', id: giving.id }}
          clientName={clientName}
          currency={currency}
          free={giving.remaining}
          placed={[]}
          method="transfer"
          receivedOn={giving.receivedOn}
          onClose={() => setGiving(undefined)}
        />
      )}
    </Section>
  )
}
