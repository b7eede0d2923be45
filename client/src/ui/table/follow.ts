/** How a row stays current between two renderings of its table. */
export interface Follow<R> {
  subscribe: (listener: () => void) => () => void;
  /** What the row has become by now, the same object while nothing changes; `undefined` once it is gone. */
  current: (row: R) => R | undefined;
}
