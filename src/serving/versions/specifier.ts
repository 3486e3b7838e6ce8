/** Which versions a line of requirements allows ("PEP 440", version specifiers), of plain releases. Pure. */
import { isBelow } from './below.ts'

/** One condition: an operator and a version, which may end in `.*`. */
const condition = /^(===?|~=|!=|<=?|>=?)\s*([\w.!+*-]+)$/

/** Whether a specifier such as `>=1.4,<2` allows a release; one that cannot be read allows all. */
export function allows(specifier: string, version: string): boolean {
  return specifier.split(',').every((part) => {
    const [, operator, limit] = condition.exec(part.trim()) ?? []
    return operator === undefined || limit === undefined || meets(version, operator, limit)
  })
}

function meets(version: string, operator: string, limit: string): boolean {
  switch (operator) {
    case '<':
      return isBelow(version, limit)
    case '>=':
      return !isBelow(version, limit)
    case '>':
      return isBelow(limit, version)
    case '<=':
      return !isBelow(limit, version)
    case '~=':
      return !isBelow(version, limit) && beginsLike(version, limit.replace(/\.\w+$/, ''))
    case '!=':
      return !equals(version, limit)
    default:
      return equals(version, limit)
  }
}

const equals = (version: string, limit: string): boolean =>
  limit.endsWith('.*')
    ? beginsLike(version, limit.slice(0, -'.*'.length))
    : !isBelow(version, limit) && !isBelow(limit, version)

/** `1.3.4` begins like `1.3`. */
const beginsLike = (version: string, prefix: string): boolean =>
  `${version}.`.startsWith(`${prefix}.`)
