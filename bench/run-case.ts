/** Measures the case that the argument names and sends its values to the process that forked this one (bench.ts). */
import { cases } from './cases.ts'

const found = cases.find(({ name }) => name === process.argv[2])
process.send?.(await found?.measure())
process.disconnect()
