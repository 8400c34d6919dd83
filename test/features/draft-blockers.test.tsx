// @vitest-environment happy-dom
// What stands before "Finalize & lock", each with the place that fixes it.
import { cleanup, screen } from '@testing-library/react'
import { userEvent } from '@testing-library/user-event'
import { afterEach, expect, it } from 'vitest'
import { DraftBlockers } from '../../src/features/invoices/draft-blockers.tsx'
import type { DraftPreview } from '../../src/features/invoices/draft-preview.ts'
import { renderUi } from '../ui/render-ui.tsx'

afterEach(cleanup)

it('leads to the first of the owner’s own fields that is required and empty (M-7)', async () => {
  const preview = {
    read: { wrong: new Set() },
    missing: [],
    problem: { code: 'field-required', name: 'Cost centre', others: ['Project'] },
  } as unknown as DraftPreview
  await renderUi(
    <>
      <label htmlFor="a">Remark</label>
      <input id="a" name="fld_1" />
      <label htmlFor="b">Cost centre</label>
      <input id="b" name="fld_2" />
      <DraftBlockers preview={preview} clientId="cli_1" />
    </>,
  )
  await userEvent.click(
    await screen.findByRole('button', { name: 'Fill in “Cost centre”, “Project”: they are required.' }),
  )
  expect(document.activeElement?.id).toBe('b')
})
