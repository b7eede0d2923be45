import type { HistoryStatus } from './history-status.js';

/** The history that another process of this service records. Abstract class = DI token. */
export abstract class HistoryElsewhere {
  /** Gives the others the status of this process's history, whenever they ask. */
  abstract provide(status: () => HistoryStatus): void;
  /** `null` where this process records. */
  abstract status(): HistoryStatus | null;
}
