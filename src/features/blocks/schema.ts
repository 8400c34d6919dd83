// The one door to zod for forms: its compiled mode probes `new Function`, which the Content-Security-Policy refuses,
// so it is switched off before the first schema.
import { z } from 'zod'

z.config({ jitless: true })

/** zod as screens use it. */
export const schema = z
