import type { Position } from 'lighter-broadcaster-protocol/account';
import type { ListDelta } from 'lighter-broadcaster-protocol/delta';
import { signOf } from 'lighter-broadcaster-protocol/decimal';
import { notesUnder, type NoteBook } from './alert-memory.js';

export type PositionMove = 'position-opened' | 'position-closed' | 'position-flipped';

interface Known {
  sign: -1 | 1;
  symbol: string;
}

/** Which positions an account held last, so that opening, closing and flipping is noticed, across restarts too. */
export class PositionsKnown {
  private readonly accounts = new Map<number, Map<number, Known>>();

  constructor(
    saved: Readonly<Record<string, string>>,
    private readonly notes: NoteBook,
  ) {
    for (const [account, text] of notesUnder(saved, 'positions/'))
      this.accounts.set(Number(account), new Map(JSON.parse(text) as [number, Known][]));
  }

  /** Takes a change of the list. @returns what happened; nothing for the first list of an account */
  note(
    account: number,
    delta: ListDelta<Position>,
    list: readonly Position[] | null,
  ): { event: PositionMove; position: Position | null; symbol: string; marketId: number }[] {
    if (list === null) return [];
    const known = this.accounts.get(account);
    const now =
      'set' in delta || !known ? new Map(list.map((position) => [position.market_id, position])) : null;
    if (!known) {
      this.accounts.set(account, new Map([...now!].map(([id, position]) => [id, knownOf(position)])));
      this.save(account);
      return [];
    }
    const happened = now
      ? this.compare(known, now)
      : this.follow(known, delta as Exclude<typeof delta, { set: unknown }>);
    if (happened.length > 0) this.save(account);
    return happened;
  }

  private compare(known: Map<number, Known>, now: ReadonlyMap<number, Position>) {
    const gone = [...known.keys()].filter((id) => !now.has(id));
    return this.follow(known, { upsert: [...now.values()], remove: gone.map(String) });
  }

  private follow(
    known: Map<number, Known>,
    { upsert = [], remove = [] }: { upsert?: Position[]; remove?: string[] },
  ) {
    const happened: { event: PositionMove; position: Position | null; symbol: string; marketId: number }[] =
      [];
    const removed = remove.map(Number);
    for (const position of upsert) {
      const { market_id: marketId, symbol } = position;
      const before = known.get(marketId);
      if (before?.sign === sideOf(position) || removed.includes(marketId)) continue;
      known.set(marketId, knownOf(position));
      happened.push({ event: before ? 'position-flipped' : 'position-opened', position, symbol, marketId });
    }
    for (const marketId of removed) {
      const before = known.get(marketId);
      if (!before) continue;
      known.delete(marketId);
      happened.push({ event: 'position-closed', position: null, symbol: before.symbol, marketId });
    }
    return happened;
  }

  private save(account: number): void {
    const known = this.accounts.get(account)!;
    this.notes.set(`positions/${account}`, () => JSON.stringify([...known]));
  }
}

function knownOf(position: Position): Known {
  return { sign: sideOf(position), symbol: position.symbol };
}

function sideOf({ size }: Position): Known['sign'] {
  return signOf(size) < 0 ? -1 : 1;
}
