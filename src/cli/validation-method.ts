import { BacksweepError } from '../base/errors.ts'
import { unknownName } from '../base/suggest.ts'
import { combinatorial, kFold, type ValidationMethod, walkForward } from '../validation/method.ts'
import type { Span } from '../validation/span.ts'

export interface MethodOptions {
  readonly walkForward?: string
  readonly kFold?: string
  readonly combinatorial?: string
}

type Values = Readonly<Record<string, string>>

/** The one method that a command line names, such as `--walk-forward train=2y,test=6M`. */
export function methodOf(options: MethodOptions): ValidationMethod {
  const given = [options.walkForward, options.kFold, options.combinatorial].filter((text) => text !== undefined)
  if (given.length !== 1) {
    throw new BacksweepError(
      'option-invalid',
      `${given.length === 0 ? 'No method is' : 'Several methods are'} given: give one of --walk-forward train=2y,test=6M, --k-fold folds=5 and --combinatorial folds=6,testFolds=2.`,
      { option: 'method' },
    )
  }
  if (options.walkForward !== undefined) {
    const values = parse('--walk-forward', options.walkForward, ['train', 'test'], ['step', 'anchored'])
    const { train, test, step, anchored } = values
    if (anchored !== undefined && anchored !== '') {
      throw new BacksweepError(
        'option-invalid',
        `--walk-forward anchored=${anchored}: write anchored, or leave it out.`,
      )
    }
    return walkForward({
      train: span(train),
      test: span(test),
      step: step === undefined ? undefined : span(step),
      anchored: anchored !== undefined,
    })
  }
  const flag = options.kFold === undefined ? '--combinatorial' : '--k-fold'
  const needed = options.kFold === undefined ? ['folds', 'testFolds'] : ['folds']
  const values = parse(flag, given[0], needed, ['purge', 'embargo'])
  const {
    folds,
    testFolds,
    purge = 0,
    embargo = 0,
  } = Object.fromEntries(Object.entries(values).map(([name, text]) => [name, text === '' ? NaN : Number(text)]))
  return options.kFold === undefined
    ? combinatorial({ folds, testFolds, purge, embargo })
    : kFold({ folds, purge, embargo })
}

/** Reads `name=value,name=value`; a name alone has an empty value. */
function parse(flag: string, text: string, needed: readonly string[], more: readonly string[]): Values {
  const values: Record<string, string> = {}
  for (const part of text.split(',')) {
    const [, name, value = ''] = /^([^=]*)=?(.*)$/s.exec(part.trim())!
    if (![...needed, ...more].includes(name)) throw unknownName('part', name, [...needed, ...more], `of ${flag}`)
    if (Object.hasOwn(values, name))
      throw new BacksweepError('option-invalid', `${flag} has ${name} twice: give it once.`)
    values[name] = value
  }
  const missing = needed.find((name) => !Object.hasOwn(values, name))
  if (missing === undefined) return values
  throw new BacksweepError(
    'option-invalid',
    `${flag} ${text} says nothing of ${missing}: write ${needed.map((name) => `${name}=…`).join(',')}.`,
    { option: missing },
  )
}

/** A number alone is bars. */
function span(text: string): Span {
  return /^\d+$/.test(text) ? Number(text) : text
}
