// Fields of the owner's own on clients, billing groups, contracts and invoices (M-7): what they are called and what may
// stand in them. The values are on the rows (`CustomField`).
import type { Instant } from '../date.ts'
import type { FieldId } from '../ids.ts'

export type FieldSubject = 'client' | 'group' | 'contract' | 'invoice'

export type FieldKind = 'text' | 'number' | 'date' | 'choice' | 'link'

export interface FieldDefinition {
  readonly id: FieldId
  readonly version: number
  readonly subject: FieldSubject
  /** Unique within the subject, whatever its letters' case. */
  readonly name: string
  readonly kind: FieldKind
  /** Of a choice: at least one, each once. */
  readonly choices?: readonly string[]
  /** Saving is refused without it. */
  readonly required: 0 | 1
  /** Printed on the documents of whatever carries it. */
  readonly onDocuments: 0 | 1
  /** Where it stands among the others of its subject; whole, from 0. */
  readonly position: number
  /** `archived`: values stay, nobody is asked for it any more. */
  readonly state: 'active' | 'archived'
  readonly createdAt: Instant
  readonly updatedAt: Instant
}
