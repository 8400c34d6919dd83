// Ports of the browser tests; BILLFOLD_TEST_PORT moves both when something else has them.
export const appPort = Number(process.env.BILLFOLD_TEST_PORT ?? '4319')
export const recorderPort = appPort - 1
