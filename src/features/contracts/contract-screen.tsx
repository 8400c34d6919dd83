import { useParams } from '@tanstack/react-router'
import { useState } from 'react'
import type { ContractId } from '../../core/ids.ts'
import { t } from '../../i18n/translate.ts'
import { listEventsOf } from '../../queries/get-client.ts'
import { type ContractView, forecastContract, getContractView } from '../../queries/get-contract.ts'
import { isEnded } from '../../queries/list-contracts.ts'
import { Button, ButtonLink } from '../../ui/button.tsx'
import { EmptyState } from '../../ui/empty-state.tsx'
import { Link } from '../../ui/link.tsx'
import { Page, PageColumns } from '../../ui/page.tsx'
import { Section } from '../../ui/section.tsx'
import { Stack } from '../../ui/stack.tsx'
import { Text } from '../../ui/text.tsx'
import { ContractBadge } from '../blocks/contract-badge.tsx'
import { EventList } from '../blocks/event-list.tsx'
import { useRows } from '../blocks/use-rows.ts'
import { WhyPanel } from '../blocks/why-panel.tsx'
import { useRuntime } from '../runtime.tsx'
import { AmendmentsSection } from './amendments-section.tsx'
import { ContractActs } from './contract-acts.tsx'
import { ContractFacts } from './contract-facts.tsx'
import { ContractItemsSection } from './contract-items-section.tsx'
import { CorrectionsSection } from './corrections-section.tsx'
import { PendingInvoices } from './pending-invoices.tsx'
import { ScheduleSection } from './schedule-section.tsx'

/** One contract: what is agreed, what was and will be billed, why there is (no) invoice, what changed it. */
export function ContractScreen() {
  const { id } = useParams({ strict: false }) as { id: ContractId }
  const { today } = useRuntime()
  const day = today()
  const [wider, setWider] = useState(1)
  const answer = useRows(
    async (books) => ({ id, view: await getContractView(books, id, day, wider) }),
    [id, day, wider],
  )
  if (answer === undefined || answer.id !== id) return null
  if (answer.view === null) {
    return (
      <Page title={t('contracts.gone')} back={{ to: '/contracts', label: t('contracts.title') }}>
        <EmptyState
          sentence={t('contracts.gone-help')}
          act={<ButtonLink to="/contracts">{t('contracts.all-contracts')}</ButtonLink>}
        />
      </Page>
    )
  }
  return <ContractPage view={answer.view} wider={wider} onWider={() => setWider(wider * 2)} />
}

const EVENTS = 8
const INVOICES = 3

function ContractPage(props: { readonly view: ContractView; readonly wider: number; readonly onWider: () => void }) {
  const { view } = props
  const { contract, client } = view
  const { today } = useRuntime()
  const day = today()
  const [eventCount, setEventCount] = useState(EVENTS)
  const events = useRows((books) => listEventsOf(books, contract.id, eventCount), [contract.id, eventCount])
  const coming = useRows(
    (books) => forecastContract(books, contract, day, INVOICES),
    [contract.id, contract.billingGroupId, day],
  )
  const open = !isEnded(contract, day) && contract.state !== 'renewed'

  return (
    <Page
      title={contract.name}
      back={{ to: '/contracts', label: t('contracts.title') }}
      badge={<ContractBadge contract={contract} today={day} />}
      subtitle={<Link to={`/clients/${contract.clientId}`}>{client?.name ?? contract.clientName}</Link>}
      {...(open && {
        mainAct: (
          <ButtonLink to={`/contracts/${contract.id}/change`} kind="main" icon="edit">
            {t('contracts.change')}
          </ButtonLink>
        ),
      })}
      acts={<ContractActs view={view} today={day} />}
    >
      <PageColumns
        main={
          <Stack gap={4}>
            <CorrectionsSection view={view} />
            <ContractItemsSection view={view} today={day} open={open} />
            <ScheduleSection view={view} today={day} wider={props.wider} onWider={props.onWider} />
            <AmendmentsSection view={view} />
          </Stack>
        }
        side={
          <Stack gap={4}>
            <WhyPanel contractId={contract.id} />
            <Section title={t('contracts.next-invoices')}>
              {coming === undefined ? null : coming.length === 0 ? (
                <Text tone="quiet">{t('contracts.nothing-comes')}</Text>
              ) : (
                <PendingInvoices invoices={coming} today={day} />
              )}
            </Section>
            <ContractFacts view={view} />
          </Stack>
        }
      />
      <Section title={t('contracts.history')}>
        <EventList events={events} about={contract.id} />
        {events !== undefined && events.length === eventCount && (
          <Button kind="plain" onClick={() => setEventCount(eventCount * 3)}>
            {t('contracts.more-events')}
          </Button>
        )}
      </Section>
    </Page>
  )
}
