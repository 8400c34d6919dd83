import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import {
  escapeTemplate,
  fillSubject,
  fillTemplate,
  parseTemplate,
  reminderTemplate,
  templateFields,
  templateProblem,
  unknownOwnField,
} from '../../src/core/automation/message-template.ts'
import { ownFieldInText, renamedInText } from '../../src/core/automation/own-template-fields.ts'

describe('a template', () => {
  it('fills its fields however they are spelled', () => {
    const values = { 'due date': '3 Mar 2026', client: 'Meyer' }
    expect(fillTemplate('{client}: {due date}, {Due-Date}, { DUE_DATE }', values)).toBe(
      'Meyer: 3 Mar 2026, 3 Mar 2026, 3 Mar 2026',
    )
  })

  it('says which field it does not know, and where', () => {
    expect(parseTemplate('Hello {client},\n  {due} and {').faults).toEqual([
      { code: 'unknown-field', field: 'due', at: 18, line: 2, column: 3 },
      { code: 'unclosed-brace', field: '', at: 28, line: 2, column: 13 },
    ])
    expect(parseTemplate('{}').faults[0]).toMatchObject({ code: 'unknown-field', field: '' })
    expect(parseTemplate('{constructor}').faults[0]).toMatchObject({ code: 'unknown-field', field: 'constructor' })
    expect(parseTemplate('{client\n}').faults[0]).toMatchObject({ code: 'unclosed-brace', field: 'client' })
    expect(parseTemplate('{client {number}').faults).toEqual([
      { code: 'unclosed-brace', field: 'client', at: 0, line: 1, column: 1 },
    ])
  })

  it('keeps braces that are doubled, and one that closes nothing', () => {
    expect(fillTemplate('{{client}} } {{', { client: 'Meyer' })).toBe('{client} } {')
    expect(parseTemplate('{{client}} } {{').faults).toEqual([])
  })

  it('drops a line whose fields have no value, and the gap that it leaves', () => {
    const text = 'Hello,\n\nReference: {reference}\n\n{client} {reference}\nBye'
    expect(fillTemplate(text, { client: 'Meyer' })).toBe('Hello,\n\nMeyer \nBye')
    expect(fillTemplate(text, { client: 'Meyer', reference: 'R1' })).toBe('Hello,\n\nReference: R1\n\nMeyer R1\nBye')
    expect(fillTemplate('{reference}', {})).toBe('')
    expect(fillTemplate('a\n\n\n\nb', {})).toBe('a\n\n\n\nb')
  })

  it('fills values with line breaks and braces as they are', () => {
    expect(fillTemplate('A\n{other invoices}\nB', { 'other invoices': '1\n2 {client}', client: 'x' })).toBe(
      'A\n1\n2 {client}\nB',
    )
    expect(fillSubject('{client}\n  {number} ', { client: 'a\r\nb', number: '7' })).toBe('a b 7')
  })

  it('says any text when it is escaped, and is read without end', () => {
    fc.assert(
      fc.property(
        fc.array(fc.constantFrom('{', '}', 'client', '\n', ' ', 'x', '{client}', '😀'), { maxLength: 40 }),
        (pieces) => {
          const text = pieces.join('')
          expect(parseTemplate(escapeTemplate(text)).faults).toEqual([])
          expect(fillTemplate(escapeTemplate(text), { client: 'Meyer' })).toBe(text)
          const { parts } = parseTemplate(text)
          for (const part of parts) if ('field' in part) expect(templateFields).toContain(part.field)
        },
      ),
    )
  })

  it('is kept only whole', () => {
    expect(templateProblem({ subject: 'Invoice {number}', text: 'Hello {client}' })).toBeUndefined()
    expect(templateProblem({ subject: ' ', text: 'x' })).toEqual({
      code: 'field-invalid',
      field: 'subject',
      reason: 'empty',
    })
    expect(templateProblem({ subject: 'x', text: 'x'.repeat(10_001) })).toMatchObject({ field: 'text', limit: 10_000 })
    expect(templateProblem({ subject: 'x', text: 'Hi {who}' })).toEqual({
      code: 'template-field-unknown',
      field: 'who',
      at: 3,
    })
  })

  it('names the owner’s own fields by subject and name, and follows them when they are renamed (M-7)', () => {
    const definitions = [
      { subject: 'client', name: 'Vendor Number' },
      { subject: 'contract', name: 'A: {b}' },
    ] as const
    const text = '{ Client :vendor number } {{client: vendor number}} {contract: A:  b } {invoice: vendor number}'
    expect(parseTemplate(text).faults).toEqual([])
    expect(unknownOwnField('{client: VENDOR number}', definitions)).toBeUndefined()
    expect(unknownOwnField(text, definitions)).toMatchObject({ field: 'invoice: vendor number', line: 1, column: 72 })
    const values = { 'client: vendor number': 'V-1', 'contract: a:  b': 'x' }
    expect(fillTemplate(text, values)).toBe('V-1 {client: vendor number} x ')
    expect(fillTemplate('a\nVendor: {client: vendor number}\nb', {})).toBe('a\nb')
    expect(parseTemplate('{client:}, {supplier: x}').faults.map(({ field }) => field)).toEqual([
      'client:',
      'supplier: x',
    ])
    for (const each of definitions) {
      expect(unknownOwnField(`{${ownFieldInText(each)}}`, definitions)).toBeUndefined()
    }
    const next = { subject: 'client', name: 'Supplier' } as const
    expect(renamedInText(text, definitions[0], next)).toBe(
      '{client: Supplier} {{client: vendor number}} {contract: A:  b } {invoice: vendor number}',
    )
    expect(renamedInText('{client} {invoice: vendor number}', definitions[0], next)).toBeUndefined()
  })

  it('rises in tone with the days', () => {
    expect([-3, 0, 1, 40].map((days) => reminderTemplate(days, 0))).toEqual([
      'reminder-before',
      'reminder-due',
      'reminder-late',
      'reminder-late',
    ])
    expect(reminderTemplate(14, 1)).toBe('reminder-again')
    expect(reminderTemplate(-3, 2)).toBe('reminder-before')
  })
})
