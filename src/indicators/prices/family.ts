import { averagePrice } from './average-price.ts'
import { medianPrice } from './median-price.ts'
import { typicalPrice } from './typical-price.ts'
import { weightedClose } from './weighted-close.ts'

/** The bar as one number, as a source for other indicators. */
export const prices = { typicalPrice, medianPrice, weightedClose, averagePrice }
