import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { isMailAddress, mailAddressKey, readAddresses } from '../../src/core/automation/mail-address.ts'
import { recipientsOf } from '../../src/core/automation/recipients.ts'

const client = {
  name: 'Meyer',
  email: 'Office@Meyer.example',
  contacts: [
    { name: 'Bea', email: 'bea@meyer.example', billing: true },
    { name: 'Olaf', email: 'olaf@meyer.example', billing: false },
    { name: 'Again', email: ' office@meyer.EXAMPLE ', billing: true },
    { name: 'Nobody', billing: true },
  ],
}

describe('whom an invoice goes to', () => {
  it('is the main address and all billing contacts (T-15)', () => {
    expect(recipientsOf(client)).toEqual({
      to: [
        { name: 'Meyer', email: 'Office@Meyer.example' },
        { name: 'Bea', email: 'bea@meyer.example' },
      ],
      cc: [],
      unusable: [],
      reachable: true,
    })
  })

  it('is the recipient of the group too, and its copies (M-5, M-6)', () => {
    const group = {
      recipient: { name: 'Meyer Berlin', email: 'berlin@meyer.example' },
      cc: ['tax@meyer.example', 'BEA@meyer.example', 'tax@meyer.example', 'not an address'],
    }
    expect(recipientsOf(client, group)).toEqual({
      to: [
        { name: 'Meyer Berlin', email: 'berlin@meyer.example' },
        { name: 'Meyer', email: 'Office@Meyer.example' },
        { name: 'Bea', email: 'bea@meyer.example' },
      ],
      cc: [{ email: 'tax@meyer.example' }],
      unusable: ['not an address'],
      reachable: true,
    })
  })

  it('is nobody with a copy alone', () => {
    const nobody = { name: 'X', contacts: [] }
    expect(recipientsOf(nobody, { cc: ['tax@meyer.example'] })).toMatchObject({ to: [], reachable: false })
    expect(recipientsOf({ ...nobody, email: 'x@y' })).toMatchObject({ to: [], unusable: ['x@y'], reachable: false })
  })

  it('names nobody twice', () => {
    const email = fc.constantFrom('a@b.example', 'A@B.example', ' a@b.example', 'c@d.example', '', 'bad', 'e@f.example')
    const contact = fc.record({ name: fc.constantFrom('', 'N'), email, billing: fc.boolean() })
    fc.assert(
      fc.property(email, fc.array(contact), fc.array(email), email, (main, contacts, cc, recipient) => {
        const { to, cc: copies } = recipientsOf(
          { name: 'X', email: main, contacts },
          { recipient: { name: 'R', email: recipient }, cc },
        )
        const keys = [...to, ...copies].map(({ email: address }) => mailAddressKey(address))
        expect(new Set(keys).size).toBe(keys.length)
        for (const { email: address } of [...to, ...copies]) expect(isMailAddress(address)).toBe(true)
        const wanted = [main, recipient, ...contacts.filter(({ billing }) => billing).map((each) => each.email), ...cc]
        for (const each of wanted) if (isMailAddress(each.trim())) expect(keys).toContain(mailAddressKey(each))
      }),
    )
  })
})

describe('an e-mail address', () => {
  it.each(['a@b.example', "o'neil+x@b-c.d.example", 'jörg@bücher.example', '邮箱@例子.中国', 'a.b_c%d@b.example'])(
    '%s is one',
    (text) => {
      expect(isMailAddress(text)).toBe(true)
    },
  )

  it.each([
    '',
    'a',
    '@b.example',
    'a@',
    'a@b',
    'a@b..c',
    'a@-b.example',
    'a b@c.example',
    'a@b.example,c@d.example',
    'A <a@b.example>',
    'a@b.example\r\nBcc: x@y.example',
    'a@b.example\n',
    '"a"@b.example',
    '.a@b.example',
    'a.@b.example',
    'a..b@c.example',
    'a@b@c.example',
    'a\u202e@b.example',
    `${'a'.repeat(65)}@b.example`,
    `a@${'b'.repeat(250)}.example`,
    'a@[127.0.0.1]',
    'a;b@c.example',
  ])('%j is none', (text) => {
    expect(isMailAddress(text)).toBe(false)
  })
})

describe('typed addresses', () => {
  it('are read with their names, whatever stands between them', () => {
    expect(
      readAddresses('Bea <bea@meyer.example>, "M, S" <m@s.example>; a@b.example c@d.example\ne@f.example'),
    ).toEqual({
      found: [
        { name: 'Bea', email: 'bea@meyer.example' },
        { name: 'S', email: 'm@s.example' },
        { email: 'a@b.example' },
        { email: 'c@d.example' },
        { email: 'e@f.example' },
      ],
      rest: '"M',
    })
    expect(readAddresses('nobody')).toEqual({ found: [], rest: 'nobody' })
    expect(readAddresses(' , ')).toEqual({ found: [], rest: '' })
    expect(readAddresses('<a@b.example>')).toEqual({ found: [{ email: 'a@b.example' }], rest: '' })
  })
})
