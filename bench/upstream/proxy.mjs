// A CONNECT proxy for measurements: forwards every connection, ignoring credentials.
import http from 'node:http';
import net from 'node:net';

const server = http.createServer((_, response) => response.writeHead(405).end());
server.on('connect', (request, client) => {
  const { hostname, port } = new URL(`http://${request.url}`);
  const target = net.connect(Number(port), hostname, () => {
    client.write('HTTP/1.1 200 OK\r\n\r\n');
    client.pipe(target).pipe(client);
  });
  target.setNoDelay(true);
  target.on('error', () => client.destroy());
  client.on('error', () => target.destroy());
  client.on('close', () => target.destroy());
});
server.listen(0, '127.0.0.1', () => {
  const address = server.address();
  if (typeof address === 'object') console.log(`up at ${address?.port}`);
});
process.once('SIGTERM', () => process.exit(0));
