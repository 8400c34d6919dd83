/** A nominal type: a plain value that only its own module may create. */
export type Brand<Base, Name extends string> = Base & { readonly __brand: Name }
