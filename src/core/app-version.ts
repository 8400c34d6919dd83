/** The version of the program, as in package.json (a test compares them); written into every backup. */
export const appVersion = '0.1.0'
