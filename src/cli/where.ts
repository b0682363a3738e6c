import { BacksweepError } from '../base/errors.ts'
import { unknownName } from '../base/suggest.ts'
import type { BacktestRow } from '../sweep/store/row.ts'

type Value = number | string | boolean | null
type Read = (row: BacktestRow) => Value
type Test = (row: BacktestRow) => boolean

/**
 * Compiles a condition over rows, such as `sharpe > 1 and (trades >= 30 or not fast < 20)`.
 *
 *     condition  = all { "or" all }          all  = one { "and" one }
 *     one        = "not" one | "(" condition ")" | operand operator operand
 *     operator   = ">" | ">=" | "<" | "<=" | "=" | "!="
 *     operand    = number | 'text' | "text" | name
 *
 * A name is a metric, a parameter, or one of strategy, range, status; after one of these three a word without quotes
 * is a text. A comparison with an undefined metric is false, also with "!=". A text compared with a number is an error, on the first row.
 */
export function compileWhere(text: string, metrics: readonly string[], parameters: readonly string[]): Test {
  const tokens = tokenize(text)
  let at = 0
  const test = condition()
  if (at < tokens.length) throw wrong(`"${tokens[at].text}" comes unexpected`, tokens[at].offset)
  return test

  function condition(): Test {
    let left = all()
    while (takeWord('or')) {
      const [a, b] = [left, all()]
      left = (row) => a(row) || b(row)
    }
    return left
  }

  function all(): Test {
    let left = one()
    while (takeWord('and')) {
      const [a, b] = [left, one()]
      left = (row) => a(row) && b(row)
    }
    return left
  }

  function one(): Test {
    if (takeWord('not')) {
      const inner = one()
      return (row) => !inner(row)
    }
    if (take('(')) {
      const inner = condition()
      if (!take(')')) throw wrong('a ")" is missing', tokens[at]?.offset ?? text.length)
      return inner
    }
    return comparison()
  }

  function comparison(): Test {
    const left = operand(false)
    const operator = tokens[at++]
    if (operator === undefined || operator.kind !== 'operator') {
      throw wrong('a comparison (> >= < <= = !=) is missing', operator?.offset ?? text.length)
    }
    const right = operand(left.isText)
    const compare = comparisons[operator.text as keyof typeof comparisons]
    return (row) => {
      const a = left.read(row)
      const b = right.read(row)
      if (a === null || b === null) return false
      if (typeof a !== typeof b) {
        const [x, y] = [shown(a), shown(b)]
        throw wrong(`a ${kindOf(a)} (${x}) is compared with a ${kindOf(b)} (${y})`, operator.offset)
      }
      return compare(a, b)
    }
  }

  function operand(besideText: boolean): { read: Read; isText: boolean } {
    const token = tokens[at++]
    if (token === undefined) throw wrong('a name or a value is missing', text.length)
    if (token.kind === 'number') return constant(Number(token.text), false)
    if (token.kind === 'text') return constant(token.text.slice(1, -1), true)
    if (token.kind !== 'word') throw wrong(`"${token.text}" is no name or value`, token.offset)
    const name = token.text
    if (name === 'strategy' || name === 'range' || name === 'status') return { read: (row) => row[name], isText: true }
    if (metrics.includes(name)) return { read: (row) => metricOf(row, name), isText: false }
    if (parameters.includes(name)) return { read: (row) => row.parameters[name], isText: false }
    if (besideText) return constant(name, true)
    if (name === 'true' || name === 'false') return constant(name === 'true', false)
    if (name === 'Infinity') return constant(Infinity, false)
    throw unknownName('name', name, [...metrics, ...parameters, 'strategy', 'range', 'status'], 'in --where')
  }

  function take(symbol: string): boolean {
    if (tokens[at]?.kind !== 'bracket' || tokens[at].text !== symbol) return false
    at++
    return true
  }

  function takeWord(word: string): boolean {
    if (tokens[at]?.kind !== 'word' || tokens[at].text.toLowerCase() !== word) return false
    at++
    return true
  }

  function wrong(what: string, offset: number): BacksweepError {
    return new BacksweepError(
      'filter-invalid',
      `--where "${text}": ${what} at character ${offset + 1}. Write for example "sharpe > 1 and trades >= 30".`,
      {
        where: text,
        offset,
      },
    )
  }

  function tokenize(source: string) {
    const pattern =
      /\s*(?:(?<number>-?\d+\.?\d*(?:e[+-]?\d+)?|-?\.\d+)|(?<text>'[^']*'|"[^"]*")|(?<word>[A-Za-z_]\w*(?:-\w+)*)|(?<operator>>=|<=|!=|==|=|>|<)|(?<bracket>[()]))/gy
    const found: { kind: string; text: string; offset: number }[] = []
    while (source.slice(pattern.lastIndex).trim() !== '') {
      const offset = source.length - source.slice(pattern.lastIndex).trimStart().length
      const groups = pattern.exec(source)?.groups
      if (groups === undefined) throw wrong(`"${source[offset]}" comes unexpected`, offset)
      const [kind, value] = Object.entries(groups).find(([, part]) => part !== undefined) as [string, string]
      found.push({ kind, text: value, offset: pattern.lastIndex - value.length })
    }
    return found
  }
}

const comparisons = {
  '>': (a: Value, b: Value) => a! > b!,
  '>=': (a: Value, b: Value) => a! >= b!,
  '<': (a: Value, b: Value) => a! < b!,
  '<=': (a: Value, b: Value) => a! <= b!,
  '=': (a: Value, b: Value) => a === b,
  '==': (a: Value, b: Value) => a === b,
  '!=': (a: Value, b: Value) => a !== b,
}

function kindOf(value: Value): string {
  return typeof value === 'string' ? 'text' : typeof value === 'number' ? 'number' : 'yes/no value'
}

function shown(value: Value): string {
  return typeof value === 'string' ? JSON.stringify(value) : String(value)
}

function constant(value: Value, isText: boolean): { read: Read; isText: boolean } {
  return { read: () => value, isText }
}

function metricOf(row: BacktestRow, name: string): number | null {
  const stored = row.metrics[name] ?? null
  return stored === null ? null : Number(stored)
}
