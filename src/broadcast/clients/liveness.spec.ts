import { once } from 'node:events';
import { startBroadcast } from '../../../test/support/broadcast-app.js';
import { FakeFeed } from '../../../test/support/fake-feed.js';
import { FramesClient } from '../../../test/support/frames-client.js';
import { ManualClock } from '../../../test/support/manual-clock.js';
import { rawUpgrade } from '../../../test/support/raw-ws.js';
import { BroadcastStats } from '../broadcast-stats.js';
import { Hub } from './hub.js';

it('keeps clients that answer pings and drops a dead one within 60 s', async () => {
  const clock = new ManualClock();
  const { app, url, close } = await startBroadcast(new FakeFeed(7), { clock });
  const hub = app.get(Hub);
  const alive = await FramesClient.connect(`${url}?channels=none`);
  const dead = await rawUpgrade(`${url}?channels=none`);
  dead.resume();
  const gone = once(dead, 'close');
  expect(hub.count()).toBe(2);
  for (let second = 0; second < 60; second++) {
    clock.advance(1000);
    await alive.settled();
  }
  await gone;
  expect(alive.frames.filter((frame) => frame.type === 'heartbeat')).toHaveLength(3);
  expect(app.get(BroadcastStats).closes).toEqual({ pong_timeout: 1 });
  await alive.settled();
  expect(hub.count()).toBe(1);
  await close();
});
