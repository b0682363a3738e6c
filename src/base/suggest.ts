import { BacksweepError } from './errors.ts'

/** The error for a name that does not exist: names the kind and the nearest ones that do. */
export function unknownName(kind: string, name: string, known: readonly string[], where = ''): BacksweepError {
  const near = nearest(name, known)
  const hint =
    near.length > 0
      ? `Did you mean ${near.map((n) => `"${n}"`).join(' or ')}?`
      : `Known: ${known.join(', ') || 'none'}.`
  return new BacksweepError('name-unknown', `Unknown ${kind} "${name}"${where && ` ${where}`}. ${hint}`, {
    kind,
    name,
    nearest: near,
  })
}

/** At most three of `known` that a typing error could have turned into `name`, nearest first. */
export function nearest(name: string, known: readonly string[]): string[] {
  const allowed = Math.max(1, Math.ceil(name.length / 3))
  const lower = name.toLowerCase()
  return known
    .map((candidate) => ({ candidate, distance: editDistance(lower, candidate.toLowerCase()) }))
    .filter(({ candidate, distance }) => distance <= allowed || isLongPrefix(lower, candidate.toLowerCase()))
    .sort((a, b) => a.distance - b.distance || (a.candidate < b.candidate ? -1 : 1))
    .slice(0, 3)
    .map(({ candidate }) => candidate)
}

function isLongPrefix(a: string, b: string): boolean {
  return Math.min(a.length, b.length) >= 3 && (a.startsWith(b) || b.startsWith(a))
}

/** Insertions, deletions, replacements and swaps of neighbours that turn `a` into `b`. */
function editDistance(a: string, b: string): number {
  const rows = Array.from({ length: a.length + 1 }, (_, i) => {
    const row = new Array<number>(b.length + 1).fill(0)
    row[0] = i
    return row
  })
  for (let j = 0; j <= b.length; j++) rows[0][j] = j
  for (let i = 1; i <= a.length; i++) {
    for (let j = 1; j <= b.length; j++) {
      const cost = a[i - 1] === b[j - 1] ? 0 : 1
      let best = Math.min(rows[i - 1][j] + 1, rows[i][j - 1] + 1, rows[i - 1][j - 1] + cost)
      if (i > 1 && j > 1 && a[i - 1] === b[j - 2] && a[i - 2] === b[j - 1])
        best = Math.min(best, rows[i - 2][j - 2] + 1)
      rows[i][j] = best
    }
  }
  return rows[a.length][b.length]
}
