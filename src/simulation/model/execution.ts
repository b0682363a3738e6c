import type { Commission, Slippage } from './costs.ts'
import type { Sizing } from './sizing.ts'

/** Where the order of a signal on bar t fills (rule F1). */
export const fillPoints = ['next-open', 'next-close', 'close'] as const
export type FillAt = (typeof fillPoints)[number]

/** Whether entries add to a position and exits reduce it by one entry's size, or not (rule F6). */
export const scalings = ['none', 'in', 'in-and-out'] as const
export type Scaling = (typeof scalings)[number]

/** The price that stop and target levels are measured from: the average fill price or the entry bar's close (rule F11). */
export const stopReferences = ['fill', 'close'] as const
export type StopReference = (typeof stopReferences)[number]

/** Which stop fills slip: those that are market orders (stop loss and trailing stop), all, or none (rule F14). */
export const stopSlippages = ['market', 'all', 'none'] as const
export type StopSlippage = (typeof stopSlippages)[number]

/** Another tool whose order of events on a bar is to be reproduced, for checking results against it (rule F12). */
export const compatibilities = ['none', 'vectorbt'] as const
export type Compatibility = (typeof compatibilities)[number]

/** A size at its fill: what the risk is measured by is known. */
export type FillSize = Sizing | { readonly kind: 'risk'; readonly fraction: number; readonly stopLoss: number }

/** How the orders of a backtest are sized, filled and charged. */
export interface Execution {
  readonly initialAmount: number
  readonly fillAt: FillAt
  readonly sizing: FillSize
  /** Entries are rounded down to a multiple of this many units; 0 trades any fraction. */
  readonly unitStep: number
  readonly scaling: Scaling
  readonly commission: Commission
  readonly slippage: Slippage
  readonly stopReference: StopReference
  readonly stopSlippage: StopSlippage
  readonly compatibility: Compatibility
}
