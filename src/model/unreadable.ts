import { printable } from './printable.ts'

/** Names that a file gives away may be of any length. */
const longestMessage = 600

/** Thrown by every reader when a file is not what it claims to be. */
export class Unreadable extends Error {
  /** The byte at which the file stops making sense, where there is one. */
  readonly offset: number | undefined

  /**
   * `message` says what was expected and found, as it follows the file's name, which the caller knows:
   * 'ends in the middle of a number'.
   */
  constructor(message: string, offset?: number) {
    const text = printable(message.slice(0, longestMessage))
    super(offset === undefined ? text : `${text}, at byte ${offset}`)
    this.name = 'Unreadable'
    this.offset = offset
  }
}
