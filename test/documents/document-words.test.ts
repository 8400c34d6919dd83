import { expect, test } from 'vitest'
import { documentWords } from '../../src/documents/document-words.ts'
import { printDocument } from '../../src/documents/print-document.ts'
import { frozenDocument, sampleLines } from '../support/frozen-document.ts'

test('words with values, which may hold anything', () => {
  const words = documentWords('en-GB')
  expect(words.say('page', { page: 2, pages: 3 })).toBe('Page 2 of 3')
  expect(words.say('title.numbered', { title: '{number}', number: '$& \\u0041 {title}' })).toBe(
    '{number} $& \\u0041 {title}',
  )
  expect(() => words.say('page', { page: 1 })).toThrow('needs "pages"')
})

test.each([
  ['en-US', 'en-US'],
  ['de-DE', 'en'],
  ['', 'en'],
  ['constructor', 'en'],
  ['en-!', 'en'],
  ['en_GB', 'en'],
])('"%s" says its words in %s and never fails', (tag, language) => {
  expect(documentWords(tag).language).toBe(language)
  const { number: _, issuedOn: _issued, dueOn: _due, ...draft } = frozenDocument({ lines: sampleLines(1) })
  const printed = printDocument({ ...draft, language: tag }, { mark: 'draft' })
  expect(printed.payment?.sentence).toBe('Payable within 14 days of the issue date.')
  expect(printed.heading).toBe('Draft invoice')
})

test('one day is one day, and no days are on receipt', () => {
  const { number: _, issuedOn: _issued, dueOn: _due, ...draft } = frozenDocument({ lines: sampleLines(1) })
  const terms = (termsDays: number) => printDocument({ ...draft, termsDays }, { mark: 'draft' }).dueDate
  expect(terms(1)).toEqual({ label: 'Payment terms', value: '1 day' })
  expect(terms(0)).toEqual({ label: 'Payment terms', value: 'On receipt' })
})

test('nothing to pay is said, and no bank is named', () => {
  const paid = frozenDocument({ lines: [{ description: 'x', unitPrice: '10', taxes: [] }], prepaid: 1000 })
  expect(printDocument(paid).payment).toEqual({ sentence: 'Nothing is left to pay.', facts: [] })
})
