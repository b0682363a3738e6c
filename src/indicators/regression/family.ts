import { linReg } from './lin-reg.ts'

/** Lines fitted to a column. */
export const regression = { linReg }
