import { defineStrategy, type StrategyContext } from 'backsweep'

/** Strategies that threads cannot load, or not as the sweep was given them. */

const rises = ({ bars }: StrategyContext, every: number) => ({
  enterLong: Array.from(bars.close, (price, t) => t % every === 0 && price > 0),
  exitLong: Array.from(bars.close, (_, t) => t % every === 1),
})

export const withoutModule = defineStrategy({
  name: 'without-module',
  parameters: { set: 2, scale: 1 },
  signals: (context, { set }) => rises(context, set + 2),
})

/** Not exported, but reachable. */
const hidden = defineStrategy({
  name: 'hidden',
  module: import.meta.url,
  parameters: { set: 2, scale: 1 },
  signals: (context, { set }) => rises(context, set + 2),
})
export const hiddenIn = { strategy: hidden }

export function closureOver(every: number) {
  return defineStrategy({
    name: 'closure',
    module: import.meta.url,
    parameters: { set: 2, scale: 1 },
    signals: (context, { set }) => rises(context, set + every),
  })
}

/** Has the name and the text of every other `closureOver`. */
export const exportedClosure = closureOver(2)

export function neverExported(every: number) {
  return defineStrategy({
    name: 'never-exported',
    module: import.meta.url,
    parameters: { set: 2, scale: 1 },
    signals: (context, { set }) => rises(context, set + every),
  })
}

export const outsideAnyFile = defineStrategy({
  name: 'outside',
  module: 'data:text/javascript,1',
  parameters: { set: 2, scale: 1 },
  signals: (context, { set }) => rises(context, set + 2),
})
