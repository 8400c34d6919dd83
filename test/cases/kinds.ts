// Every kind of case that can be run. Kinds of later work join here.
import type { CaseKind } from './case.ts'
import { allocationCases } from './money/allocation-cases.ts'
import { operationCases } from './money/operation-cases.ts'
import { roundingCases } from './money/rounding-cases.ts'
import { textCases } from './money/text-cases.ts'
import { amountCases } from './payments/amount-cases.ts'
import { ledgerCases } from './payments/ledger-cases.ts'
import { boundaryCases } from './periods/boundary-cases.ts'
import { chainCases } from './periods/chain-cases.ts'
import { dateCases } from './periods/date-cases.ts'
import { prorationCases } from './periods/proration-cases.ts'
import { documentCases } from './totals/document-cases.ts'
import { ruleCheckCases } from './totals/rule-check-cases.ts'

export const caseKinds: ReadonlyMap<string, CaseKind> = new Map(
  [
    ...documentCases,
    ...ruleCheckCases,
    ...allocationCases,
    ...roundingCases,
    ...textCases,
    ...operationCases,
    ...chainCases,
    ...dateCases,
    ...prorationCases,
    ...boundaryCases,
    ...ledgerCases,
    ...amountCases,
  ].map((kind) => [kind.kind, kind]),
)
