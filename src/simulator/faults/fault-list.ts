/** A fault that a script has set. */
export interface Fault {
  /** How often it has struck. */
  readonly hits: number;
  /** Takes it back; what it holds up goes on. */
  lift(): void;
}

interface Entry<M, E> {
  readonly match: (subject: M) => boolean;
  readonly effect: E;
  left: number;
  hits: number;
  readonly lifted: Set<() => void>;
}

/** Faults of one kind in the order they were set; the first that matches strikes. */
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

  /** The effect that strikes this subject, if any; `onLift` hears when that fault is taken back. */
  strike(subject: M): { effect: E; onLift: (task: () => void) => void } | undefined {
    const entry = this.entries.find((candidate) => candidate.left > 0 && candidate.match(subject));
    if (!entry) return undefined;
    entry.hits += 1;
    entry.left -= 1;
    return { effect: entry.effect, onLift: (task) => void entry.lifted.add(task) };
  }

  /** The effect that would strike next, without striking. */
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

/** Whether a channel (colon form) matches: a text must be all of it or its part before the colon. */
export function matchesChannel(pattern: string | RegExp, channel: string): boolean {
  if (typeof pattern === 'string')
    return pattern === '*' || channel === pattern || channel.split(':')[0] === pattern;
  return pattern.test(channel);
}
