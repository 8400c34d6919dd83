import type { AccountId } from '../../core/ids.ts'
import type { BackupHeader } from './backup-format.ts'
import { count, instant } from './field-schemas.ts'
import { z } from './zod.ts'

export const headerSchema: z.ZodType<BackupHeader> = z.strictObject({
  billfold: z.literal('backup'),
  format: z.int().min(1),
  schema: z.int().min(1),
  app: z.string().max(40),
  purpose: z.enum(['backup', 'move', 'restore-point']),
  madeAt: instant,
  account: z.strictObject({
    id: z.custom<AccountId>((value) => typeof value === 'string' && /^acc_[0-9A-Za-z]{1,60}$/.test(value)),
    name: z.string().max(400),
    kind: z.enum(['business', 'sample']),
  }),
  counts: z.record(z.string(), count),
})
