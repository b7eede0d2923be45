// Memory per idle connection, and what connecting and disconnecting leaves behind.
import { WebSocket } from 'ws';
import { plainWs, product } from './contestants.mjs';
import { Subscribers, wait } from './measure.mjs';

const AT_ONCE = 100;

/** @param {{ clients: number, cycles: number }} plan */
export async function memory({ clients, cycles }) {
  const rows = [];
  for (const make of [product, plainWs]) {
    const contestant = await make();
    await cycle(contestant, 500);
    await wait(1000);
    const before = contestant.server.memory();
    const subscribers = await Subscribers.open(contestant, clients);
    await wait(3000);
    const perConnection = (contestant.server.memory() - before) / clients;
    await subscribers.close();
    rows.push({ name: contestant.name, perConnection, ...(await left(contestant, cycles)) });
    await contestant.stop();
  }
  return rows;
}

/** The first cycles warm up what is kept anyway; a leak would go on growing. @param {import('./contestants.mjs').Contestant} contestant @param {number} cycles */
async function left(contestant, cycles) {
  await cycle(contestant, cycles);
  await wait(2000);
  const warm = contestant.server.memory();
  await cycle(contestant, cycles);
  await wait(2000);
  return { cycles, leftBehind: contestant.server.memory() - warm };
}

/** @param {import('./contestants.mjs').Contestant} contestant @param {number} cycles */
async function cycle({ port, path }, cycles) {
  for (let done = 0; done < cycles; done += AT_ONCE)
    await Promise.all(Array.from({ length: AT_ONCE }, () => comeAndGo(`ws://127.0.0.1:${port}${path}`)));
}

/** @param {string} url */
function comeAndGo(url) {
  return new Promise((resolve, reject) => {
    const socket = new WebSocket(url, { perMessageDeflate: false });
    socket.on('open', () => socket.close());
    socket.on('close', resolve);
    socket.on('error', reject);
  });
}
