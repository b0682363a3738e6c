import type { Grid } from './search-space.ts'

/** A parameter set as searches see it: for each parameter the place of its value in the parameter's list. */
export type Point = readonly number[]

/** The parameters of a grid as axes of places: searches know nothing of the values but whether they have an order. */
export class Axes {
  /** Values of each parameter. */
  readonly sizes: readonly number[]
  /** Whether near places are near values: numbers that only rise or only fall. */
  readonly ordered: readonly boolean[]
  /** Places in `sizes` of the parameters with more than one value. */
  readonly varied: readonly number[]

  constructor({ values }: Grid) {
    this.sizes = values.map((list) => list.length)
    this.ordered = values.map(isOrdered)
    this.varied = this.sizes.flatMap((size, axis) => (size > 1 ? [axis] : []))
  }

  /** The point with this grid number: the last axis varies fastest. */
  pointOf(number: number): number[] {
    const point = new Array<number>(this.sizes.length)
    let rest = number
    for (let axis = point.length - 1; axis >= 0; axis--) {
      point[axis] = rest % this.sizes[axis]
      rest = Math.floor(rest / this.sizes[axis])
    }
    return point
  }

  numberOf(point: Point): number {
    let number = 0
    for (let axis = 0; axis < point.length; axis++) number = number * this.sizes[axis] + point[axis]
    return number
  }
}

function isOrdered(values: readonly unknown[]): boolean {
  const [first, second] = values
  return values.every(
    (value, i) =>
      typeof value === 'number' &&
      (i === 0 || (first! < second! ? value > (values[i - 1] as number) : value < (values[i - 1] as number))),
  )
}
