// Long: the whole contract of the port, which three engines keep
import fc from 'fast-check';
import {
  Conflict,
  EngineDown,
  Fenced,
  NOTICES,
  type Batch,
  type Engine,
  type LogEntry,
  type StreamKind,
  type HeldShare,
  type HashWrite,
} from '../../src/cluster/engine.port.js';

/** Engines of several processes over one server. */
export interface EngineBench {
  engine(instance: string): Promise<Engine>;
  /** Lets the lease of a share run out. */
  expireLease(share: string): Promise<void>;
  /** Lets time pass at the server, if it does not pass by itself. */
  pass(ms: number): Promise<void>;
  /** Loses the last term, as an engine without its last second of writes. */
  loseTerm(share: string): Promise<void>;
  /** Restarts the server with its data; connections come back by themselves. */
  restart(): Promise<void>;
  /** Breaks the connection of an engine. */
  disconnect(engine: Engine): Promise<void>;
}

const TTL = 60_000;
const SHARE = '0';

function fields(text: string): Batch['fields'] {
  return new Map([
    ['k', Buffer.from('b')],
    ['j', Buffer.from(text)],
  ]);
}

/** A batch after `previous` (an id of the same term) that counts the stream `account/7` from `before`. */
export function batch(previous: string, before: number, changes: Partial<Batch> = {}): Batch {
  const [term = '', n = ''] = previous.split('-');
  return {
    id: `${term}-${Number(n) + 1}`,
    previous,
    fields: fields(`after ${previous}`),
    total: before + 1,
    streams: [{ stream: 'account/7', before, after: before + 1 }],
    hashes: [],
    keepLogFrom: '0-0',
    rows: null,
    storedRows: '0-0',
    ...changes,
  };
}

function write(name: HashWrite['name'], parts: Partial<Omit<HashWrite, 'name'>>): HashWrite {
  return { name, set: new Map(), delete: [], clear: [], ...parts };
}

/** Reads until `count` entries have come. */
async function take(
  engine: Engine,
  [share, after]: [string, string],
  count: number,
  stream?: StreamKind,
): Promise<LogEntry[]> {
  const stop = new AbortController();
  const taken: LogEntry[] = [];
  for await (const entries of engine.read(share, after, stop.signal, stream)) {
    taken.push(...entries);
    if (taken.length >= count) stop.abort();
  }
  return taken;
}

/** What every engine must do. */
export function engineSuite(makeBench: () => Promise<EngineBench>): void {
  let bench: EngineBench;
  let one: Engine;
  let two: Engine;
  let held: HeldShare;
  let start: string;

  beforeEach(async () => {
    bench = await makeBench();
    [one, two] = [await bench.engine('one'), await bench.engine('two')];
    held = (await one.acquire(SHARE, TTL))!;
    start = `${held.term}-0`;
  });

  describe('leases', () => {
    it('grants a share to one process at a time', async () => {
      expect(held).toMatchObject({ share: SHARE, fresh: true, value: `${held.term}:one` });
      expect(await two.acquire(SHARE, TTL)).toBeNull();
      expect(await two.acquire('other', TTL)).not.toBeNull();
    });

    it('grants the share to another in the same epoch once the lease ran out', async () => {
      await bench.expireLease(SHARE);
      const next = (await two.acquire(SHARE, TTL))!;
      expect(next).toMatchObject({ epoch: held.epoch, fresh: false });
      expect(next.term).toBeGreaterThan(held.term);
      expect(await one.renew(held, TTL)).toBe(false);
      expect(await two.renew(next, TTL)).toBe(true);
    });

    it('refuses every write of an owner that lost the share', async () => {
      await bench.expireLease(SHARE);
      await two.acquire(SHARE, TTL);
      await expect(one.append(held, batch(start, 0))).rejects.toThrow(Fenced);
      await expect(one.put(held, 'budget', 'x')).rejects.toThrow(Fenced);
      await expect(one.write(held, [write('gaps', { set: new Map([['a', '1']]) })])).rejects.toThrow(Fenced);
      await expect(one.release(held, { id: `${held.term}-1`, previous: start })).rejects.toThrow(Fenced);
      expect(await two.value(SHARE, 'budget')).toBeNull();
      expect(await two.hash(SHARE, 'gaps')).toEqual(new Map());
    });

    it('names the address of its owner, also when the log begins later', async () => {
      expect(await two.head(SHARE)).toMatchObject({ leader: 'http://one' });
      await bench.expireLease(SHARE);
      await two.acquire(SHARE, TTL);
      expect(await one.head(SHARE)).toMatchObject({ leader: 'http://two' });
    });

    it('gives terms that grow even after the last one was lost', async () => {
      await bench.expireLease(SHARE);
      await bench.loseTerm(SHARE);
      expect((await two.acquire(SHARE, TTL))!.term).toBeGreaterThan(held.term);
    });

    it('frees a released share at once and says so in the log', async () => {
      await one.release(held, { id: `${held.term}-1`, previous: start });
      const next = (await two.acquire(SHARE, TTL))!;
      const entries = await take(two, [SHARE, start], 2);
      expect(entries.map(({ fields }) => fields.get('k')!.toString())).toEqual(['e', 't']);
      expect(entries[1]!.id).toBe(`${next.term}-0`);
      expect(entries[1]!.fields.get('p')!.toString()).toBe(`${held.term}-1`);
    });

    it('begins a new epoch when the server restarted', async () => {
      await one.append(held, batch(start, 0));
      await bench.restart();
      await bench.expireLease(SHARE);
      const next = (await two.acquire(SHARE, TTL))!;
      expect(next.fresh).toBe(true);
      expect(next.epoch).not.toBe(held.epoch);
      expect((await two.head(SHARE))!.streams.get('account/7')).toBe(1);
    });

    it('drops the accounts of the epoch before when a new one begins', async () => {
      const accounts = [[7, 'Main']] as const;
      const begun = await one.begin(held, {
        epoch: 'second',
        id: `${held.term}-1`,
        previous: start,
        accounts,
      });
      const row = write('a:7', { set: new Map([['n', 'Main']]) });
      await one.append(begun, batch(`${held.term}-1`, 0, { hashes: [row] }));
      expect(await one.head(SHARE)).toMatchObject({ epoch: 'second', accounts, last: `${held.term}-2` });
      await one.begin(begun, {
        epoch: 'third',
        id: `${held.term}-3`,
        previous: `${held.term}-2`,
        accounts: [],
      });
      expect(await one.hash(SHARE, 'a:7')).toEqual(new Map());
    });
  });

  describe('the log', () => {
    it('stores a batch whole: entry, sequence numbers and hashes', async () => {
      const set = new Map(Array.from({ length: 1_500 }, (_, i) => [`p/${i}`, `row ${i}`]));
      const first = batch(start, 0, { hashes: [write('a:7', { set })] });
      await one.append(held, first);
      const second = write('a:7', { set: new Map([['o/1', 'order']]), delete: ['p/3'], clear: [] });
      await one.append(held, batch(first.id, 1, { hashes: [second] }));
      const third = write('a:7', { clear: ['p/'] });
      expect((await two.hash(SHARE, 'a:7')).size).toBe(1_500);
      await one.append(held, batch(`${held.term}-2`, 2, { hashes: [third] }));
      expect(await two.hash(SHARE, 'a:7')).toEqual(new Map([['o/1', 'order']]));
      expect(await two.head(SHARE)).toMatchObject({ last: `${held.term}-3`, total: 3 });
    });

    it('stores nothing of a batch that does not follow', async () => {
      const hashes = [write('a:7', { set: new Map([['n', 'wrong']]) })];
      await expect(one.append(held, batch(start, 1, { hashes }))).rejects.toThrow(Conflict);
      await expect(one.append(held, batch(start, 0, { previous: `${held.term}-5`, hashes }))).rejects.toThrow(
        Conflict,
      );
      expect(await one.head(SHARE)).toMatchObject({ last: start, total: 0 });
      expect(await one.hash(SHARE, 'a:7')).toEqual(new Map());
    });

    it('accepts the repetition of several batches whose answers were lost', async () => {
      const batches = [batch(start, 0), batch(`${held.term}-1`, 1), batch(`${held.term}-2`, 2)];
      for (const sent of batches) await one.append(held, sent);
      for (const repeated of batches) await one.append(held, repeated);
      await one.append(held, batch(`${held.term}-3`, 3));
      expect((await take(two, [SHARE, start], 4)).map(({ id }) => id)).toEqual(
        [1, 2, 3, 4].map((n) => `${held.term}-${n}`),
      );
    });

    it('keeps batches in order when several are under way', async () => {
      const ids = Array.from({ length: 20 }, (_, i) => `${held.term}-${i}`);
      await Promise.all(ids.map((previous, i) => one.append(held, batch(previous, i))));
      expect(await one.head(SHARE)).toMatchObject({ total: 20, last: `${held.term}-20` });
    });

    it('reads from a given id, in order, and goes on where it stopped', async () => {
      const log = Array.from({ length: 5 }, (_, i) => batch(`${held.term}-${i}`, i));
      for (const sent of log.slice(0, 3)) await one.append(held, sent);
      const early = await take(two, [SHARE, `${held.term}-1`], 2);
      const late = take(two, [SHARE, early.at(-1)!.id], 2);
      for (const sent of log.slice(3)) await one.append(held, sent);
      expect([...early, ...(await late)].map(({ id }) => id)).toEqual(
        [2, 3, 4, 5].map((n) => `${held.term}-${n}`),
      );
      expect(early[0]!.fields.get('j')!.toString()).toBe(`after ${held.term}-1`);
    });

    it('drops entries below the id from which to keep', async () => {
      const oldest = async (): Promise<string> => (await take(one, [SHARE, '0-0'], 1))[0]!.id;
      expect(await oldest()).toBe(start);
      // A server drops whole nodes of a stream, so a few batches are not enough to see it.
      const total = 300;
      for (let i = 0; i < total; i++)
        await one.append(held, batch(`${held.term}-${i}`, i, { keepLogFrom: `${held.term}-${i}` }));
      const first = Number((await oldest()).split('-')[1]);
      expect(first).toBeGreaterThan(0);
      expect(first).toBeLessThanOrEqual(total);
    });

    it('keeps fields byte for byte', async () => {
      let shares = 0;
      await fc.assert(
        fc.asyncProperty(fc.uint8Array(), async (bytes) => {
          const share = `bytes-${++shares}`;
          const mine = (await one.acquire(share, TTL))!;
          const sent = new Map([
            ['k', Buffer.from('b')],
            ['z', Buffer.from(bytes)],
          ]);
          await one.append(mine, batch(`${mine.term}-0`, 0, { fields: sent }));
          const [entry] = await take(two, [share, `${mine.term}-0`], 1);
          expect(entry!.fields.get('z')).toEqual(Buffer.from(bytes));
          await one.release(mine, { id: `${mine.term}-2`, previous: `${mine.term}-1` });
        }),
        { numRuns: 20 },
      );
    });
  });

  describe('rows of the history', () => {
    const rows = (text: string): Batch['rows'] => new Map([['z', Buffer.from(text)]]);

    it('wait under the ids of their batches until they are stored', async () => {
      await one.append(held, batch(start, 0, { rows: rows('first') }));
      await one.append(held, batch(`${held.term}-1`, 1));
      await one.append(held, batch(`${held.term}-2`, 2, { rows: rows('third') }));
      const waiting = await take(two, [SHARE, '0-0'], 2, 'rows');
      expect(waiting.map(({ id, fields }) => [id, String(fields.get('z'))])).toEqual([
        [`${held.term}-1`, 'first'],
        [`${held.term}-3`, 'third'],
      ]);
      expect(await two.rowsBacklog(SHARE)).toMatchObject({ last: `${held.term}-3`, entries: 2 });
      const log = await take(two, [SHARE, start], 3);
      expect(log.every(({ fields }) => !fields.has('z'))).toBe(true);
    });

    it('are dropped once they are stored and others come', async () => {
      expect(await one.rowsBacklog(SHARE)).toEqual({ last: null, entries: 0, bytes: 0 });
      await one.append(held, batch(start, 0, { rows: rows('first') }));
      await one.append(held, batch(`${held.term}-1`, 1, { rows: rows('second') }));
      const stored = { rows: rows('third'), storedRows: `${held.term}-1` };
      await one.append(held, batch(`${held.term}-2`, 2, stored));
      const waiting = await take(two, [SHARE, '0-0'], 2, 'rows');
      expect(waiting.map(({ id }) => id)).toEqual([`${held.term}-2`, `${held.term}-3`]);
      expect((await two.rowsBacklog(SHARE)).bytes).toBeGreaterThan(0);
    });

    it('are not stored with a batch that is refused or repeated', async () => {
      const first = batch(start, 0, { rows: rows('first') });
      await one.append(held, first);
      await one.append(held, first);
      const wrong = batch(`${held.term}-1`, 7, { rows: rows('wrong') });
      await expect(one.append(held, wrong)).rejects.toThrow(Conflict);
      expect((await two.rowsBacklog(SHARE)).entries).toBe(1);
    });

    it('outlive the epoch, with what a start needs of them', async () => {
      const kept = write('kept', { set: new Map([['account_labels/7', '{}']]) });
      await one.append(held, batch(start, 0, { rows: rows('first'), hashes: [kept] }));
      await one.begin(held, {
        epoch: 'second',
        id: `${held.term}-2`,
        previous: `${held.term}-1`,
        accounts: [],
      });
      expect((await two.rowsBacklog(SHARE)).entries).toBe(1);
      expect(await two.hash(SHARE, 'kept')).toEqual(kept.set);
    });
  });

  describe('values and secrets', () => {
    it('keeps values and fields', async () => {
      await one.put(held, 'walk:7', '{"seq":1}');
      await one.write(held, [
        write('gaps', { set: new Map([['g1', '{}']]) }),
        write('marks', { set: new Map([['7', '12']]) }),
      ]);
      expect(await two.value(SHARE, 'walk:7')).toBe('{"seq":1}');
      expect(await two.hash(SHARE, 'gaps')).toEqual(new Map([['g1', '{}']]));
      expect(await two.hash(SHARE, 'marks')).toEqual(new Map([['7', '12']]));
    });

    it('gives every process the same secret', async () => {
      const [a, b] = await Promise.all([one.secret('session'), two.secret('session')]);
      expect(a).toBe(b);
      expect(a.length).toBeGreaterThanOrEqual(43);
      expect(await one.secret('other')).not.toBe(a);
    });
  });

  describe('what all processes share', () => {
    it('grants an id once among many that ask at a time', async () => {
      const asked = Array.from({ length: 50 }, (_, i) => (i % 2 === 0 ? one : two).once('ticket/1', TTL));
      expect((await Promise.all(asked)).filter(Boolean)).toHaveLength(1);
      expect(await two.once('ticket/2', TTL)).toBe(true);
    });

    it('adds up the counts of all processes', async () => {
      const more = (engine: Engine, counter: string, by: number): Promise<number[]> =>
        engine.add([{ counter, by, ttlMs: TTL }]);
      await Promise.all([more(one, 'a', 3), more(two, 'a', 4), more(one, 'b', 1)]);
      const both = ['a', 'b'].map((counter) => ({ counter, by: 1, ttlMs: TTL }));
      expect(await two.add(both)).toEqual([8, 2]);
      expect(await two.add([])).toEqual([]);
    });

    it('begins at zero once a counter has ended', async () => {
      const counter = { counter: 'short', by: 2, ttlMs: 20 };
      expect(await one.add([counter])).toEqual([2]);
      let total: number | undefined;
      while (total !== 2) {
        await bench.pass(25);
        [total] = await two.add([counter]);
      }
    });

    it('lists the processes that announced themselves', async () => {
      await one.announce('one', 'a gateway', []);
      expect(await two.announce('two', 'a collector', [])).toEqual(
        new Map([
          ['one', 'a gateway'],
          ['two', 'a collector'],
        ]),
      );
      expect(await two.announce('two', 'still', ['one', 'unknown'])).toEqual(new Map([['two', 'still']]));
    });

    it('gives notices of any process to all, from the first that is kept', async () => {
      await one.notify(fields('first'));
      await two.notify(fields('second'));
      const [early] = await take(two, [NOTICES, '0-0'], 2);
      expect(early!.fields.get('j')!.toString()).toBe('first');
      const late = take(one, [NOTICES, early!.id], 2);
      await two.notify(fields('third'));
      expect((await late).map(({ fields }) => fields.get('j')!.toString())).toEqual(['second', 'third']);
    });
  });

  it('reports a broken connection as such, to commands and readers', async () => {
    const reading = take(two, [SHARE, start], 1);
    const failed = expect(reading).rejects.toThrow(EngineDown);
    await bench.disconnect(two);
    await expect(two.head(SHARE)).rejects.toThrow(EngineDown);
    expect(two.connected).toBe(false);
    await failed;
  });
}
