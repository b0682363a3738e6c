import { runBacktest, runSweep } from 'backsweep'
import sweep from './sweep.ts'

const result = await runSweep(sweep, { store: 'memory:' })
const [best] = result.top(1)
console.log(`best of ${result.complete}:`, best.parameters, 'Sharpe', best.metrics.sharpe)

const { trades, equity, metrics } = await runBacktest(sweep, { fast: 17, slow: 60 })
console.log(`${trades.length} trades, equity ${equity.at(-1)?.toFixed(2)}, drawdown ${metrics.maxDrawdown}`)
