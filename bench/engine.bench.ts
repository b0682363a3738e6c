/**
 * What the vector engine costs without signals and metrics, in nanoseconds per bar: all in and long, which has a loop of its own, and the
 * same signals with a stop and a target, which has not. The fills must be those of the plain engine, which visits every bar.
 */
import assert from 'node:assert/strict'
import { allIn, crossOver, crossUnder, percentCommission } from 'backsweep'
import { computeIndicator } from '../src/indicators/indicator.ts'
import { registry } from '../src/indicators/registry.ts'
import { Ledger } from '../src/simulation/model/ledger.ts'
import { toActions } from '../src/simulation/vector/actions.ts'
import { VectorEngine } from '../src/simulation/vector/engine.ts'
import { plainExecution } from '../test/support/drawn.ts'
import { plainRun } from '../test/support/plain-engine.ts'
import { type BenchCase, nanosecondsEach, times } from './case.ts'
import { market } from './market.ts'

const length = 43_800
const runs = 50 // in a round

export const engineCases: readonly BenchCase[] = [
  engine('long-all-in', {}),
  engine('stops', { stopLoss: 0.05, takeProfit: 0.1 }),
]

function engine(name: string, stops: { readonly stopLoss?: number; readonly takeProfit?: number }): BenchCase {
  return {
    name: `engine/${name}`,
    size: '43,800 bars, crosses of averages of 20 and 50',
    unit: 'ns per bar',
    better: 'lower',
    async measure() {
      const bars = market(length)
      const [quick, calm] = [20, 50].map((period) => computeIndicator(registry.sma, { period }, [bars.close])[0])
      const [enterLong, exitLong] = [crossOver(quick, calm), crossUnder(quick, calm)]
      const execution = plainExecution({ initialAmount: 10_000, sizing: allIn, commission: percentCommission(0.001) })
      const none = new Array<boolean>(length).fill(false)
      const drawn = {
        enterShort: none,
        exitShort: none,
        targetWeight: null,
        stopLoss: 0,
        takeProfit: 0,
        trailingStop: 0,
        ...stops,
      }
      const [enter, exit] = [enterLong, exitLong].map((signal) => none.map((_, bar) => signal.at(bar)))
      const wanted = plainRun(bars, { ...drawn, enterLong: enter, exitLong: exit }, execution, 0, length).fills
      assert.ok(wanted.length > 500)

      const ledger = new Ledger()
      const engine = new VectorEngine(ledger)
      const actions = toActions({ enterLong, exitLong, ...stops }, length, execution.scaling)
      const found = await times(
        11,
        () => {
          for (let run = 0; run < runs; run++) engine.run(bars, actions, execution, 0, length)
        },
        () => {
          assert.equal(ledger.fillCount, wanted.length)
          for (const [k, { bar, units }] of wanted.entries()) {
            assert.equal(ledger.fillBar[k], bar)
            assert.ok(Math.abs(ledger.fillUnits[k] - units) <= 1e-9 * Math.abs(units))
          }
        },
      )
      return nanosecondsEach(found, runs * length)
    },
  }
}
