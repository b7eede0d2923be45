import type { Millis } from 'lighter-broadcaster-protocol/account';
import { notesUnder, type NoteBook } from './alert-memory.js';

/** Ids kept per account: more than the exchange sends again after a restart. */
const KEPT = 1_000;
const EVICTED_AT_ONCE = 200;

interface SeenOfAccount {
  /** Alerts concern what happened after this moment: the first start of the evaluator. */
  from: Millis;
  /** An id that is not newer counts as seen, because its id is no longer kept. */
  floor: Millis;
  ids: Map<string, Millis>;
}

/** Fills or payments that were evaluated before, so that a restart neither repeats nor forgets one. */
export class SeenIds {
  private readonly accounts = new Map<number, SeenOfAccount>();

  /** @param kind names its notes: `trade` or `funding` */
  constructor(
    private readonly kind: string,
    saved: Readonly<Record<string, string>>,
    private readonly notes: NoteBook,
  ) {
    for (const [account, text] of notesUnder(saved, `from/${kind}/`)) {
      const [from, floor] = text.split(' ').map(Number) as [number, number];
      this.accounts.set(Number(account), { from, floor, ids: new Map() });
    }
    for (const [name, at] of notesUnder(saved, `seen/${kind}/`)) {
      const [account = '', id = ''] = name.split('/');
      this.accounts.get(Number(account))?.ids.set(id, Number(at));
    }
  }

  /**
   * Notes an id as seen. Ids of what happened before `until` are not kept, for nothing counts them.
   * @returns `new` if it happened after the first start, `past` if it is unknown and older, `seen` if it was noted before
   */
  note(account: number, id: string, at: Millis, now: Millis, until: Millis): 'new' | 'past' | 'seen' {
    const seen = this.of(account, now);
    if (at <= seen.floor || seen.ids.has(id)) return 'seen';
    const verdict = at > seen.from ? 'new' : 'past';
    if (verdict === 'past' && at < until) return verdict;
    seen.ids.set(id, at);
    this.notes.set(`seen/${this.kind}/${account}/${id}`, String(at));
    if (seen.ids.size > KEPT + EVICTED_AT_ONCE) this.evict(account, seen);
    return verdict;
  }

  /** Begins to follow an account that is not followed yet. */
  begin(account: number, now: Millis): void {
    this.of(account, now);
  }

  /** The first start for this account; Infinity before it. */
  since(account: number): Millis {
    return this.accounts.get(account)?.from ?? Infinity;
  }

  private of(account: number, now: Millis): SeenOfAccount {
    let seen = this.accounts.get(account);
    if (!seen) {
      seen = { from: now, floor: 0, ids: new Map() };
      this.accounts.set(account, seen);
      this.save(account, seen);
    }
    return seen;
  }

  private evict(account: number, seen: SeenOfAccount): void {
    const oldest = [...seen.ids].sort(([, a], [, b]) => a - b).slice(0, seen.ids.size - KEPT);
    for (const [id, at] of oldest) {
      seen.ids.delete(id);
      seen.floor = Math.max(seen.floor, at);
      this.notes.set(`seen/${this.kind}/${account}/${id}`, null);
    }
    this.save(account, seen);
  }

  private save(account: number, { from, floor }: SeenOfAccount): void {
    this.notes.set(`from/${this.kind}/${account}`, `${from} ${floor}`);
  }
}
