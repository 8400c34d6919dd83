import { type ReactNode, useId } from 'react'
import { type BillingReason, billingChecks } from '../../core/billing/reason.ts'
import { checkText, reasonText } from '../../i18n/reason-text.ts'
import { t } from '../../i18n/translate.ts'
import {
  type BillingDecision,
  type ExplainedContract,
  type ExplainedGroup,
  type ExplainTarget,
  explainBilling,
} from '../../queries/explain-billing.ts'
import { ButtonLink } from '../../ui/button.tsx'
import { Icon, type IconName } from '../../ui/icon.tsx'
import { Link } from '../../ui/link.tsx'
import { useLocale } from '../../ui/locale.tsx'
import { Section } from '../../ui/section.tsx'
import { Stack } from '../../ui/stack.tsx'
import { Text } from '../../ui/text.tsx'
import { useRuntime } from '../runtime.tsx'
import { LiftButton, type LiftPlace } from './lift-button.tsx'
import { useRows } from './use-rows.ts'
import styles from './why-panel.module.css'

export type WhyPanelProps = ExplainTarget & {
  /** Below the answers: acts of the page that uses it. */
  readonly children?: ReactNode
}

/**
 * "Why is there no invoice?": what the planner decides today for a client, a billing group or a contract, the checks
 * that were made up to the one that stopped, and the act that lifts it. The same planner as the run; nothing is written.
 */
export function WhyPanel({ children, ...target }: WhyPanelProps) {
  const { today } = useRuntime()
  const day = today()
  const groups = useRows((books) => explainBilling(books, target, day), [JSON.stringify(target), day])
  if (groups === undefined) return null
  const leading = leadingDecision(groups, target)
  const comes = leading?.outcome === 'do' || groups.some(({ drafts }) => drafts.length > 0)
  return (
    <Section title={t(comes ? 'billing.what-next' : 'billing.why-none')}>
      <Stack gap={4}>
        {groups.map((each) => (
          <GroupAnswer key={each.group.id} explained={each} target={target} named={groups.length > 1} />
        ))}
        {children}
      </Stack>
    </Section>
  )
}

function leadingDecision(groups: readonly ExplainedGroup[], target: ExplainTarget): BillingDecision | undefined {
  const [first] = groups
  return 'contractId' in target ? (first?.contracts[0]?.decision ?? first?.decision) : first?.decision
}

function GroupAnswer(props: {
  readonly explained: ExplainedGroup
  readonly target: ExplainTarget
  /** Several groups: each says its name. */
  readonly named: boolean
}) {
  const { group, client, contracts, decision, drafts } = props.explained
  const ofContract = 'contractId' in props.target
  const contract = ofContract ? contracts[0] : undefined
  const main = contract?.decision ?? decision
  // A group's answer may be that of one of its contracts: the act needs to know which.
  const cause = contract ?? contractBehind(contracts, main?.reason)
  const place: LiftPlace = { group, client, ...(cause && { contract: cause.contract }) }
  const item = cause?.items.find((each) => each.decision?.reason.code === main?.reason.code)?.item
  const parts = contract === undefined ? otherContracts(contracts, main) : otherItems(contract, main)
  return (
    <Stack gap={3}>
      {props.named && (
        <Text as="h3" strong>
          {group.name}
        </Text>
      )}
      {drafts.map((draft) => (
        <Answer key={draft.subject.id} decision={draft} place={place} />
      ))}
      {main === undefined ? (
        <Text tone="quiet">{t('reasons.nothing-open')}</Text>
      ) : (
        <>
          <Answer decision={main} place={{ ...place, ...(item && { item }) }} />
          <Checks reason={main.reason} />
        </>
      )}
      {parts.length > 0 && (
        <ul className={styles.parts}>
          {parts.map((part) => (
            <li key={part.id}>
              <Part part={part} place={place} />
            </li>
          ))}
        </ul>
      )}
    </Stack>
  )
}

/** One sentence with its sign, and the button that lifts it. */
function Answer({ decision, place }: { readonly decision: BillingDecision; readonly place: LiftPlace }) {
  const locale = useLocale()
  return (
    <div className={styles.answer}>
      <Sign outcome={decision.outcome} />
      <div className={styles.words}>
        <p>{reasonText(decision.reason, locale)}</p>
        {decision.reason.code === 'on-draft' ? (
          <ButtonLink to={`/invoices/${decision.reason.invoiceId}`}>{t('billing.show-draft')}</ButtonLink>
        ) : (
          <LiftButton reason={decision.reason} place={place} />
        )}
      </div>
    </div>
  )
}

const signs: Readonly<Record<BillingDecision['outcome'], IconName>> = {
  do: 'check',
  wait: 'clock',
  blocked: 'alert',
  skip: 'info',
}

function Sign({ outcome }: { readonly outcome: BillingDecision['outcome'] }) {
  return (
    <span className={styles.sign} data-outcome={outcome}>
      <Icon name={signs[outcome]} />
      <span className="visually-hidden">{t(`billing.outcome-${outcome}`)}</span>
    </span>
  )
}

/** The checks in their order, ticked up to the one that stopped. */
function Checks({ reason }: { readonly reason: BillingReason }) {
  const locale = useLocale()
  const id = useId()
  const stop = (billingChecks as readonly string[]).indexOf(reason.code)
  const passed = stop === -1 ? billingChecks : billingChecks.slice(0, stop)
  return (
    <details className={styles.checks}>
      <summary id={id}>{t('billing.checks', { count: passed.length })}</summary>
      <ol aria-labelledby={id}>
        {passed.map((code) => (
          <li key={code} data-passed>
            <Icon name="check" size={14} />
            <span className="visually-hidden">{t('billing.check-passed')}</span>
            <span>{checkText(code)}</span>
          </li>
        ))}
        {stop !== -1 && (
          <li data-stopped>
            <Icon name="close" size={14} />
            <span className="visually-hidden">{t('billing.check-stopped')}</span>
            <span>{reasonText(reason, locale)}</span>
          </li>
        )}
      </ol>
    </details>
  )
}

interface AnswerPart {
  readonly id: string
  readonly name: string
  readonly to?: string
  readonly decision: BillingDecision
  readonly lifts: Pick<LiftPlace, 'contract' | 'item'>
}

function Part({ part, place }: { readonly part: AnswerPart; readonly place: LiftPlace }) {
  return (
    <>
      {part.to === undefined ? (
        <Text strong>{part.name}</Text>
      ) : (
        <Link to={part.to} className={styles.name}>
          {part.name}
        </Link>
      )}
      <Answer decision={part.decision} place={{ group: place.group, client: place.client, ...part.lifts }} />
    </>
  )
}

/** The contracts whose answer is not the group's own. */
function otherContracts(contracts: readonly ExplainedContract[], main: BillingDecision | undefined): AnswerPart[] {
  return contracts.flatMap(({ contract, items, decision }) => {
    if (decision === undefined || (contracts.length === 1 && sameReason(decision, main))) return []
    const item = items.find((each) => each.decision?.reason.code === decision.reason.code)?.item
    const lifts = { contract, ...(item && { item }) }
    return [{ id: contract.id, name: contract.name, to: `/contracts/${contract.id}`, decision, lifts }]
  })
}

/** The items whose answer is not the contract's. */
function otherItems({ contract, items }: ExplainedContract, main: BillingDecision | undefined): AnswerPart[] {
  if (items.every(({ decision }) => sameReason(decision, main))) return []
  return items.flatMap(({ item, decision }) =>
    decision === undefined ? [] : [{ id: item.id, name: item.description, decision, lifts: { contract, item } }],
  )
}

function contractBehind(
  contracts: readonly ExplainedContract[],
  reason: BillingReason | undefined,
): ExplainedContract | undefined {
  return contracts.find(({ decision }) => decision !== undefined && decision.reason.code === reason?.code)
}

function sameReason(left: BillingDecision | undefined, right: BillingDecision | undefined): boolean {
  return JSON.stringify(left?.reason) === JSON.stringify(right?.reason)
}
