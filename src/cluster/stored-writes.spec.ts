import type { CallHandler, ExecutionContext } from '@nestjs/common';
import { firstValueFrom, of } from 'rxjs';
import { lead, LEASE, type LeadingCollector } from '../../test/support/cluster.harness.js';
import { ManualClock } from '../../test/support/manual-clock.js';
import { settleIo } from '../../test/support/until.js';
import { EngineMemory } from './engine-memory.js';
import { StoredWrites } from './stored-writes.js';

const CONTROL = { rest_paused: true, ws_paused: true };

describe('a request to the leader', () => {
  let clock: ManualClock;
  let leader: LeadingCollector;
  beforeEach(async () => {
    clock = new ManualClock();
    leader = await lead(new EngineMemory(clock), clock, 'first');
    await leader.writer.idle();
    leader.engine.setConnected(false);
  });

  /** Pauses, as a controller does. */
  const answer = (method: string): Promise<unknown> => {
    const context = { switchToHttp: () => ({ getRequest: () => ({ method }) }) } as ExecutionContext;
    leader.store.apply({ type: 'control', control: CONTROL, at: clock.wallNow() });
    const next: CallHandler = { handle: () => of('paused') };
    return firstValueFrom(new StoredWrites(leader.writer).intercept(context, next));
  };

  it('that changes something is answered once the engine has the change', async () => {
    let answered: unknown = null;
    void answer('POST').then((text) => (answered = text));
    await clock.advanceBy(LEASE / 2, 100, settleIo);
    expect(answered).toBeNull();
    leader.engine.setConnected(true);
    await clock.advanceBy(1_000, 100, settleIo);
    expect(answered).toBe('paused');
    expect((await leader.engine.head('0'))?.total).toBe(leader.store.total);
  });

  it('that changes something fails when the lease ends before', async () => {
    const failed = expect(answer('POST')).rejects.toMatchObject({ code: 'NOT_READY' });
    await clock.advanceBy(4 * LEASE, 100, settleIo);
    await failed;
  });

  it('that only reads waits for nothing', async () => {
    expect(await answer('GET')).toBe('paused');
  });
});
