import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { longestMailto, mailtoLink } from '../../../src/integrations/mail/mailto-link.ts'

const message = {
  to: [{ name: 'Meyer', email: 'a+b@meyer.example' }, { email: "o'neil%x@meyer.example" }],
  cc: [{ email: 'tax@bücher.example' }],
  subject: 'Invoice & reminder: 50 % due?',
  text: 'Hello,\n\n"1 + 1" = 2 & more\r\nBye',
}

/** What a mail program makes of the link. */
function read(href: string) {
  const [to = '', query = ''] = href.slice('mailto:'.length).split('?')
  const fields = Object.fromEntries(query.split('&').map((pair) => pair.split('=').map(decodeURIComponent)))
  return { to: to.split(',').map(decodeURIComponent), ...fields }
}

describe('a mailto link', () => {
  it('carries addresses, subject and text', () => {
    const link = mailtoLink(message)
    expect(link.fits && read(link.href)).toEqual({
      to: ['a+b@meyer.example', "o'neil%x@meyer.example"],
      cc: 'tax@xn--bcher-kva.example',
      subject: 'Invoice & reminder: 50 % due?',
      body: 'Hello,\r\n\r\n"1 + 1" = 2 & more\r\nBye',
    })
    expect(link.fits && link.href).toContain('mailto:a%2Bb@meyer.example,o%27neil%25x@meyer.example?cc=')
  })

  it('is as short as what it is given', () => {
    expect(mailtoLink({ to: [], cc: [], subject: '', text: '' })).toEqual({ fits: true, href: 'mailto:' })
  })

  it('says when the text is too long, and offers the link without it', () => {
    const link = mailtoLink({ ...message, text: 'x'.repeat(longestMailto) })
    expect(link).toMatchObject({ fits: false, length: expect.any(Number) })
    expect(!link.fits && link.length).toBeGreaterThan(longestMailto)
    expect(!link.fits && link.short && read(link.short)).toMatchObject({ subject: message.subject })
    const hopeless = mailtoLink({ ...message, subject: 'ä'.repeat(longestMailto), text: '' })
    expect(hopeless.fits).toBe(false)
    expect(hopeless).not.toHaveProperty('short')
  })

  it('leaves out what is no address', () => {
    const link = mailtoLink({ ...message, to: [{ email: 'a@b.example?bcc=x@y.example' }], cc: [] })
    expect(link.fits && link.href).toMatch(/^mailto:\?subject=/)
  })

  it('is one link whatever is written, and says the same', () => {
    const text = fc.oneof(
      fc.string({ unit: 'binary', maxLength: 60 }),
      fc.string({ maxLength: 60 }),
      fc.array(fc.integer({ min: 0, max: 0xffff }), { maxLength: 30 }).map((units) => String.fromCharCode(...units)),
    )
    fc.assert(
      fc.property(text, text, (subject, body) => {
        const link = mailtoLink({ to: message.to, cc: [], subject, text: body })
        if (!link.fits) return
        expect(link.href).toMatch(/^mailto:[\w@.,%-]+(\?[\w.~%=&-]*)?$/)
        const back = read(link.href) as { subject?: string; body?: string }
        const whole = (value: string) => Buffer.from(value, 'utf8').toString('utf8')
        expect(back.subject ?? '').toBe(whole(subject.replace(/[\p{Cc}\u2028\u2029]+/gu, ' ').trim()))
        expect(back.body ?? '').toBe(whole(body.replace(/\r\n|\r|\n/g, '\r\n')))
      }),
    )
  })
})
