// Connections that send pings and read nothing, as an attacker would.
import { Socket } from 'node:net';
import { setTimeout as pause } from 'node:timers/promises';
import { loadTypeScript } from '../support/built.mjs';
import { serve } from './part.mjs';

loadTypeScript();
const { rawUpgrade } = await import('../../test/support/raw-ws.js');

/** A masked ping of 125 bytes, the most that a control frame carries. */
const PING = Buffer.concat([Buffer.from([0x89, 0xfd]), Buffer.alloc(4 + 125)]);
const PINGS = 500;
/** Pause between two chunks, so that the flood itself does not occupy a core. */
const PAUSE_MS = 10;
const CHUNK = Buffer.concat(Array.from({ length: PINGS }, () => PING));

/**
 * A service that restarts refuses the connection or resets it, which ends a flood as well.
 * @param {NodeJS.ErrnoException} error
 */
function isRefusal(error) {
  if (error.code !== 'ECONNREFUSED' && error.code !== 'ECONNRESET') throw error;
}

/** @param {{ url: string, apiKey: string, forMs: number }} plan */
async function flood({ url, apiKey, forMs }) {
  const socket = await rawUpgrade(url, { Authorization: `Bearer ${apiKey}` }).catch(isRefusal);
  if (!(socket instanceof Socket)) return { sent: 0, isEnded: true };
  let sent = 0;
  let isEnded = false;
  let isOver = false;
  /** @type {(value?: unknown) => void} */
  let wake = () => undefined;
  socket.on('error', () => socket.destroy());
  socket.on('drain', () => wake());
  socket.once('close', () => wake((isEnded = true)));
  const timer = setTimeout(() => wake((isOver = true)), forMs);
  while (!isEnded && !isOver) {
    sent += PINGS;
    if (socket.write(CHUNK)) await pause(PAUSE_MS);
    else await new Promise((resolve) => (wake = resolve));
  }
  clearTimeout(timer);
  socket.destroy();
  return { sent, isEnded };
}

serve({
  /**
   * Floods over several connections at once, until the service closes each or the time is up.
   * @param {{ url: string, apiKey: string, forMs: number, connections: number }} plan
   */
  ping: async (plan) => {
    const floods = await Promise.all(Array.from({ length: plan.connections }, () => flood(plan)));
    return {
      sent: floods.reduce((sum, { sent }) => sum + sent, 0),
      unended: floods.filter(({ isEnded }) => !isEnded).length,
    };
  },
});
