// What `fast-check` is in the tests (vitest.config.ts): `npm test` proves the same examples on every machine, so that a
// failure can be run again; `npm run soak`, or BILLFOLD_SEED=random, goes looking for new ones.
import fc from '../../node_modules/fast-check/lib/fast-check.js'

const wanted = process.env.BILLFOLD_SEED ?? '20260'
if (wanted !== 'random') fc.configureGlobal({ ...fc.readConfigureGlobal(), seed: Number(wanted) })

// biome-ignore lint/style/noDefaultExport: it stands for a module that is imported by its default
export default fc
