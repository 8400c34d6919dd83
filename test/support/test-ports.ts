// Ports of the browser tests; BILLFOLD_TEST_PORT moves them when something else has them. Each of Playwright's workers has
// its own two.
export const appPort =
  Number(process.env.BILLFOLD_TEST_PORT ?? '4319') + 20 * Number(process.env.TEST_PARALLEL_INDEX ?? '0')
export const recorderPort = appPort - 1
