declare const brand: unique symbol

/** A type of its own made of another: `Brand<string, 'ChainID'>` does not take any string. */
export type Brand<T, Name extends string> = T & { readonly [brand]: Name }
