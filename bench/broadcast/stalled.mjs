// Effect of one client that stops reading on all others: rounds with and without it, interleaved.
import { product } from './contestants.mjs';
import { flood, steady, Subscribers, wait } from './measure.mjs';

/** @param {{ clients: number, rounds: number, seconds: number }} plan */
export async function stalledReader({ clients, rounds, seconds }) {
  const rows = [];
  for (let round = 0; round < rounds; round++)
    for (const stalled of [0, 1]) {
      const contestant = await product();
      const subscribers = await Subscribers.open(contestant, clients + stalled, stalled);
      await wait(500);
      const { p99 } = await steady(contestant, subscribers, { perSecond: 20, seconds });
      const before = contestant.server.memory();
      const { perSecond } = await flood(contestant, subscribers, { clients, ahead: 64, seconds });
      rows.push({ stalled, perSecond, p99, grown: contestant.server.memory() - before });
      process.stderr.write(`${JSON.stringify(rows.at(-1))}\n`);
      await subscribers.close();
      await contestant.stop();
    }
  return rows;
}
