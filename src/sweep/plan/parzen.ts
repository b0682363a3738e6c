import { assert } from '../../base/assert.ts'
import type { Random } from '../../base/random.ts'
import type { Axes, Point } from './axes.ts'

/** On an axis without order: the share of a kernel that is spread over all its values. */
const spreadShare = 0.25

/**
 * How dense points are over a grid: a mixture with equal weights of one kernel around each point and one that covers the grid evenly, so
 * that the density is nowhere 0. A kernel is the product over the axes of a normal density at the places, cut off at the ends.
 *
 * On each axis the normal's deviation is half of Scott's rule, which is the deviation of the points × n^(-1 / (axes + 4)) and made for showing a
 * density, not for searching where it is high; but not less than a place, nor than a quarter of the gap between as many points spread
 * evenly.
 */
export class Parzen {
  private readonly axes: Axes
  private readonly points: readonly Point[]
  private readonly kernels: readonly Kernel[]

  /** @param points at least one */
  constructor(axes: Axes, points: readonly Point[]) {
    assert(points.length > 0, 'a width is measured from points')
    const { sizes, ordered, varied } = axes
    this.axes = axes
    this.points = points
    const narrowing = Math.exp(-Math.log(points.length) / (varied.length + 4)) / 2
    this.kernels = varied.map((axis) => {
      if (!ordered[axis]) return new ChoiceKernel(sizes[axis])
      const spread = deviation(points.map((point) => point[axis]))
      return new NormalKernel(sizes[axis], Math.max(1, sizes[axis] / (points.length + 1) / 4, narrowing * spread))
    })
  }

  /** A point drawn from the mixture. */
  draw(random: Random): Point {
    const { sizes, varied } = this.axes
    const centre = this.points[random.integer(this.points.length + 1)]
    const point: number[] = sizes.map(() => 0)
    varied.forEach((axis, i) => {
      point[axis] = centre === undefined ? random.integer(sizes[axis]) : this.kernels[i].draw(centre[axis], random)
    })
    return point
  }

  /** Relative to an even density over the grid. */
  density(at: Point): number {
    const { varied } = this.axes
    let sum = 1
    for (const centre of this.points) {
      let product = 1
      for (let i = 0; i < varied.length; i++) product *= this.kernels[i].density(at[varied[i]], centre[varied[i]])
      sum += product
    }
    return sum / (this.points.length + 1)
  }
}

interface Kernel {
  draw(centre: number, random: Random): number
  /** Relative to an even density over the axis. */
  density(at: number, centre: number): number
}

class NormalKernel implements Kernel {
  private readonly size: number
  private readonly width: number
  /** exp(-d² / 2 width²) by the distance d, and the sum of these up to and with d. */
  private readonly heights: Float64Array
  private readonly sums: Float64Array

  constructor(size: number, width: number) {
    this.size = size
    this.width = width
    this.heights = Float64Array.from({ length: size }, (_, d) => Math.exp(-((d / width) * (d / width)) / 2))
    let sum = 0
    this.sums = this.heights.map((height) => (sum += height))
  }

  draw(centre: number, random: Random): number {
    for (;;) {
      const place = Math.round(centre + this.width * random.normal())
      if (place >= 0 && place < this.size) return place
    }
  }

  density(at: number, centre: number): number {
    const all = this.sums[centre] + this.sums[this.size - 1 - centre] - 1
    return (this.heights[Math.abs(at - centre)] / all) * this.size
  }
}

class ChoiceKernel implements Kernel {
  private readonly size: number

  constructor(size: number) {
    this.size = size
  }

  draw(centre: number, random: Random): number {
    return random.next() < spreadShare ? random.integer(this.size) : centre
  }

  density(at: number, centre: number): number {
    return spreadShare + (at === centre ? (1 - spreadShare) * this.size : 0)
  }
}

function deviation(values: readonly number[]): number {
  const mean = values.reduce((sum, value) => sum + value, 0) / values.length
  return Math.sqrt(values.reduce((sum, value) => sum + (value - mean) * (value - mean), 0) / values.length)
}
