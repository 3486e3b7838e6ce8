/** A text of many parts within a limit: what there is no room for is left out, and that is said. Pure. */

export interface Part {
  /** By which its absence is told. */
  readonly name: string
  readonly text: string
  /** Never left out; it must be short by itself. */
  readonly essential?: true
}

const bytesOf = (text: string) => new TextEncoder().encode(text).length

/** The parts as one text of at most so many bytes: the largest are the first to go. */
export function withinBytes(parts: readonly Part[], mostBytes: number): string {
  const kept = parts.filter(({ text }) => text !== '')
  const left: Part[] = []
  const spell = () =>
    [...kept.filter((part) => !left.includes(part)).map(({ text }) => text), noteOn(left)]
      .filter((text) => text !== '')
      .join('\n\n')
      .concat('\n')
  const bySize = kept
    .filter(({ essential }) => !essential)
    .sort((a, b) => b.text.length - a.text.length)
  for (const part of bySize) {
    if (bytesOf(spell()) <= mostBytes) break
    left.push(part)
  }
  return spell()
}

function noteOn(left: readonly Part[]): string {
  if (left.length === 0) return ''
  const names = left.map(({ name, text }) => `${name} (${Math.ceil(bytesOf(text) / 1000)} kB)`)
  return `Left out, because GitHub takes no more: ${names.join(', ')}. The log of the run and the output \`result\` have it.`
}
