import { basename } from 'node:path'
import { BacksweepError } from '../base/errors.ts'
import { csv } from '../data/csv.ts'
import type { DataSource } from '../data/data-source.ts'
import { formatTime, parseTime } from '../data/time.ts'

/** What the name of a file says: `OHLCV_BTC-EUR_BITVAVO_1d_2021-01-01-00-00_2023-12-31-00-00.csv`. */
interface IafName {
  readonly symbol: string
  readonly market: string
  readonly timeframe: string
  /** Start of the first and of the last bar that can be in it, UTC epoch milliseconds. */
  readonly first: number
  readonly last: number
}

const form = /^OHLCV_(.+)_([^_]+)_(\d+[smhdwWM])_(\d{4}-\d\d-\d\d-\d\d-\d\d)_(\d{4}-\d\d-\d\d-\d\d-\d\d)\.csv$/i

/**
 * Bars of a CSV file that Investing Algorithm Framework has saved: symbol and timeframe come from its name.
 *
 * A name of another form is the error 'option-invalid' at once. `load` fails as that of `csv` does, and with 'csv-invalid' when the
 * bars have another timeframe than the name says or lie outside its dates.
 */
export function iafCsv(path: string): DataSource {
  const { symbol, market, timeframe, first, last } = parseName(path)
  const source = csv(path, { symbol, timeframe })
  return {
    describe: `CSV file ${path}: ${symbol} ${timeframe} of ${market}`,
    async load() {
      const bars = await source.load()
      const [from, to] = [bars.time[0], bars.time[bars.length - 1]]
      if (from < first || to > last) {
        throw new BacksweepError(
          'csv-invalid',
          `${path} has bars from ${formatTime(from)} to ${formatTime(to)}, its name says ${formatTime(first)} to ${formatTime(last)}: rename it, or read it with csv(path).`,
          { file: path, first: formatTime(from), last: formatTime(to) },
        )
      }
      return bars
    },
  }
}

function parseName(path: string): IafName {
  const found = form.exec(basename(path))
  const [first, last] = found === null ? [NaN, NaN] : [timeOf(found[4]), timeOf(found[5])]
  if (found === null || !(first <= last)) {
    throw new BacksweepError(
      'option-invalid',
      `${path} is not named like OHLCV_BTC-EUR_BITVAVO_1d_2021-01-01-00-00_2023-12-31-00-00.csv (symbol, market, timeframe, first and last bar): rename it, or read it with csv(path).`,
      { file: path },
    )
  }
  const [, symbol, market, timeframe] = found
  return { symbol, market, timeframe: timeframe.replace('W', 'w'), first, last }
}

/** `2021-01-01-00-00`: a date, hour and minute in UTC. */
function timeOf(text: string): number {
  return parseTime(`${text.slice(0, 10)} ${text.slice(11, 13)}:${text.slice(14)}`)
}
