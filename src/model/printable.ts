/** Text out of a file that nobody trusts, as it can stand in a line of a log. */

/** The text in one line: line feeds, terminal codes and what turns the reading direction are spelled out. */
export const printable = (text: string): string =>
  text.replace(/[\p{C}\p{Zl}\p{Zp}]/gu, (character) => escapes.get(character) ?? escaped(character))

const escapes = new Map([
  ['\n', '\\n'],
  ['\r', '\\r'],
  ['\t', '\\t'],
])

const escaped = (character: string) => `\\u{${(character.codePointAt(0) ?? 0).toString(16)}}`
