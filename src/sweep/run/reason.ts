import { messageOf } from '../../base/errors.ts'

/** The message of whatever a strategy threw, which may be of a kind that has none and cannot even be made into text. */
export function reasonOf(thrown: unknown): string {
  try {
    return String(messageOf(thrown))
  } catch {
    return 'something that cannot be shown'
  }
}
