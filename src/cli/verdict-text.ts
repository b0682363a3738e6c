import { roundYears } from '../verdict/conclusion.ts'
import type { Band, Judgement, Opinion, TestOfBest } from '../verdict/judge.ts'
import type { Plateau } from '../verdict/plateau.ts'
import type { Verdict } from '../verdict/verdict.ts'
import { metricText, thousands } from './format.ts'

const methods: Readonly<Record<Opinion['method'], string>> = {
  cash: 'SPA against cash',
  holding: 'SPA against holding',
  permutation: 'permuted bars',
  deflated2014: 'deflated Sharpe (2014)',
  deflated2026: 'deflated Sharpe (2026)',
  haircut: 'haircut',
  overfitting: 'overfitting',
}

/** The verdict whole, for people: the sentence, and below it what it rests on. docs/verdict.md explains every line. */
export function verdictText(verdict: Verdict): string {
  const { judgement, winner, stored, plateau } = verdict
  if (winner === null || stored === null) {
    return `${verdict.sweep}: no backtest has a ${verdict.rankBy} to rank by, so there is no winner.\n`
  }
  const head = [`${verdict.sweep}: is the winner luck?`, '', ...linesOf(winnerLines(verdict))]
  if (judgement === null) {
    const known: Line[] = [
      ...sharpeLines(stored.sharpe, stored.interval, 'error of 2012'),
      ['above 0, were it the only trial', shown(stored.probabilistic2012), 'probabilistic Sharpe ratio of 2012'],
      [
        'best expected from luck',
        ratio(stored.expectedBest),
        'annual Sharpe ratio of the best of all trials without skill',
      ],
      ['deflated Sharpe', shown(stored.deflated2014), 'form of 2014, all trials'],
      ...yearsLine(stored.years, stored.yearsNeeded),
    ]
    const ending = `From the stored metrics alone it cannot be told. Give the sweep file, too: npx backsweep verdict ${verdict.store} SWEEP`
    return `${[...head, ...linesOf(known), '', ending].join('\n')}\n`
  }
  const lines = [...head, ...linesOf(judgementLines(judgement, verdict))]
  if (plateau !== null) lines.push(...linesOf(plateauLines(plateau, verdict.rankBy)))
  return `${[...lines, '', agreement(judgement), '', judgement.sentence].join('\n')}\n`
}

/** The verdict in two or three lines, at the end of a run. */
export function shortVerdictText(verdict: Verdict, sweepFile: string): string {
  const { judgement, stored, trials, store } = verdict
  if (stored === null) return ''
  const luck = `the best of ${thousands(trials)} trials without skill is expected to show ${ratio(stored.expectedBest)}`
  const lines = [`The winner's Sharpe ratio is ${ratio(stored.sharpe)}; ${luck}.`]
  if (judgement?.cash) {
    const holding = judgement.holding === null ? '' : `, and holding in ${percent(judgement.holding.forAllTrials)}`
    const cash = percent(judgement.cash.forAllTrials)
    lines.push(`Luck alone beats cash as clearly in ${cash} of all cases${holding}. ${judgement.sentence}`)
  }
  if (store !== 'memory:') {
    const what = judgement === null ? 'Is it luck?' : 'All of it:'
    lines.push(`${what} npx backsweep verdict ${store} ${sweepFile}`)
  }
  return `${lines.join('\n')}\n`
}

/** Before a run: one line when the data is too short for so many trials, else nothing. */
export function tooShortText(trials: number, years: number, yearsNeeded: number): string {
  if (years >= yearsNeeded) return ''
  return `Warning: ${thousands(trials)} trials on ${years.toFixed(1)} years of data: luck alone is expected to show a Sharpe ratio of 1 on anything below ${roundYears(yearsNeeded)} years.\n`
}

/** What, how much, and what that means. */
type Line = readonly [name: string, value: string, meaning: string]

function winnerLines({ winner, rankBy, ranges, trials, failed, judgement }: Verdict): Line[] {
  const parameters = Object.entries(winner!.parameters).map(([name, value]) => `${name}=${value}`)
  const byOther = rankBy === 'sharpe' ? '' : '; the tests below are of its Sharpe ratio'
  const inRange = ranges > 1 ? `, on "${winner!.range.name}", the range that is judged` : ''
  const lines: Line[] = [
    ['winner', parameters.join(' '), `${rankBy} ${metricText(rankBy, winner!.value)}${inRange}${byOther}`],
  ]
  const others = judgement === null ? 0 : trials - judgement.judged
  const parts = [
    ...(others > 0 ? [`${thousands(others)} of them on other date ranges or in earlier runs`] : []),
    ...(failed > 0 ? [`${thousands(failed)} failed`] : []),
  ]
  lines.push([
    'trials (N)',
    thousands(trials),
    parts.length === 0 ? 'every backtest ever made in this store' : parts.join(', '),
  ])
  return lines
}

function judgementLines(judgement: Judgement, { barsPerObservation, permuted }: Verdict): Line[] {
  const { winner, effective, deflated, cash, holding, permutationP, haircut, overfitting } = judgement
  const lines: Line[] = []
  const bars = barsPerObservation === 1 ? '' : `, returns over ${barsPerObservation} bars`
  if (winner !== null) {
    lines.push(...sharpeLines(winner.sharpe, winner.interval, `error of 2026${bars}`))
    lines.push([
      'above 0, were it the only trial',
      shown(winner.probabilistic2026),
      `probabilistic Sharpe ratio of 2026; ${shown(winner.probabilistic2012)} by that of 2012`,
    ])
  }
  lines.push([
    'best expected from luck',
    ratio(judgement.expectedBest),
    'annual Sharpe ratio of the best of all trials without skill',
  ])
  if (effective !== null) {
    lines.push([
      'independent trials',
      `${few(effective.lowest)} to ${thousands(judgement.trials)}`,
      `mean correlation ${ratio(effective.averageCorrelation)}, ${thousands(effective.clusters)} clusters`,
    ])
  }
  if (deflated !== null) {
    lines.push(['deflated Sharpe', band(deflated.form2014), 'form of 2014, over these trials; skill from 0.95'])
    lines.push(['', band(deflated.form2026), 'form of 2026'])
  }
  if (cash !== null) lines.push(...testLines('luck against cash', cash))
  if (holding !== null) lines.push(...testLines('luck against holding', holding))
  if (permutationP !== null && permuted !== null) {
    const { best, movable } = permuted
    const unknown = best.filter(Number.isNaN).length
    const parts = [
      `p of the whole sweep on ${best.length} permutations`,
      ...(movable === 1 ? [] : [`${percent(movable)} of the bars moved`]),
      ...(unknown === 0 ? [] : [`${unknown} without any result count against it`]),
    ]
    lines.push(['luck on permuted bars', shown(permutationP), parts.join(', ')])
  }
  if (haircut !== null) {
    lines.push([
      'Sharpe after the haircut',
      ratio(haircut.sharpe),
      `Harvey and Liu, p ${shown(haircut.pValue)} after all trials`,
    ])
  }
  if (overfitting !== null) {
    const { probability, probabilityOfLoss, blocks, splits } = overfitting
    const loss = `the best of one half loses in the other: ${shown(probabilityOfLoss)}`
    lines.push(['overfitting (PBO)', shown(probability), `${thousands(splits)} splits of ${blocks} blocks; ${loss}`])
  }
  lines.push(...yearsLine(judgement.years, judgement.yearsNeeded))
  return lines
}

function testLines(name: string, { forAllTrials, lower, consistent, upper }: TestOfBest): Line[] {
  const best = `SPA of the best: ${shown(consistent)} (${shown(lower)} to ${shown(upper)})`
  return [[name, shown(forAllTrials), `p of the winner after all trials; ${best}`]]
}

function sharpeLines(sharpe: number, interval: Band, error: string): Line[] {
  return [['Sharpe ratio, annual', ratio(sharpe), `95 %: ${band(interval)} (${error})`]]
}

function yearsLine(years: number, needed: number): Line[] {
  return [['data', `${years.toFixed(1)} years`, `so many trials need ${roundYears(needed)} for a Sharpe ratio of 1`]]
}

function plateauLines({ neighbours, medianOfBest, worstOfBest, atEdge }: Plateau, rankBy: string): Line[] {
  const edge = atEdge.length === 0 ? '' : `; at the edge of ${atEdge.join(', ')}`
  const worst = Number.isNaN(worstOfBest) ? '' : `, the worst ${percent(worstOfBest)}`
  return [
    [
      'neighbours',
      Number.isNaN(medianOfBest) ? '-' : percent(medianOfBest),
      `median ${rankBy} of the ${neighbours} one step away, of the winner's${worst}${edge}`,
    ],
  ]
}

function agreement({ disagree, conclusion }: Judgement): string {
  if (conclusion === 'nothing') return ''
  if (disagree.length === 0) return 'No method says otherwise.'
  const names = disagree.map((method) => methods[method]).join(', ')
  return `Methods disagree: ${names} ${disagree.length === 1 ? 'says' : 'say'} ${conclusion === 'skill' ? 'luck' : 'skill'}.`
}

function linesOf(lines: readonly Line[]): string[] {
  return lines.map(([name, value, meaning]) => `${name.padEnd(32)}${value.padStart(16)}  ${meaning}`.trimEnd())
}

function ratio(value: number): string {
  return Number.isNaN(value) ? '-' : value.toFixed(2)
}

function few(value: number): string {
  return value < 10 ? value.toFixed(1) : thousands(value)
}

/** A probability: never 0 or 1 unless it is. */
function shown(value: number): string {
  if (Number.isNaN(value)) return '-'
  if (value > 0 && value < 0.001) return '<0.001'
  return value > 0.999 && value < 1 ? '>0.999' : value.toFixed(3)
}

function percent(value: number): string {
  return `${(value * 100).toFixed(0)} %`
}

function band([low, high]: Band): string {
  const [from, to] = [ratio(low), ratio(high)]
  return from === to ? from : `${from} to ${to}`
}
