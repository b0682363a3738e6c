/**
 * Returns are constant when the largest and the smallest differ by at most this, times 1 + |mean|.
 *
 * A return is a quotient of two equities near 1, so rounding alone moves it by a few 2^-53, however small it is;
 * 2^-48 is 32 times that. An equity growing by exactly 1 % a bar is thereby constant, and one that follows a
 * price is not: the smallest steps of prices, 1e-8 at 60,000, move it by nearly fifty times as much. What has no Sharpe ratio among the metrics has
 * none in the statistics of luck either.
 */
export const constantWithin = 2 ** -48
