import { expect, test } from 'vitest'
import { normalCdf } from '../../../src/robustness/normal.ts'
import { studentTail, studentTailQuantile } from '../../../src/robustness/student-t.ts'
import { expectRelative } from '../../support/statistics.ts'

/** Degrees of freedom, t, tail: by mpmath 1.3.0 with 60 digits. */
const tails = [
  [1, 0.1, 0.4682744825694464],
  [1, 1.7, 0.16925302733033268],
  [1, 2.5, 0.1211189415908434],
  [1, 8, 0.03958342416056554],
  [1, 20, 0.015902251256176374],
  [3, 0.1, 0.4633261744004029],
  [3, 1.7, 0.09384532077670504],
  [3, 2.5, 0.04385332350403277],
  [3, 8, 0.002038288793892734],
  [3, 20, 0.00013660162512365586],
  [10, 0.1, 0.46116035928220417],
  [10, 1.7, 0.0599846729545102],
  [10, 2.5, 0.015723422118304402],
  [10, 8, 5.88747139483308e-6],
  [10, 20, 1.073031158602126e-9],
  [119, 0.1, 0.46025630005097956],
  [119, 1.7, 0.04587161226482527],
  [119, 2.5, 0.006890550658350513],
  [119, 8, 4.603892142699867e-13],
  [119, 20, 3.6333135434741672e-40],
  [239, 0.1, 0.4602140779809871],
  [239, 1.7, 0.045215926259700216],
  [239, 2.5, 0.006545351914542833],
  [239, 8, 2.6825897782119875e-14],
  [239, 20, 2.9723755779694187e-53],
  [1000, 0.1, 0.46018218451180204],
  [1000, 1.7, 0.04472094347962002],
  [1000, 2.5, 0.006289283900545398],
  [1000, 8, 1.7133307411957373e-15],
  [1000, 20, 2.0311442497623856e-75],
  [5000, 0.1, 0.46017416728286575],
  [5000, 1.7, 0.04459655985201111],
  [5000, 2.5, 0.006225558099860571],
  [5000, 8, 7.669935943457727e-16],
  [5000, 20, 5.702993923812248e-86],
] as const

test('studentTail(t, freedom) has twelve digits', () => {
  for (const [freedom, t, wanted] of tails) {
    expectRelative(studentTail(t, freedom), wanted, `${freedom} at ${t}`, 1e-12)
  }
})

test('studentTail has the closed forms of 1 and 2 degrees of freedom', () => {
  for (const t of [0.01, 0.5, 1.7, 1.8, 4, 90]) {
    expectRelative(studentTail(t, 1), Math.atan2(1, t) / Math.PI, `1 at ${t}`, 1e-13)
    const root = Math.sqrt(2 + t * t)
    expectRelative(studentTail(t, 2), 1 / (root * (root + t)), `2 at ${t}`, 1e-13)
  }
})

test('studentTail of -t is the rest, of NaN is NaN, and nears the normal with many degrees of freedom', () => {
  expect(studentTail(-1.3, 7) + studentTail(1.3, 7)).toBeCloseTo(1, 15)
  expect([0, 1e200, Infinity, -Infinity].map((t) => studentTail(t, 5))).toEqual([0.5, 0, 0, 1])
  expect(studentTail(NaN, 5)).toBeNaN()
  expectRelative(studentTail(2, 1_000_000), normalCdf(-2), 'at 2', 1e-5)
})

test('studentTailQuantile(tail, freedom) is where studentTail is tail', () => {
  for (const freedom of [1, 2, 3, 10, 119, 5000]) {
    for (const tail of [1e-12, 1e-6, 0.001, 0.05, 0.3, 0.49, 0.7, 0.99]) {
      expectRelative(studentTail(studentTailQuantile(tail, freedom), freedom), tail, `${freedom} ${tail}`, 1e-12)
    }
  }
  expect([0, 0.5, 1].map((tail) => studentTailQuantile(tail, 4))).toEqual([Infinity, 0, -Infinity])
  for (const tail of [-0.1, 1.1, NaN]) expect(studentTailQuantile(tail, 4)).toBeNaN()
})

test('degrees of freedom are a whole number of at least 1', () => {
  for (const freedom of [0, 1.5, NaN]) {
    expect(() => studentTail(1, freedom)).toThrow('studentTail: freedom is')
    expect(() => studentTailQuantile(0.1, freedom)).toThrow('studentTailQuantile: freedom is')
  }
})
