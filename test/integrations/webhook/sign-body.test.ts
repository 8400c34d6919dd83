// The signature is what docs/webhooks.md tells receivers to check: the examples of that page are run.
import { execFileSync } from 'node:child_process'
import { readFileSync } from 'node:fs'
import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { newSecret } from '../../../src/integrations/webhook/new-secret.ts'
import { signBody } from '../../../src/integrations/webhook/sign-body.ts'

const page = readFileSync(new URL('../../../docs/webhooks.md', import.meta.url), 'utf8')

function example(language: 'js' | 'python'): string {
  const code = new RegExp(`\`\`\`${language} verify\\n(.*?)\`\`\``, 's').exec(page)?.[1]
  if (code === undefined) throw new Error(`docs/webhooks.md has no example in ${language}`)
  return code
}

type Verify = (header: string | undefined, body: string, secret: string, now?: number) => boolean

const url = `data:text/javascript,${encodeURIComponent(example('js'))}`
const { isFromBillfold } = (await import(/* @vite-ignore */ url)) as { isFromBillfold: Verify }

const at = 1_780_000_000

describe('the signature', () => {
  it('is HMAC-SHA256 over time and body: a value computed elsewhere', () => {
    // printf '1780000000.{"a":"\xc3\xa4"}' | openssl dgst -sha256 -hmac whs_test
    expect(signBody('{"a":"ä"}', ['whs_test'], at)).toBe(
      't=1780000000,v1=a1f9688ad7f844d1fc46010e277e0f8ce427ecd93fd76ab22be5d6fd9de08533',
    )
  })

  it('passes the example for Node in docs/webhooks.md, whatever body and secret', () => {
    const text = fc.string({ unit: 'grapheme', maxLength: 60 })
    fc.assert(
      fc.property(text, fc.string({ unit: 'grapheme', minLength: 1 }), (body, secret) => {
        expect(isFromBillfold(signBody(body, [secret], at), body, secret, at + 10)).toBe(true)
      }),
    )
  })

  it('and that example refuses another body, secret or time, an old call, and nonsense', () => {
    const secret = newSecret()
    const signed = signBody('{}', [secret], at)
    expect(isFromBillfold(signed, '{} ', secret, at)).toBe(false)
    expect(isFromBillfold(signed, '{}', newSecret(), at)).toBe(false)
    expect(isFromBillfold(signed.replace(`t=${at}`, `t=${at + 1}`), '{}', secret, at)).toBe(false)
    expect(isFromBillfold(signed, '{}', secret, at + 301)).toBe(false)
    expect(isFromBillfold(signed, '{}', secret, at - 301)).toBe(false)
    for (const header of [undefined, '', 't=1', 'v1=', `t=${at}`, `t=${at},v1=zz`, `t=${at},v1`, 'x=y,,=']) {
      expect(isFromBillfold(header, '{}', secret, at), header).toBe(false)
    }
  })

  it('carries the new and the old secret for a while', () => {
    const [fresh, old] = [newSecret(), newSecret()]
    const signed = signBody('{}', [fresh, old], at)
    expect(isFromBillfold(signed, '{}', fresh, at)).toBe(true)
    expect(isFromBillfold(signed, '{}', old, at)).toBe(true)
  })

  it('passes the example for Python too, where there is a Python', (context) => {
    const secret = newSecret()
    const body = '{"name":"Größe 💶"}'
    const calls: readonly (readonly [string, string, number, boolean])[] = [
      [signBody(body, [secret], at), body, at, true],
      [signBody(body, [newSecret(), secret], at), body, at, true],
      [signBody(body, [newSecret()], at), body, at, false],
      [signBody(body, [secret], at), `${body} `, at, false],
      [signBody(body, [secret], at), body, at + 301, false],
      ['t=x,v1=ä', body, at, false],
      ['', body, at, false],
    ]
    const asked = calls.map(([header, sent, now]) => ({ header, sent, now }))
    const script = `${example('python')}\nimport json, sys\nfor c in json.loads(sys.stdin.buffer.read()):\n    print(is_from_billfold(c["header"], c["sent"].encode(), ${JSON.stringify(secret)}, c["now"]))\n`
    let answer: string
    try {
      answer = execFileSync('python3', ['-c', script], { input: JSON.stringify(asked), encoding: 'utf8' })
    } catch (error) {
      if ((error as NodeJS.ErrnoException).code === 'ENOENT') return context.skip('there is no python3 here')
      throw error
    }
    expect(answer.trim().split('\n')).toEqual(calls.map(([, , , holds]) => (holds ? 'True' : 'False')))
  })
})

describe('secrets', () => {
  it('are long and never the same', () => {
    const secrets = Array.from({ length: 100 }, newSecret)
    expect(new Set(secrets).size).toBe(100)
    for (const secret of secrets) expect(secret).toMatch(/^whs_[0-9a-f]{64}$/)
  })
})
