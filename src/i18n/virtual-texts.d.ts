// Made of the catalogues by scripts/compile-catalog-plugin.ts.
declare module 'virtual:texts/en' {
  /** The compiled messages of each area, a file of the catalogue, as JSON. */
  export const areas: Readonly<Record<string, string>>
}

/** The areas of screens that are loaded when they are opened. */
declare module 'virtual:texts/en/later' {
  export const areas: Readonly<Record<string, string>>
}
