import fc from 'fast-check'
import { expect, it } from 'vitest'
import { textToHtml } from '../../../src/integrations/mail/text-to-html.ts'

it('keeps paragraphs, lines and spaces, and links addresses of pages', () => {
  const html = textToHtml('Hello <b>,\n\n  pay at https://pay.example/a?b=1&c=2.\nBye\n\n\n')
  expect(html).toContain('<p>Hello &lt;b&gt;,</p>')
  expect(html).toContain(
    '<p>&nbsp; pay at <a href="https://pay.example/a?b=1&amp;c=2">https://pay.example/a?b=1&amp;c=2</a>.<br>\nBye</p>',
  )
})

it('makes no element out of what is typed', () => {
  fc.assert(
    fc.property(
      fc.array(
        fc.constantFrom('<', '>', '"', "'", '&', 'script', 'javascript:', 'https://a.example/', ' onload=', '\n', 'x'),
        { maxLength: 20 },
      ),
      (pieces) => {
        const body = /<body>([\s\S]*)<\/body>/.exec(textToHtml(pieces.join('')))?.[1] ?? ''
        const tags = body.match(/<[^>]*>/g) ?? []
        for (const tag of tags) expect(tag).toMatch(/^<(p|\/p|br|\/a|a href="https:\/\/[^"<>']*")>$/)
        expect(body.replace(/<[^>]*>/g, '')).not.toMatch(/[<>"]/)
      },
    ),
  )
})
