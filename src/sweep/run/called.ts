import { BacksweepError } from '../../base/errors.ts'
import { reasonOf } from './reason.ts'

/** Calls one of a strategy's functions; what it throws becomes the error of its backtest. */
export function calledFor<T>(name: 'signals' | 'weights' | 'rules', call: () => T): T {
  let result: T
  try {
    result = call()
  } catch (error) {
    if (error instanceof BacksweepError) throw error
    throw new BacksweepError('strategy-failed', `${name}() threw: ${reasonOf(error)}`, {}, { cause: error })
  }
  if (result instanceof Promise) {
    result.catch(() => {}) // a rejection that nobody handles would end the process
    throw new BacksweepError('signal-invalid', `${name}() returned a promise: make it a plain function, without async.`)
  }
  return result
}
