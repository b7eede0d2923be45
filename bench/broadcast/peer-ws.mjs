// Peer (a): the usual `ws` loop that sends a string to each client.
import { WebSocketServer } from 'ws';
import { marker, pump } from './pump.mjs';

const pad = 'x'.repeat(1024 - 40);
const server = new WebSocketServer(
  { host: '127.0.0.1', port: 0, perMessageDeflate: false, backlog: 4096 },
  () => {
    const address = /** @type {import('node:net').AddressInfo} */ (server.address());
    process.stdout.write(`${JSON.stringify({ port: address.port })}\n`);
  },
);
pump(() => {
  const message = JSON.stringify({ type: 'm', at: marker(), pad });
  for (const client of server.clients) if (client.readyState === 1) client.send(message);
});
