import { describe, expect, test } from 'vitest'
import { ReturnsMatrix } from '../../../src/robustness/returns-matrix.ts'

describe('ReturnsMatrix', () => {
  test('rows that were not written hold NaN, as those of failed backtests', () => {
    const matrix = new ReturnsMatrix(2, 3)
    matrix.row(1).set([0.01, -0.02, 0.03])
    expect([...matrix.values]).toEqual([NaN, NaN, NaN, 0.01, -0.02, 0.03])
  })

  test('comparable leaves out NaN, infinities and constant returns, wherever they are', () => {
    const matrix = ReturnsMatrix.from([
      [0.01, 0.02, 0.03],
      [0.01, NaN, 0.03],
      [NaN, 0.02, 0.03],
      [0.01, 0.02, -Infinity],
      [0, 0, 0],
      [0.01, 0.01, 0.01],
      [0, 0, -1e-9],
      [1.0001 / 1 - 1, 1.00020001 / 1.0001 - 1, 10_001 / 10_000 - 1], // interest: equal but for rounding
    ])
    expect([...matrix.comparable()]).toEqual([0, 6])
  })

  test('is empty without trials or without observations', () => {
    expect(ReturnsMatrix.from([]).comparable()).toHaveLength(0)
    expect(new ReturnsMatrix(3, 0).comparable()).toHaveLength(0)
  })

  test('shares its memory with another one made from it', () => {
    const matrix = new ReturnsMatrix(2, 2)
    const inThread = new ReturnsMatrix(2, 2, matrix.values.buffer)
    inThread.row(0).set([0.5, 0.25])
    expect([...matrix.row(0)]).toEqual([0.5, 0.25])
  })

  test('refuses rows of several lengths, sizes that are none and memory of another size', () => {
    expect(() => ReturnsMatrix.from([[1, 2], [1]])).toThrow('Row 1 has 1 returns, row 0 has 2')
    expect(() => new ReturnsMatrix(-1, 5)).toThrow('trials is -1')
    expect(() => new ReturnsMatrix(1, 2.5)).toThrow('observations is 2.5')
    expect(() => new ReturnsMatrix(1, 2, new SharedArrayBuffer(8))).toThrow(
      '8 bytes, 1 trials of 2 observations take 16',
    )
  })
})
