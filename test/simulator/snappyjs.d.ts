/** The package has no types of its own. */
declare module 'snappyjs' {
  export function compress(bytes: Buffer): Buffer
}
