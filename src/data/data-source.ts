import type { Bars } from './bars.ts'

/** Where bars come from. Nothing is read before `load`; a source can be described without reading it. */
export interface DataSource {
  /** One line for people: what would be read, and from where. */
  readonly describe: string
  load(): Promise<Bars>
}
