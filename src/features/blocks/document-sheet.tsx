import { type CSSProperties, useEffect, useState } from 'react'
import type { DocumentLook, FrozenDocument } from '../../core/invoice/document.ts'
import { documentWords } from '../../documents/document-words.ts'
import { type PrintOptions, printDocument } from '../../documents/print-document.ts'
import type { PrintedParty } from '../../documents/printed-document.ts'
import { classNames } from '../../ui/class-names.ts'
import { Paper } from '../../ui/paper.tsx'
import styles from './document-sheet.module.css'

export interface DocumentSheetProps {
  readonly document: FrozenDocument
  readonly options?: PrintOptions
  /** A miniature: shrinks with its width instead of staying readable. */
  readonly small?: boolean
}

/** A document as it will print, in HTML: the same words as on the PDF, always white. */
export function DocumentSheet({ document, options, small }: DocumentSheetProps) {
  const printed = printDocument(document, options)
  const words = documentWords(document.language)
  const { look } = document
  return (
    <Paper>
      <div className={classNames(styles.frame, small ? styles.small : styles.readable)}>
        <article
          lang={words.language}
          aria-label={printed.heading}
          className={classNames(
            styles.sheet,
            look.paper === 'Letter' && styles.letter,
            look.template === 'modern' && styles.modern,
          )}
          style={{ '--accent-of-document': look.accent } as CSSProperties}
        >
          {printed.mark && (
            <div
              aria-hidden="true"
              data-mark={printed.mark.word}
              className={classNames(styles.mark, printed.mark.kind === 'draft' && styles.markDraft)}
            />
          )}
          <header className={styles.top}>
            <div>
              {look.logo && <Logo logo={look.logo} name={words.say('logo', { name: printed.seller.name })} />}
              <p className={styles.title}>{printed.heading}</p>
            </div>
            <Party party={printed.seller} className={styles.from} />
          </header>
          <div className={styles.parties}>
            <div>
              <p className={styles.label}>{words.say('billed-to')}</p>
              <Party party={printed.buyer} />
            </div>
            <dl className={styles.facts}>
              {printed.facts.map((fact) => (
                <Pair key={`${fact.label} ${fact.value}`} label={fact.label} value={fact.value} />
              ))}
            </dl>
          </div>
          {printed.mark && <p className={styles.label}>{printed.mark.sentence}</p>}
          {printed.statement && <p className={styles.statement}>{printed.statement}</p>}
          {printed.intro && <p className={styles.text}>{printed.intro}</p>}
          <table className={styles.lines}>
            <thead>
              <tr>
                <th scope="col">{words.say('position')}</th>
                <th scope="col">{words.say('description')}</th>
                <th scope="col" className={styles.end}>
                  {words.say('quantity')}
                </th>
                <th scope="col" className={styles.end}>
                  {words.say('price')}
                </th>
                {printed.showsTaxColumn && (
                  <th scope="col" className={styles.end}>
                    {words.say('tax')}
                  </th>
                )}
                <th scope="col" className={styles.end}>
                  {printed.amountHeading}
                </th>
              </tr>
            </thead>
            <tbody>
              {printed.lines.map((line) => (
                <tr key={line.position}>
                  <td className={styles.position}>{line.position}</td>
                  <td className={styles.description}>
                    {line.description}
                    {line.details.map((detail) => (
                      <span key={detail} className={styles.detail}>
                        {detail}
                      </span>
                    ))}
                  </td>
                  <td className={styles.end}>{line.quantity}</td>
                  <td className={styles.end}>{line.price}</td>
                  {printed.showsTaxColumn && <td className={styles.end}>{line.tax}</td>}
                  <td className={classNames(styles.end, styles.amount)}>{line.amount}</td>
                </tr>
              ))}
            </tbody>
          </table>
          <div className={styles.closing}>
            {printed.taxes.length > 0 && (
              <table className={styles.taxes}>
                <thead>
                  <tr>
                    <th scope="col">{words.say('tax-rate')}</th>
                    <th scope="col" className={styles.end}>
                      {words.say('tax-base')}
                    </th>
                    <th scope="col" className={styles.end}>
                      {words.say('tax-amount')}
                    </th>
                  </tr>
                </thead>
                <tbody>
                  {printed.taxes.map((tax) => (
                    <tr key={`${tax.tax} ${tax.base}`}>
                      <td>
                        {tax.tax}
                        {tax.reason && <span className={styles.detail}>{tax.reason}</span>}
                      </td>
                      <td className={styles.end}>{tax.base}</td>
                      <td className={styles.end}>{tax.amount}</td>
                    </tr>
                  ))}
                </tbody>
              </table>
            )}
            <dl className={styles.totals}>
              {printed.totals.map((total) => (
                <div
                  key={total.label}
                  className={total.weight === 'due' ? styles.due : total.weight === 'sum' ? styles.sum : undefined}
                >
                  <dt>{total.label}</dt>
                  <dd>{total.value}</dd>
                </div>
              ))}
            </dl>
          </div>
          {printed.accountCurrency && <p className={styles.label}>{printed.accountCurrency}</p>}
          {printed.payment && (
            <div>
              <p>{printed.payment.sentence}</p>
              {printed.payment.facts.length > 0 && (
                <dl className={classNames(styles.facts, styles.pay)}>
                  {printed.payment.facts.map((fact) => (
                    <Pair key={fact.label} label={fact.label} value={fact.value} />
                  ))}
                </dl>
              )}
              {printed.payment.text && <p className={styles.text}>{printed.payment.text}</p>}
            </div>
          )}
          {printed.notes && <p className={styles.text}>{printed.notes}</p>}
          {printed.footer && <footer className={styles.foot}>{printed.footer}</footer>}
        </article>
      </div>
    </Paper>
  )
}

function Pair(props: { readonly label: string; readonly value: string }) {
  return (
    <>
      <dt>{props.label}</dt>
      <dd>{props.value}</dd>
    </>
  )
}

function Party(props: { readonly party: PrintedParty; readonly className?: string | undefined }) {
  const { name, address, contact, ids } = props.party
  return (
    <div className={props.className}>
      <strong>{name}</strong>
      {[...address, ...contact].map((line) => (
        <div key={line}>{line}</div>
      ))}
      {ids.map((id) => (
        <div key={id.value}>{[id.label, id.value].filter((part) => part !== '').join(': ')}</div>
      ))}
    </div>
  )
}

function Logo(props: { readonly logo: NonNullable<DocumentLook['logo']>; readonly name: string }) {
  const { bytes, mime } = props.logo
  const [url, setUrl] = useState<string>()
  useEffect(() => {
    const made = URL.createObjectURL(new Blob([bytes as BlobPart], { type: mime }))
    setUrl(made)
    return () => URL.revokeObjectURL(made)
  }, [bytes, mime])
  return url === undefined ? null : <img className={styles.logo} src={url} alt={props.name} />
}
