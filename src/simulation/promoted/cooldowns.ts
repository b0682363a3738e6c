import type { FillReason } from '../model/account.ts'
import type { ResolvedCooldown } from '../model/position-rules.ts'

/** A fill as cooldowns see it. */
export interface CoolingFill {
  readonly bar: number
  /** Units of the position before and after it. */
  readonly before: number
  readonly after: number
  readonly reason: FillReason
}

/** Until when entries are kept back, by symbol and side (rule F48). */
export class Cooldowns {
  private readonly rules: readonly (readonly ResolvedCooldown[])[]
  /** First bar on which entries are taken again. */
  private readonly long: number[]
  private readonly short: number[]

  /** @param rules of every symbol */
  constructor(rules: readonly (readonly ResolvedCooldown[])[]) {
    this.rules = rules
    this.long = rules.map(() => -1)
    this.short = rules.map(() => -1)
  }

  blocks(symbol: number, side: 1 | -1, bar: number): boolean {
    return bar < (side > 0 ? this.long : this.short)[symbol]
  }

  /** A fill of `symbol`: its rules begin to work, on all symbols if they say so. */
  note(symbol: number, fill: CoolingFill): void {
    for (const rule of this.rules[symbol]) {
      if (!concerns(rule, fill)) continue
      const { scope, blocks, bars } = rule
      const end = fill.bar + bars
      for (let k = 0; k < this.rules.length; k++) {
        if (scope === 'symbol' && k !== symbol) continue
        if (blocks !== 'short') this.long[k] = Math.max(this.long[k], end)
        if (blocks !== 'long') this.short[k] = Math.max(this.short[k], end)
      }
    }
  }
}

function concerns({ after: what, side }: ResolvedCooldown, { before, after, reason }: CoolingFill): boolean {
  const opens = after !== 0 && (before * after <= 0 || Math.abs(after) > Math.abs(before))
  const ends = before !== 0 && before * after <= 0
  const stops = reason === 'stop-loss' || reason === 'trailing-stop'
  const happened = what === 'entry' ? opens : what === 'exit' ? ends : stops
  if (!happened || side === 'both') return happened
  const position = what === 'entry' ? after : before
  return position > 0 === (side === 'long')
}
