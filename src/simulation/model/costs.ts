import { BacksweepError } from '../../base/errors.ts'

/**
 * What a fill costs: `perOrder + perUnit * units + fraction * units * price`, in the account's money.
 *
 * Data rather than a function, so that the units a sum of cash can buy have a closed form, costs are
 * part of a backtest's identity, and workers get them as they are.
 */
export interface Commission {
  readonly fraction: number
  readonly perUnit: number
  readonly perOrder: number
}

/** What a fill at the market loses to the quoted price: `fraction * price + perUnit`, against the order. */
export interface Slippage {
  readonly fraction: number
  readonly perUnit: number
}

export const noCommission: Commission = Object.freeze({ fraction: 0, perUnit: 0, perOrder: 0 })
export const noSlippage: Slippage = Object.freeze({ fraction: 0, perUnit: 0 })

/** A fraction of the value traded: 0.001 is 0.1 %. */
export function percentCommission(fraction: number): Commission {
  return Object.freeze({ ...noCommission, fraction: checkedFraction('percentCommission', fraction) })
}

/** The same amount of money for every order, whatever its size. */
export function fixedCommission(perOrder: number): Commission {
  return Object.freeze({ ...noCommission, perOrder: checkedAmount('fixedCommission', perOrder) })
}

/** An amount of money for every unit (share, coin, contract) traded. */
export function perUnitCommission(perUnit: number): Commission {
  return Object.freeze({ ...noCommission, perUnit: checkedAmount('perUnitCommission', perUnit) })
}

/** All of `commissions` together, such as a percentage plus a fixed fee. */
export function sumOfCommissions(commissions: readonly Commission[]): Commission {
  const sum = { fraction: 0, perUnit: 0, perOrder: 0 }
  for (const { fraction, perUnit, perOrder } of commissions) {
    sum.fraction += fraction
    sum.perUnit += perUnit
    sum.perOrder += perOrder
  }
  return Object.freeze(sum)
}

/** A fraction of the price: 0.001 makes a buy 0.1 % dearer and a sale 0.1 % cheaper. */
export function percentSlippage(fraction: number): Slippage {
  return Object.freeze({ ...noSlippage, fraction: checkedFraction('percentSlippage', fraction) })
}

/** An amount of money per unit, added to the price of a buy and taken off the price of a sale. */
export function fixedSlippage(perUnit: number): Slippage {
  return Object.freeze({ ...noSlippage, perUnit: checkedAmount('fixedSlippage', perUnit) })
}

function checkedFraction(name: string, value: number): number {
  if (!(value >= 0 && value < 1)) {
    throw new BacksweepError(
      'option-invalid',
      `${name} got ${value}: give a fraction from 0 to below 1 (0.001 is 0.1 %).`,
      {
        option: name,
        value,
      },
    )
  }
  return value
}

function checkedAmount(name: string, value: number): number {
  if (!(value >= 0 && value < Infinity)) {
    throw new BacksweepError('option-invalid', `${name} got ${value}: give an amount of money of 0 or more.`, {
      option: name,
      value,
    })
  }
  return value
}
