import { once } from 'node:events';
import { connect, type Socket } from 'node:net';

/** A WebSocket client that sends raw bytes, for misbehavior that real clients never show. */
export async function rawUpgrade(url: string, headers: Record<string, string> = {}): Promise<Socket> {
  const { hostname, port, pathname, search } = new URL(url);
  const socket = connect(Number(port), hostname);
  const lines = {
    Host: `${hostname}:${port}`,
    Upgrade: 'websocket',
    Connection: 'Upgrade',
    'Sec-WebSocket-Key': 'dGhlIHNhbXBsZSBub25jZQ==',
    'Sec-WebSocket-Version': '13',
    ...headers,
  };
  const text = Object.entries(lines).map(([name, value]) => `${name}: ${value}\r\n`);
  socket.write(`GET ${pathname}${search} HTTP/1.1\r\n${text.join('')}\r\n`);
  // A reset is seen as 'close'; an error without a listener would end the process.
  socket.on('error', () => undefined);
  await once(socket, 'readable');
  return socket;
}
