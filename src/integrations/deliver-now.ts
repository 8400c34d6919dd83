// Delivers what is due from an open page, messages with their PDF included: when somebody asks, and after what they did.
import type { Envelope } from '../core/envelope.ts'
import { keepPdf } from '../documents/pdf/pdf-client.ts'
import type { Books } from '../queries/account-entries.ts'
import { type DeliveryReport, deliverOutbox } from './deliver-outbox.ts'
import { mailComposer } from './mail/compose-mail.ts'

/** One pass over what is due. @throws only on failures of the database itself */
export function deliverNow(books: Books, envelope: () => Envelope): Promise<DeliveryReport> {
  return deliverOutbox({
    books,
    envelope,
    online: () => navigator.onLine,
    composeMail: mailComposer({ books, envelope, drawPdf: keepPdf }),
  })
}
