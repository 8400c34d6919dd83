import fc from 'fast-check'
import PostalMime from 'postal-mime'
import { describe, expect, it } from 'vitest'
import type { Instant } from '../../../src/core/date.ts'
import { type MailDraft, makeEml } from '../../../src/integrations/mail/make-eml.ts'

const plain: MailDraft = {
  from: { name: 'Alice Cole Studio', email: 'alice@cole.example' },
  to: [{ name: 'Meyer & Söhne GmbH', email: 'rechnung@meyer.example' }, { email: 'b@meyer.example' }],
  cc: [{ name: 'Steuer "Büro", Köln', email: 'steuer@koeln.example' }],
  subject: 'Invoice 2026-0042',
  text: 'Hello,\n\nattached is invoice 2026-0042.\n\nKind regards\nAlice',
  attachments: [],
  writtenAt: '2026-02-03T04:05:06.789Z' as Instant,
}
const pdf = {
  fileName: 'Invoice 2026-0042.pdf',
  mime: 'application/pdf',
  bytes: new Uint8Array([37, 80, 68, 70, 0, 255]),
}

const parsed = (draft: MailDraft) => PostalMime.parse(makeEml(draft))
const written = (draft: MailDraft) => new TextDecoder().decode(makeEml(draft))
const head = (draft: MailDraft) => written(draft).split('\r\n\r\n')[0] as string

describe('a message as an .eml file', () => {
  it('is read by a mail parser as it was written', async () => {
    const mail = await parsed({ ...plain, attachments: [pdf] })
    expect(mail.from).toEqual({ name: 'Alice Cole Studio', address: 'alice@cole.example' })
    expect(mail.to).toEqual([
      { name: 'Meyer & Söhne GmbH', address: 'rechnung@meyer.example' },
      { name: '', address: 'b@meyer.example' },
    ])
    expect(mail.cc).toEqual([{ name: 'Steuer "Büro", Köln', address: 'steuer@koeln.example' }])
    expect(mail.subject).toBe('Invoice 2026-0042')
    expect(lines(mail.text)).toBe(plain.text)
    expect(mail.html).toContain('<p>Kind regards<br>')
    expect(new Date(mail.date ?? '').toISOString()).toBe('2026-02-03T04:05:06.000Z')
    expect(mail.headers.find(({ key }) => key === 'x-unsent')?.value).toBe('1')
    expect(mail.attachments).toHaveLength(1)
    expect(mail.attachments[0]).toMatchObject({
      filename: 'Invoice 2026-0042.pdf',
      mimeType: 'application/pdf',
      disposition: 'attachment',
    })
    expect(new Uint8Array(mail.attachments[0]?.content as ArrayBuffer)).toEqual(pdf.bytes)
  })

  it('names who it is for only where somebody is', async () => {
    const { from: _from, ...nobody } = { ...plain, to: [], cc: [] }
    expect(head(nobody)).not.toMatch(/^(From|To|Cc):/m)
    expect((await parsed(nobody)).to ?? []).toEqual([])
  })

  it('is the same file for the same message', () => {
    expect(makeEml({ ...plain, attachments: [pdf] })).toEqual(makeEml({ ...plain, attachments: [pdf] }))
  })

  it('keeps a long name in another script, piece by piece', async () => {
    const fileName = `${'Счёт-фактура № 42 за февраль '.repeat(4)}«Ёлка» 😀.pdf`
    const draft = { ...plain, attachments: [{ ...pdf, fileName }] }
    expect((await parsed(draft)).attachments[0]?.filename).toBe(fileName)
    expect(written(draft)).toMatch(/filename\*0\*=UTF-8''/)
  })

  it('knows domains of other scripts by the name that servers know', () => {
    expect(head({ ...plain, to: [{ email: 'meyer@bücher.example' }] })).toContain('meyer@xn--bcher-kva.example')
  })

  it('refuses what is no address', () => {
    for (const email of ['a@b.example, c@d.example', 'a@b.example\r\nBcc: c@d.example', '<a@b.example>', 'a', '']) {
      expect(() => makeEml({ ...plain, to: [{ email }] })).toThrow(RangeError)
    }
  })
})

/** Texts of every kind: scripts, emoji, controls, what means something in headers, long ones. */
const anyText = fc.oneof(
  fc.string({ unit: 'binary', maxLength: 60 }),
  fc.string({ unit: 'grapheme', maxLength: 300 }),
  fc
    .array(
      fc.constantFrom(
        '=?UTF-8?Q?a?=',
        '\r\n',
        '\n',
        '\r',
        'Bcc: x@y.example',
        '"',
        '\\',
        '<',
        '>',
        ',',
        ' ',
        'ä',
        '😀',
        '\u0000',
        '\u2028',
        '%',
        "''",
      ),
      {
        maxLength: 30,
      },
    )
    .map((pieces) => pieces.join('')),
)
const oneLine = (text: string) => text.replace(/[\p{Cc}\u2028\u2029]+/gu, ' ').trim()
const lines = (text: string | undefined) => (text ?? '').replace(/\r\n|\r/g, '\n').replace(/\n$/, '')

describe('any text in a message', () => {
  it('comes back whole from a mail parser', async () => {
    await fc.assert(
      fc.asyncProperty(anyText, anyText, anyText, anyText, async (subject, name, text, fileName) => {
        const mail = await parsed({
          ...plain,
          to: [{ name, email: 'one@two.example' }],
          subject,
          text,
          attachments: [{ ...pdf, fileName: `${fileName}.pdf` }],
        })
        expect(mail.subject ?? '').toBe(oneLine(subject))
        expect(mail.to).toEqual([{ name: oneLine(name), address: 'one@two.example' }])
        expect(mail.cc).toEqual([plain.cc[0] && { name: plain.cc[0].name, address: plain.cc[0].email }])
        expect(lines(mail.text)).toBe(lines(text))
        expect(mail.attachments[0]?.filename).toBe(oneLine(`${fileName}.pdf`.replace(/[<>:"/\\|?*]/g, '_')))
        expect(new Uint8Array(mail.attachments[0]?.content as ArrayBuffer)).toEqual(pdf.bytes)
      }),
      { numRuns: 300 },
    )
  })

  it('cannot make a header of its own', () => {
    const allowed =
      /^(X-Unsent|Date|From|To|Cc|Subject|MIME-Version|Content-Type|Content-Transfer-Encoding|Content-Disposition): /
    fc.assert(
      fc.property(anyText, anyText, anyText, (subject, name, fileName) => {
        const whole = written({
          ...plain,
          from: { name, email: 'me@cole.example' },
          cc: [{ name, email: 'c@cole.example' }],
          subject,
          attachments: [{ ...pdf, fileName }],
        })
        expect(whole).toMatch(/^[\x20-\x7e\r\n]*$/)
        expect(whole.replaceAll('\r\n', '')).not.toMatch(/[\r\n]/)
        for (const line of whole.split('\r\n')) expect(line.length).toBeLessThanOrEqual(78)
        for (const line of (whole.split('\r\n\r\n')[0] as string).split('\r\n')) {
          expect(/^ \S/.test(line) || allowed.test(line), line).toBe(true)
        }
      }),
      { numRuns: 300 },
    )
  })
})
