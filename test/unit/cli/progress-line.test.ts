import { describe, expect, test } from 'vitest'
import { ProgressLine, progressText } from '../../../src/cli/progress-line.ts'

/** What a terminal or a file gets to see. */
function stream(properties: { isTTY?: boolean; columns?: number }) {
  const written: string[] = []
  const write = (text: string) => {
    written.push(text)
    return true
  }
  return { written, stream: { ...properties, write } as unknown as NodeJS.WriteStream }
}

function progressAt(done: number, elapsed: number, failed = 0) {
  return { done, total: 2000, failed, before: 0, elapsed, memory: 100 * 2 ** 20 }
}

describe('progressText', () => {
  test.each([
    [progressAt(0, 0), '0/2,000  0 %  0/s  100 MB'],
    [progressAt(500, 250), '500/2,000  25 %  2,000/s  0.8 s left  100 MB'],
    [progressAt(1999, 1000), '1,999/2,000  99 %  1,999/s  0.0 s left  100 MB'],
    [progressAt(2000, 65_000), '2,000/2,000  100 %  31/s  1:05  100 MB'],
    [progressAt(10, 10_000, 3), '10/2,000  0 %  1/s  33:10 left  3 failed  100 MB'],
  ])('of %j is %s', (progress, text) => {
    expect(progressText(progress)).toBe(text)
  })
})

describe('ProgressLine on a terminal', () => {
  test('draws one line again and again, and ends below it, once', () => {
    const { written, stream: terminal } = stream({ isTTY: true, columns: 100 })
    const line = new ProgressLine(terminal)
    line.update(progressAt(1000, 500))
    line.update(progressAt(2000, 1000))
    line.end()
    line.end()
    expect(written).toEqual([
      `\r${'█'.repeat(12)}${'░'.repeat(12)}  1,000/2,000  50 %  2,000/s  0.5 s left  100 MB\x1b[K`,
      `\r${'█'.repeat(24)}  2,000/2,000  100 %  2,000/s  1.0 s  100 MB\x1b[K`,
      '\n',
    ])
  })

  test('never fills the last column, so that a narrow terminal does not scroll', () => {
    for (const columns of [30, 40, 60]) {
      const { written, stream: terminal } = stream({ isTTY: true, columns })
      new ProgressLine(terminal).update(progressAt(1000, 500))
      expect(written[0].length - '\r\x1b[K'.length).toBe(columns - 1)
    }
  })

  test('that was never drawn ends without a word', () => {
    const { written, stream: terminal } = stream({ isTTY: true })
    new ProgressLine(terminal).end()
    expect(written).toEqual([])
  })
})

describe('ProgressLine in a file', () => {
  test('writes a plain line every five seconds and one at the end', () => {
    const { written, stream: file } = stream({})
    const line = new ProgressLine(file)
    for (const elapsed of [100, 4999, 5000, 7000, 10_100]) line.update(progressAt(elapsed / 10, elapsed))
    line.update(progressAt(2000, 11_000))
    line.end()
    expect(written).toEqual([
      '500/2,000  25 %  100/s  15 s left  100 MB\n',
      '1,010/2,000  50 %  100/s  9.9 s left  100 MB\n',
      '2,000/2,000  100 %  182/s  11 s  100 MB\n',
    ])
  })

  test('tells the end once, also when it hears of it twice', () => {
    const { written, stream: file } = stream({})
    const line = new ProgressLine(file)
    line.update(progressAt(2000, 10))
    line.update(progressAt(2000, 11))
    expect(written).toHaveLength(1)
  })
})
