import type { ReactNode } from 'react'
import type { PeriodState } from '../../queries/contract-schedule.ts'

const marks: Readonly<Record<PeriodState, ReactNode>> = {
  billed: <path d="m2.5 6.3 2.5 2.5 4.5-5.3" fill="none" stroke="currentColor" strokeWidth="1.8" />,
  draft: (
    <>
      <circle cx="6" cy="6" r="4.2" fill="none" stroke="currentColor" strokeWidth="1.5" />
      <path d="M6 1.8a4.2 4.2 0 0 1 0 8.4z" fill="currentColor" />
    </>
  ),
  open: <circle cx="6" cy="6" r="3.6" fill="currentColor" />,
  waived: <path d="m2.5 9.5 7-7" fill="none" stroke="currentColor" strokeWidth="1.6" />,
  pending: (
    <>
      <circle cx="6" cy="6" r="4.4" fill="none" stroke="currentColor" strokeWidth="1.4" />
      <path d="M6 3.6V6l1.7 1.2" fill="none" stroke="currentColor" strokeWidth="1.4" />
    </>
  ),
  future: (
    <circle cx="6" cy="6" r="4.2" fill="none" stroke="currentColor" strokeWidth="1.3" strokeDasharray="1.8 1.6" />
  ),
}

/** The shape that says the state of a period where there is no room for the word. */
export function StateMark({ state }: { readonly state: PeriodState }) {
  return (
    <svg width="12" height="12" viewBox="0 0 12 12" aria-hidden="true">
      {marks[state]}
    </svg>
  )
}
