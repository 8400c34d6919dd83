import { useNavigate } from '@tanstack/react-router'
import { useEffect, useState } from 'react'
import { t } from '../../i18n/translate.ts'
import { Button } from '../../ui/button.tsx'
import { Page } from '../../ui/page.tsx'
import { Section } from '../../ui/section.tsx'
import { Row, Stack } from '../../ui/stack.tsx'
import { Text } from '../../ui/text.tsx'
import { SampleOffer } from '../blocks/sample-offer.tsx'
import { useUrlQuery } from '../blocks/use-url-query.ts'
import { useRuntime } from '../runtime.tsx'
import { MoneyStep } from './money-step.tsx'
import { PayStep } from './pay-step.tsx'
import { ProfileStep } from './profile-step.tsx'
import { useFinishFirstRun } from './use-finish-first-run.ts'
import styles from './welcome-screen.module.css'

const steps = [
  { name: 'profile', title: 'welcome.step-profile', help: 'welcome.step-profile-help', Content: ProfileStep },
  { name: 'pay', title: 'welcome.step-pay', help: 'welcome.step-pay-help', Content: PayStep },
  { name: 'money', title: 'welcome.step-money', help: 'welcome.step-money-help', Content: MoneyStep },
] as const

/** The first minute: three short steps, each of which can wait, or a look at a business that is already running. */
export function WelcomeScreen() {
  const { get, set } = useUrlQuery()
  const navigate = useNavigate()
  const { settings } = useRuntime()
  const finish = useFinishFirstRun()
  const [leaving, setLeaving] = useState(false)
  const current = steps.find(({ name }) => name === get('step')) ?? steps[0]
  const place = steps.indexOf(current)

  // Home sends whoever has not been through here back: leave only once the settings on screen say so.
  const done = settings.firstRunDone === 1
  useEffect(() => {
    if (leaving && done) void navigate({ to: '/' })
  }, [leaving, done, navigate])
  const leave = async (): Promise<void> => {
    setLeaving(true)
    await finish()
  }
  const next = async (): Promise<void> => {
    const following = steps[place + 1]
    if (following === undefined) await leave()
    else set({ step: following.name })
  }
  return (
    <Page
      narrow
      title={t('welcome.welcome')}
      subtitle={<Text tone="quiet">{t('welcome.welcome-promise')}</Text>}
      acts={
        <Button kind="plain" busy={leaving} onClick={leave}>
          {t('welcome.skip-all')}
        </Button>
      }
    >
      <Stack gap={5}>
        {place === 0 && <SampleOffer />}
        <ol className={styles.steps} aria-label={t('welcome.steps')}>
          {steps.map((step, index) => (
            <li
              key={step.name}
              className={styles.step}
              aria-current={step === current ? 'step' : undefined}
              data-done={index < place || undefined}
            >
              {t(step.title)}
            </li>
          ))}
        </ol>
        <Section title={t(current.title)} help={t(current.help)}>
          <current.Content key={current.name} onDone={next} last={place === steps.length - 1} />
        </Section>
        <Row justify="apart">
          {place > 0 ? (
            <Button kind="plain" icon="back" onClick={() => set({ step: steps[place - 1]?.name ?? '' })}>
              {t('welcome.step-back')}
            </Button>
          ) : (
            <span />
          )}
          <Button kind="plain" onClick={next}>
            {t('welcome.skip-step')}
          </Button>
        </Row>
      </Stack>
    </Page>
  )
}
