import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { withinBytes } from '../../src/plan/limited.ts'
import {
  clip,
  clipStart,
  code,
  facts,
  fenced,
  link,
  plain,
  table,
} from '../../src/plan/markdown.ts'

/** Text made of what Markdown and HTML are made of. */
const hostile = fc
  .array(
    fc.constantFrom(
      ...['`', '```', '~~~', '|', '\n', '\r', '\u2028', '<b>', '-->', '&amp;', '@octocat', '#12'],
      ...[
        '[a](https://b.test)',
        '![c](//d.test)',
        '# ',
        '- ',
        '1. ',
        '> ',
        '\\',
        '$x$',
        'www.e.test',
      ],
      ...['word', ' ', '*', '_'],
    ),
    { maxLength: 20 },
  )
  .map((parts) => parts.join(''))

describe('text that nobody trusts', () => {
  test('stays in its cell', () => {
    fc.assert(
      fc.property(hostile, hostile, (one, other) => {
        const lines = table(['A', 'B'], [[plain(one), code(other)]]).split(/\r\n?|[\n\u2028]/)
        expect(lines).toHaveLength(3)
        // Neither backslashes nor entities leave a bar that ends a cell.
        expect(lines[2]?.replaceAll(/\\./g, '').match(/\|/g)).toHaveLength(3)
      }),
    )
  })

  test('opens no element, mentions nobody and links nowhere', () => {
    fc.assert(
      fc.property(hostile, (text) => {
        const said = plain(text).replaceAll('<!-- -->', '\0')
        expect(said).not.toMatch(/<|@\w|(?<![&\\])#\d|:\/\/|www\.\w|(?<!\\)[`[\]]/)
        // Within code GitHub links nothing by itself, but Markdown goes on.
        expect(code(text).replaceAll(/<\/?code>/g, '')).not.toMatch(/[<>[\]`|*_\\]|:\/\//)
      }),
    )
  })

  test('begins neither a heading nor a list', () => {
    expect(['# x', '- x', '+ x', '1. x', '12) x', '=== x'].map(plain)).toEqual([
      '\\# x',
      '\\- x',
      '\\+ x',
      '1\\. x',
      '12\\) x',
      '\\=== x',
    ])
  })

  test('does not end its fence', () => {
    fc.assert(
      fc.property(hostile, (text) => {
        const [first = '', ...rest] = fenced(text).split('\n')
        const fence = first.replace('text', '')
        expect(rest.at(-1)).toBe(fence)
        expect(rest.slice(0, -1).join('\n')).not.toContain(fence)
      }),
    )
  })

  test('is an address of the web, or no link', () => {
    expect(link('run', 'https://github.com/a?b=(c) d')).toBe(
      '[run](https://github.com/a?b=%28c%29%20d)',
    )
    expect(link('run', 'javascript:alert(1)')).toBe('run')
  })
})

describe('facts', () => {
  test('are those that have a value, the first of them as the head', () => {
    expect(
      facts([
        ['A', ''],
        ['B', '1'],
        ['C', '2'],
      ]),
    ).toBe('| B | 1 |\n| --- | --- |\n| C | 2 |')
    expect(facts([['A', '']])).toBe('')
  })
})

describe('a long text', () => {
  test('is cut where nothing breaks, and says how much is missing', () => {
    expect(clip('short', 10)).toBe('short')
    expect(clip('four 😀', 6)).toBe('four … (1 more characters)')
    expect(clipStart('a\nb\nc', 100, 2)).toBe('… (1 earlier lines)\nb\nc')
    expect(clipStart(`first\n${'x'.repeat(50)}`, 10, 5)).toBe(
      `… (1 earlier lines)\n${'x'.repeat(10)}`,
    )
  })

  test('of many parts keeps within its limit, and says what it leaves out', () => {
    const parts = [
      { name: 'the title', text: 'T', essential: true },
      { name: 'much', text: 'é'.repeat(3_000) },
      { name: 'little', text: 'l'.repeat(300) },
    ] as const
    expect(withinBytes(parts, 10_000)).toBe(`T\n\n${parts[1].text}\n\n${parts[2].text}\n`)
    expect(withinBytes(parts, 5_000)).toBe(
      `T\n\n${parts[2].text}\n\nLeft out, because GitHub takes no more: much (6 kB). The log of the run and the output \`result\` have it.\n`,
    )
    fc.assert(
      fc.property(fc.array(fc.nat(2_000)), (sizes) => {
        const some = sizes.map((size, index) => ({ name: `part ${index}`, text: 'x'.repeat(size) }))
        const text = withinBytes(some, 5_000)
        const kept = some.filter((part) => part.text !== '' && !text.includes(`${part.name} (`))
        const whole = kept.map((part) => part.text).join('\n\n')
        expect(text.startsWith(whole)).toBe(true)
        expect(whole.length).toBeLessThanOrEqual(5_000)
      }),
    )
  })
})
