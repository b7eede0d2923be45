// Memory per idle connection, and memory left after connecting and disconnecting.
import { join } from 'node:path';
import { WebSocket } from 'ws';
import { plainWs, product } from './contestants.mjs';
import { Subscribers, wait } from './measure.mjs';

const AT_ONCE = 100;
const FLAGS = ['--expose-gc', '--import', join(import.meta.dirname, 'gc-on-signal.mjs')];

/** @param {{ clients: number, cycles: number }} plan */
export async function memory({ clients, cycles }) {
  const rows = [];
  for (const make of [product, plainWs]) {
    const contestant = await make({ flags: FLAGS });
    await cycle(contestant, 100);
    await wait(1000);
    const before = await contestant.server.held();
    const subscribers = await Subscribers.open(contestant, clients);
    await wait(3000);
    const perConnection = ((await contestant.server.held()) - before) / clients;
    await subscribers.close();
    rows.push({ name: contestant.name, perConnection, ...(await left(contestant, cycles)) });
    await contestant.stop();
  }
  return rows;
}

/** The first cycles fill caches that stay; a leak would keep growing. @param {import('./contestants.mjs').Contestant} contestant @param {number} cycles */
async function left(contestant, cycles) {
  await cycle(contestant, cycles);
  await wait(2000);
  const warm = await contestant.server.held();
  await cycle(contestant, cycles);
  await wait(2000);
  return { cycles, leftBehind: (await contestant.server.held()) - warm };
}

/** @param {import('./contestants.mjs').Contestant} contestant @param {number} cycles */
async function cycle({ port, path }, cycles) {
  for (let done = 0; done < cycles; done += AT_ONCE)
    await Promise.all(
      Array.from({ length: AT_ONCE }, () => connectAndClose(`ws://127.0.0.1:${port}${path}`)),
    );
}

/** @param {string} url */
function connectAndClose(url) {
  return new Promise((resolve, reject) => {
    const socket = new WebSocket(url, { perMessageDeflate: false });
    socket.on('open', () => socket.close());
    socket.on('close', resolve);
    socket.on('error', reject);
  });
}
