import type { BrokerOptions } from '../../../src/simulation/event/broker-rules.ts'
import {
  fixedSlippage,
  percentCommission,
  percentSlippage,
  perUnitCommission,
} from '../../../src/simulation/model/costs.ts'
import type { Recorded } from './recorded.ts'
import * as strategies from './strategies.ts'

export type ScenarioParameters = Readonly<Record<string, number | boolean>>

/** The strategy of every scenario, by its name. */
export const strategyOf: Readonly<Record<string, new () => Recorded>> = {
  sma_cross_stake10: strategies.EnterAndClose,
  sma_cross_percent95_commission: strategies.PercentOfCash,
  target_percent_monthly: strategies.MonthlyTargets,
  target_mix: strategies.TargetMix,
  limit_valid: strategies.LimitWithTarget,
  cancel_after_5_bars: strategies.CancelAfterFiveBars,
  donchian_stop: strategies.DonchianStop,
  donchian_stop_limit: strategies.DonchianStopLimit,
  stop_limit_kept_then_oco: strategies.StopLimitThenOco,
  trail_percent: strategies.TrailPercent,
  trail_amount: strategies.TrailAmount,
  trail_limit: strategies.TrailLimit,
  trail_short: strategies.TrailShort,
  bracket_market: strategies.MarketBracket,
  bracket_limit: strategies.LimitBracket,
  oco_pair: strategies.OcoPair,
  oco_three_limits: strategies.OcoThreeLimits,
  short_only: strategies.ShortOnly,
  short_interest: strategies.ShortOnly,
  reverse_close_and_order: strategies.CloseAndReverse,
  reverse_one_order: strategies.ReverseInOneOrder,
  slippage_percent_slip_open: strategies.EnterAndClose,
  slippage_percent_no_slip_open: strategies.DonchianStop,
  slippage_fixed_slip_open: strategies.EnterAndClose,
  slippage_fixed_no_slip_open: strategies.EnterAndClose,
  slippage_fixed_no_match: strategies.EnterAndClose,
  slippage_percent_slip_out: strategies.EnterAndClose,
  slippage_limit_orders: strategies.LimitWithTarget,
  commission_per_share_minimum: strategies.WholeUnitsOfCash,
  futures_margin_multiplier: strategies.OneContract,
  cheat_on_close: strategies.EnterAndClose,
  cheat_on_open: strategies.AtTheOpen,
  close_orders: strategies.CloseOrders,
  pyramiding_3: strategies.Pyramid,
  margin_rejection: strategies.TooLarge,
  margin_at_execution: strategies.TooLarge,
  batch_rejection: strategies.ThreeAtOnce,
  reversal_not_enough_cash: strategies.LargeReversals,
  allin_int_no_commission: strategies.AllCashInWholeUnits,
  partial_fills: strategies.EnterAndClose,
}

/** The broker of a scenario; `commission` is a fraction, but for futures an amount per contract. */
export function brokerOf(p: ScenarioParameters): BrokerOptions {
  const given: Record<string, unknown> = {
    initialAmount: 100_000,
    commission: commissionOf(p),
    slipOpen: p.slip_open,
    slipLimit: p.slip_limit,
    slipMatch: p.slip_match,
    slipOut: p.slip_out,
    cheatOnClose: p.coc,
    cheatOnOpen: p.cheat_on_open,
    checkSubmit: p.checksubmit,
    borrowRate: p.interest,
    unitsPerBar: p.filler_max_per_bar,
    minimumCommission: p.minimum,
  }
  if (p.slip_perc !== undefined) given.slippage = percentSlippage(p.slip_perc as number)
  if (p.slip_fixed !== undefined) given.slippage = fixedSlippage(p.slip_fixed as number)
  if (p.margin !== undefined) given.contract = { margin: p.margin, multiplier: p.mult }
  return given as BrokerOptions
}

function commissionOf({ commission, per_share, margin }: ScenarioParameters) {
  if (per_share !== undefined) return perUnitCommission(per_share as number)
  return margin === undefined ? percentCommission(commission as number) : perUnitCommission(commission as number)
}
