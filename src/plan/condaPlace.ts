/** The line of a conda file that its environment fails for, by what pip or conda say of it. Pure. */
import { isMap, isScalar, isSeq, LineCounter, parseDocument } from 'yaml'
import type { Place } from '../errors.ts'

/** A package, or an option of pip, and where it stands. */
interface Entry {
  readonly text: string
  readonly line: number
}

/**
 * Where the package stands that the installer blames, or the mistake of a file that is not YAML;
 * undefined where the file names neither, since what is at fault was brought by another package.
 */
export function placeInCondaFile(said: string, file: string, text: string): Place | undefined {
  const lines = new LineCounter()
  const document = parseDocument(text, { lineCounter: lines })
  const [mistake] = document.errors
  if (mistake) return { file, line: lines.linePos(mistake.pos[0]).line }
  const entries = entriesOf(document.contents, (offset) => lines.linePos(offset).line)
  for (const spec of blamed(said)) {
    // A version tells apart what a file names twice.
    const found =
      entries.find((entry) => entry.text === spec) ??
      entries.find((entry) => nameOf(entry.text) === nameOf(spec))
    if (found) return { file, line: found.line }
  }
  return undefined
}

/** What the file lists, in the section of pip as well. */
function entriesOf(node: unknown, lineAt: (offset: number) => number): readonly Entry[] {
  const list = isMap(node) ? node.get('dependencies', true) : node
  if (!isSeq(list)) return []
  return list.items.flatMap((item) => {
    if (isMap(item)) return entriesOf(item.get('pip', true), lineAt)
    if (!isScalar(item) || typeof item.value !== 'string') return []
    return [{ text: item.value.trim(), line: lineAt(item.range?.[0] ?? 0) }]
  })
}

/**
 * The name in a requirement, by which pip and conda find it: of `conda-forge::Scikit_Learn[x]>=1` that
 * is `scikit-learn`. An option of pip that names a file is called by that.
 */
function nameOf(spec: string): string {
  const option = /^(?:-r|-c|--requirement|--constraint)[ =]*(\S+)$/.exec(spec)?.[1]
  const bare = option ?? spec.replace(/^[\w./-]+::/, '')
  return (/^[A-Za-z0-9][\w./-]*/.exec(bare)?.[0] ?? bare).toLowerCase().replace(/[-_.]+/g, '-')
}

/** What is blamed, what says most first. */
function blamed(said: string): readonly string[] {
  // Tools break their lines where their window ends, and Docker colours them.
  const text = said.replace(colours, '').replace(/^[ \t│]+/gm, '')
  return complaints.flatMap(({ says, list = (found) => [found] }) =>
    [...text.matchAll(says)].flatMap(([, found = '']) => list(found)),
  )
}

const colours = new RegExp(`${String.fromCharCode(27)}?\\[\\d+m`, 'g')

interface Complaint {
  readonly says: RegExp
  /** What is named, where that is more than one. */
  readonly list?: (found: string) => readonly string[]
}

const complaints: readonly Complaint[] = [
  // pip
  { says: /No matching distribution found for (\S+)/g },
  { says: /Could not find a version that satisfies the requirement (\S+)/g },
  { says: /Invalid requirement: ["']?([^"'\s]+)/g },
  { says: /Could not open requirements file: .*?: ["']([^"']+)["']/g },
  { says: /The user requested (\S+)/g },
  { says: /Cannot install (.+?) because these package versions/gs, list: enumerated },
  { says: /^(\S+) \S+ depends on /gm },
  { says: /Package ["']?([\w.-]+)["']? requires a different Python/g },
  { says: /Failed (?:to build|building wheel for) ["']?([\w.-]+)["']?/g },
  { says: /Failed to build installable wheels for[^╰]*╰─> (.+)/g, list: enumerated },
  // conda, and the solver that it shares with mamba
  {
    says: /(?:ResolvePackageNotFound|not available from current channels):\s*\n((?:\s*- .*(?:\n|$))+)/g,
    list: (found) => [...found.matchAll(/- (\S+)/g)].map(([, spec = '']) => spec),
  },
  { says: /nothing provides (?:requested )?([\w.-]+)/g },
  { says: /^[├└]─ ([\w.-]+) .*(?:does not exist|not installable|can be installed)/gm },
  { says: /^- package ([\w.-]+?)-\d\S*-\S+ (?:requires|is excluded)/gm },
  { says: /Invalid(?:MatchSpec)?:? [Ii]nvalid spec ["']([^"']+)["']/g },
  // uv
  { says: /Because (?:there is no version of |only )?([\w.-]+)/g },
  { says: /you\s+require\s+([\w.-]+)/g },
  // What pip was at when something else broke
  { says: /Collecting (\S+)(?![\s\S]*Collecting )/g },
]

/** `a==1, b==2 and c`; what is named by its line of a file only is left out. */
function enumerated(found: string): readonly string[] {
  return found
    .split(/,\s*(?:and\s+)?|\s+and\s+/)
    .map((spec) => spec.trim())
    .filter((spec) => !spec.startsWith('-r '))
}
