// The one door to zod in storage: without `new Function`, which the Content-Security-Policy refuses.
import { z } from 'zod'

z.config({ jitless: true })

export { z }
