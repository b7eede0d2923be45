import { EngineOutbox } from '../../src/cluster/engine-outbox.js';
import { EngineDown, Fenced, type Engine } from '../../src/cluster/engine.port.js';
import { Leadership } from '../../src/cluster/leadership.js';
import { SystemClock } from '../../src/clock/system-clock.js';
import type { EngineBench } from './engine.suite.js';

const TTL = 60_000;
const SHARE = '0';
const clock = new SystemClock();

export function sharedOutboxSuite(open: () => Promise<EngineBench>): void {
  let bench: EngineBench;
  let leaders: number;

  beforeEach(async () => {
    bench = await open();
    leaders = 0;
  });

  /** The outbox of the next leader. */
  async function next(changed: (engine: Engine) => Engine = (engine) => engine): Promise<EngineOutbox> {
    await bench.expireLease(SHARE);
    const engine = await bench.engine(`leader-${++leaders}`);
    const held = (await engine.acquire(SHARE, TTL))!;
    return new EngineOutbox(
      changed(engine),
      new Leadership(engine, held, clock.monotonic(), TTL, clock),
      clock,
    );
  }

  it('keeps lines in order for the next leader, and takes none of the one before', async () => {
    const one = await next();
    expect(await one.log.read()).toEqual([]);
    await Promise.all(Array.from({ length: 12 }, (_, number) => one.log.append(`line ${number}`)));
    await one.log.rewrite(() => ['x', 'y']);
    await one.log.append('z');
    const two = await next();
    expect(await two.log.read()).toEqual(['x', 'y', 'z']);
    await expect(one.log.append('late')).rejects.toThrow(Fenced);
    await two.log.append('more');
    expect(await (await next()).log.read()).toEqual(['x', 'y', 'z', 'more']);
  });

  it.each([new EngineDown('the connection broke'), new Error('refused for a reason of its own')])(
    'keeps a line once when its answer is %s',
    async (failure) => {
      let lost = 0;
      const one = await next(
        (engine) =>
          new Proxy(engine, {
            get: (target, name) => {
              if (name !== 'write') return Reflect.get(target, name, target) as unknown;
              return async (...args: Parameters<Engine['write']>) => {
                await target.write(...args);
                if (lost++ === 0) throw failure;
              };
            },
          }),
      );
      await one.log.read();
      await Promise.all([one.log.append('a'), one.log.append('b')]);
      expect(lost).toBe(3);
      expect(await (await next()).log.read()).toEqual(['a', 'b']);
    },
  );

  it('grants an attempt once, the next one after its failure, and none after the end', async () => {
    const [one, two] = [await next(), await next()];
    const claims = await Promise.all(
      Array.from({ length: 20 }, (_, n) => (n % 2 ? one : two).claim({ id: 'm', failures: 0 })),
    );
    expect(claims.filter((claim) => claim === 'granted')).toHaveLength(1);
    expect(claims.filter((claim) => claim === 'elsewhere')).toHaveLength(19);
    expect(await two.claim({ id: 'm', failures: 1 })).toBe('granted');
    expect(await two.claim({ id: 'other', failures: 0 })).toBe('granted');
    await one.ended('m');
    expect(await two.claim({ id: 'm', failures: 1 })).toBe('ended');
    expect(await two.claim({ id: 'm', failures: 2 })).toBe('ended');
  });
}
