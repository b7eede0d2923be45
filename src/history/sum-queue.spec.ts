import { SumQueue } from './sum-queue.js';

/** Work that ends when the test says so. */
function jobs() {
  const started: string[] = [];
  const finish = new Map<string, (value: string) => void>();
  const signals = new Map<string, AbortSignal>();
  const job = (name: string) => (canceled: AbortSignal) => {
    started.push(name);
    signals.set(name, canceled);
    return new Promise<string>((resolve) => finish.set(name, resolve));
  };
  return { started, finish, signals, job };
}

const patient = new AbortController().signal;
/** Lets every promise that can settle do so. */
const settle = (): Promise<void> => new Promise((resolve) => setImmediate(resolve));

describe('the queue of sums', () => {
  it('runs one at a time, and shares a run among callers of the same key', async () => {
    const { started, finish, job } = jobs();
    const queue = new SumQueue();
    const first = queue.run('a', patient, job('a'));
    const same = queue.run('a', patient, job('a again'));
    const second = queue.run('b', patient, job('b'));
    await settle();
    expect(started).toEqual(['a']);
    finish.get('a')!('sum of a');
    expect(await Promise.all([first, same])).toEqual(['sum of a', 'sum of a']);
    await settle();
    expect(started).toEqual(['a', 'b']);
    finish.get('b')!('sum of b');
    expect(await second).toBe('sum of b');
  });

  it('refuses a caller when eight others wait, and says when to come back', async () => {
    const { finish, job } = jobs();
    const queue = new SumQueue();
    const running = queue.run('running', patient, job('running'));
    const waiting = Array.from({ length: 8 }, (_, i) => queue.run(`${i}`, patient, job(`${i}`)));
    await expect(queue.run('one more', patient, job('one more'))).rejects.toMatchObject({
      code: 'HISTORY_BUSY',
      headers: { 'Retry-After': '5' },
    });
    for (const name of ['running', '0', '1', '2', '3', '4', '5', '6', '7']) {
      await settle();
      finish.get(name)!(name);
    }
    expect(await Promise.all([running, ...waiting])).toHaveLength(9);
  });

  it('never starts what its callers have left before its turn', async () => {
    const { started, finish, job } = jobs();
    const queue = new SumQueue();
    const first = queue.run('a', patient, job('a'));
    const caller = new AbortController();
    const second = queue.run('b', caller.signal, job('b'));
    caller.abort(new Error('client left'));
    await expect(second).rejects.toThrow('client left');
    finish.get('a')!('done');
    await first;
    await settle();
    expect(started).toEqual(['a']);
  });

  it('cancels a run only when its last caller has left', async () => {
    const { signals, finish, job } = jobs();
    const queue = new SumQueue();
    const [one, other] = [new AbortController(), new AbortController()];
    const results = [one, other].map(({ signal }) => queue.run('a', signal, job('a')).catch(() => 'left'));
    await settle();
    one.abort(new Error('left'));
    await settle();
    expect(signals.get('a')!.aborted).toBe(false);
    other.abort(new Error('left'));
    expect(await Promise.all(results)).toEqual(['left', 'left']);
    expect(signals.get('a')!.aborted).toBe(true);
    finish.get('a')!('too late');
    const next = queue.run('b', patient, job('b'));
    await settle();
    finish.get('b')!('next');
    expect(await next).toBe('next');
  });

  it('goes on after a run that failed', async () => {
    const queue = new SumQueue();
    const failing = queue.run('a', patient, async () => {
      throw new Error('disk');
    });
    const next = queue.run('b', patient, async () => 'next');
    await expect(failing).rejects.toThrow('disk');
    expect(await next).toBe('next');
  });
});
