/** A fault set by a script. */
export interface Fault {
  /** How often it has applied. */
  readonly hits: number;
  /** Ends the fault and resumes everything it holds up. */
  lift(): void;
}

/** Registers a task to run when the fault ends. @returns a function that forgets it */
export type OnLift = (task: () => void) => () => void;

interface Entry<M, E> {
  readonly match: (subject: M) => boolean;
  readonly effect: E;
  left: number;
  hits: number;
  readonly lifted: Set<() => void>;
}

/** Faults of one kind in the order they were set; the first match applies. */
export class FaultList<M, E> {
  private readonly entries: Entry<M, E>[] = [];

  add(match: (subject: M) => boolean, effect: E, times: number): Fault {
    const entry: Entry<M, E> = { match, effect, left: times, hits: 0, lifted: new Set() };
    this.entries.push(entry);
    return {
      get hits() {
        return entry.hits;
      },
      lift: () => this.remove(entry),
    };
  }

  /** Applies the first matching fault, if any. */
  strike(subject: M): { effect: E; onLift: OnLift } | undefined {
    const entry = this.entries.find((candidate) => candidate.left > 0 && candidate.match(subject));
    if (!entry) return undefined;
    entry.hits += 1;
    entry.left -= 1;
    const onLift: OnLift = (task) => {
      entry.lifted.add(task);
      return () => void entry.lifted.delete(task);
    };
    return { effect: entry.effect, onLift };
  }

  /** Applies every matching fault, in the order they were set. */
  strikeAll(subject: M): { effect: E }[] {
    const struck = this.entries.filter((candidate) => candidate.left > 0 && candidate.match(subject));
    for (const entry of struck) {
      entry.hits += 1;
      entry.left -= 1;
    }
    return struck;
  }

  get size(): number {
    return this.entries.length;
  }

  /** The effect that would apply next, without applying it. */
  peek(subject: M): E | undefined {
    return this.entries.find((candidate) => candidate.left > 0 && candidate.match(subject))?.effect;
  }

  clear(): void {
    for (const entry of [...this.entries]) this.remove(entry);
  }

  private remove(entry: Entry<M, E>): void {
    const at = this.entries.indexOf(entry);
    if (at < 0) return;
    this.entries.splice(at, 1);
    for (const task of entry.lifted) task();
  }
}

/** Whether a channel (colon form) matches. A string must equal the whole name or the part before the colon. */
export function matchesChannel(pattern: string | RegExp, channel: string): boolean {
  if (typeof pattern === 'string')
    return pattern === '*' || channel === pattern || channel.split(':')[0] === pattern;
  return pattern.test(channel);
}
