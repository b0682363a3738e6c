import { combinatorial, validate, walkForward } from 'backsweep'
import sweep from './sweep.ts'

const walk = await validate(sweep, { method: walkForward({ train: '4y', test: '1y' }) })
const [path] = walk.paths
console.log(`${walk.folds.length} tests: Sharpe ${path.sharpe?.toFixed(3)}, return ${path.totalReturn?.toFixed(3)}`)
console.log(
  `above 0 with probability ${path.probabilisticSharpe?.toFixed(3)}, drawdown ${path.maxDrawdown?.toFixed(3)}`,
)
console.log('first chosen:', walk.folds[0].parameters, `efficiency ${walk.rules?.efficiency?.toFixed(2)}`)

const method = combinatorial({ folds: 6, testFolds: 2, purge: 60, embargo: 5 })
const { distribution } = await validate(sweep, { method })
console.log(`${distribution?.paths} paths: median Sharpe ${distribution?.sharpe.median?.toFixed(3)}`)
