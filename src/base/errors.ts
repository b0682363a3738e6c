/**
 * Every way in which backsweep refuses to go on, and what it means. docs/errors.md says the same at
 * length, and a test keeps the two lists equal.
 */
export const errorCodes = {
  'file-not-found': 'A file named by the user does not exist.',
  'file-unreadable': 'A file exists but cannot be read or written.',
  'csv-invalid': 'A CSV file lacks a column, or a cell is not what its column needs.',
  'bars-invalid':
    'Bars break a rule that every price series keeps (order, positive prices, low <= open, close <= high).',
  'date-invalid': 'A date or time cannot be understood.',
  'range-empty': 'A date range holds no bars of the data.',
  'name-unknown': 'A parameter, option, metric, indicator or column has a name that does not exist.',
  'option-invalid': 'An option has a value outside what it allows.',
  'sweep-empty': 'No parameter set is left to run.',
  'sweep-unloadable': 'The sweep file cannot be loaded or does not export a sweep.',
  'signal-invalid': 'A strategy returned signals, weights or position rules that cannot be traded.',
  'strategy-unloadable': 'Workers or a resumed run cannot load the strategy by itself.',
  'strategy-failed': 'A strategy threw while it was asked for its signals, or in one of its calls.',
  'strategy-skipped': 'An event-driven strategy left a parameter set out.',
  'indicator-invalid': "An indicator of the user's own does not do what it must.",
  'order-invalid': 'An event-driven strategy sent an order that cannot be meant.',
  'look-ahead': 'An event-driven strategy asked for a bar that has not closed yet.',
  'simulation-failed': 'An order cannot be priced or booked with the costs asked for.',
  'bars-changed': 'A strategy wrote into the bars, which all backtests share.',
  'store-exists': 'The store already holds a run.',
  'store-not-found': 'There is no store at the place named.',
  'store-locked': 'Another process is writing to the store.',
  'store-differs': 'The run in the store is not one of this sweep.',
  'store-damaged': 'A file of the store is not what was written.',
  'store-version': 'The store was written by a newer backsweep.',
  'filter-invalid': 'A --where expression cannot be understood.',
} as const

export type ErrorCode = keyof typeof errorCodes

/** Facts of an error for programs: what its message says in words (file, line, value, names …). */
export type ErrorDetails = Readonly<Record<string, string | number | boolean | null | readonly string[]>>

/**
 * The one error class. `message` says what was wrong, the value found and what to do; `code` is for
 * programs and stays the same between versions.
 */
export class BacksweepError extends Error {
  override readonly name = 'BacksweepError'
  readonly code: ErrorCode
  readonly details: ErrorDetails

  constructor(code: ErrorCode, message: string, details: ErrorDetails = {}, options?: ErrorOptions) {
    super(message, options)
    this.code = code
    this.details = details
  }
}

/** The message of anything that was thrown. */
export function messageOf(thrown: unknown): string {
  return thrown instanceof Error ? thrown.message : String(thrown)
}
