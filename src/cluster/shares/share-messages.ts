/** From a collector to its process. */
export interface ToShareProcess {
  /** Whether it may take a free share. */
  mayTake: boolean;
}

/** From a process to its collector. */
export type FromShareProcess = { type: 'ready' } | { type: 'leads'; share: string };
