// `node examples/cerebro-optimize` looks for this name
import './cerebro-optimize.ts'
