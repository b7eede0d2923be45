import type { Alert } from 'lighter-broadcaster-protocol/alert';

/** What the evaluator knew at the end of an earlier run. */
export interface SavedMemory {
  /** Open alerts, and those that ended recently. */
  alerts: readonly Alert[];
  notes: Readonly<Record<string, string>>;
}

/** Notes that changed since they were taken last, to be stored together with the alerts of the same step. */
export class NoteBook {
  private changed = new Map<string, string | null | (() => string)>();

  /** @param isKept `false` where nothing stores them, so that none is collected */
  constructor(private readonly isKept = true) {}

  /** @param value a function is called once the notes are taken, however often they changed until then */
  set(name: string, value: string | null | (() => string)): void {
    if (this.isKept) this.changed.set(name, value);
  }

  get isEmpty(): boolean {
    return this.changed.size === 0;
  }

  take(): Record<string, string | null> {
    const taken: Record<string, string | null> = {};
    for (const [name, value] of this.changed) taken[name] = typeof value === 'function' ? value() : value;
    this.changed = new Map();
    return taken;
  }
}

/** The notes whose names start with `prefix`, by the rest of their names. */
export function notesUnder(notes: Readonly<Record<string, string>>, prefix: string): [string, string][] {
  return Object.entries(notes)
    .filter(([name]) => name.startsWith(prefix))
    .map(([name, value]) => [name.slice(prefix.length), value]);
}
