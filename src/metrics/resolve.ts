import { assert } from '../base/assert.ts'
import { BacksweepError } from '../base/errors.ts'
import { unknownName } from '../base/suggest.ts'
import type { Facts, Need, Needs } from './facts.ts'
import type { Metric } from './metric.ts'
import { type MetricName, type MetricSet, metricSets, metrics } from './registry.ts'

/** A list of metrics made ready for many backtests. */
export interface ResolvedMetrics {
  readonly names: readonly MetricName[]
  /** What `measure` must find out for them. */
  readonly needs: Needs
  /** The values in the order of `names`: null is undefined, infinities occur, NaN does not. */
  compute(facts: Facts): (number | null)[]
}

/**
 * The metrics of a set, or of a list of names, in the order given.
 * Throws 'name-unknown' for a name that does not exist and 'option-invalid' for an empty list or a name given twice.
 */
export function resolveMetrics(asked: MetricSet | readonly string[]): ResolvedMetrics {
  const chosen = namesOf(asked).map(metricNamed)
  const blank: (number | null)[] = chosen.map(() => null)
  return {
    names: Object.freeze(chosen.map(({ name }) => name as MetricName)),
    needs: needsOf(chosen),
    compute(facts) {
      const values = blank.slice() // one that V8 need not make larger, nor convert
      for (let m = 0; m < chosen.length; m++) {
        const value = chosen[m].compute(facts)
        assert(!Number.isNaN(value), `metric ${chosen[m].name} is a number, infinite or null`)
        values[m] = value
      }
      return values
    },
  }
}

function namesOf(asked: MetricSet | readonly string[]): readonly string[] {
  if (typeof asked === 'string') {
    if (Object.hasOwn(metricSets, asked)) return metricSets[asked]
    throw unknownName('set of metrics', asked, Object.keys(metricSets), '(single metrics are named in a list)')
  }

  const sets = `or say ${Object.keys(metricSets)
    .map((set) => `"${set}"`)
    .join(' or ')}`
  if (asked.length === 0) {
    throw new BacksweepError('option-invalid', `The list of metrics is empty: name at least one, ${sets}.`)
  }
  const twice = asked.find((name, i) => asked.indexOf(name) < i)
  if (twice !== undefined) {
    throw new BacksweepError('option-invalid', `The list of metrics holds "${twice}" twice: name each metric once.`, {
      name: twice,
    })
  }
  return asked
}

function metricNamed(name: string): Metric {
  if (!Object.hasOwn(metrics, name)) throw unknownName('metric', name, Object.keys(metrics))
  return metrics[name as keyof typeof metrics]
}

function needsOf(chosen: readonly Metric[]): Needs {
  const needed = (group: Need) => chosen.some(({ needs }) => needs.includes(group))
  return Object.freeze({
    curve: needed('curve'),
    spread: needed('spread'),
    shape: needed('shape'),
    sides: needed('sides'),
    tails: needed('tails'),
    closed: needed('closed'),
    fills: needed('fills'),
    benchmark: needed('benchmark'),
  })
}
