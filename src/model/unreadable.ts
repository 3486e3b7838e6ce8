/** Thrown by every reader when a file is not what it claims to be. */
export class Unreadable extends Error {
  /** The byte at which the file stops making sense, where there is one. */
  readonly offset: number | undefined

  /** `message` says what was expected and found, without the file's name: the caller knows it. */
  constructor(message: string, offset?: number) {
    super(offset === undefined ? message : `${message}, at byte ${offset}`)
    this.name = 'Unreadable'
    this.offset = offset
  }
}
