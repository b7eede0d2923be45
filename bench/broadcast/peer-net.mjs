// Peer (b): no `ws`. A manual handshake, then one shared frame written to every net.Socket. With the argument `fed`, peer (c):
// its messages come from another process, a line each.
import { createHash } from 'node:crypto';
import { once } from 'node:events';
import { createServer } from 'node:net';
import { createInterface } from 'node:readline';
import { marker, pump } from './pump.mjs';

const GUID = '258EAFA5-E914-47DA-95CA-C5AB0DC85B11';
const pad = 'x'.repeat(1024 - 40);
/** @type {Set<import('node:net').Socket>} */
const clients = new Set();

const server = createServer({ noDelay: true }, (socket) => {
  socket.on('error', () => socket.destroy());
  socket.on('close', () => clients.delete(socket));
  socket.once('data', (head) => {
    const key = /sec-websocket-key: *(\S+)/i.exec(head.toString('latin1'))?.[1] ?? '';
    const accept = createHash('sha1')
      .update(key + GUID)
      .digest('base64');
    socket.write(
      `HTTP/1.1 101 Switching Protocols\r\nUpgrade: websocket\r\nConnection: Upgrade\r\nSec-WebSocket-Accept: ${accept}\r\n\r\n`,
    );
    socket.resume();
    clients.add(socket);
  });
});
const port = await portOf(server);
if (process.argv[2] === 'fed') {
  const feed = createServer((socket) => createInterface({ input: socket }).on('line', send));
  process.stdout.write(`${JSON.stringify({ port, feed: await portOf(feed) })}\n`);
} else {
  process.stdout.write(`${JSON.stringify({ port })}\n`);
  pump(() => send(JSON.stringify({ type: 'm', at: marker(), pad })));
}

/** @param {import('node:net').Server} listener @returns {Promise<number>} */
async function portOf(listener) {
  await once(listener.listen({ host: '127.0.0.1', port: 0, backlog: 4096 }), 'listening');
  return /** @type {import('node:net').AddressInfo} */ (listener.address()).port;
}

/** @param {string} text in ASCII */
function send(text) {
  const frame = Buffer.allocUnsafe(4 + text.length);
  frame[0] = 0x81;
  frame[1] = 126;
  frame.writeUInt16BE(text.length, 2);
  frame.write(text, 4, 'latin1');
  for (const socket of clients) socket.write(frame);
}
