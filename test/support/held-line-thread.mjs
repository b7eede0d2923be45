// A thread, because the test's own is busy with an exchange and many clients, which would make the line slow.
import net from 'node:net';
import { parentPort, workerData } from 'node:worker_threads';

const test = /** @type {import('node:worker_threads').MessagePort} */ (parentPort);
/** @type {Set<net.Socket>} */
const sockets = new Set();
let held = false;

const server = net.createServer((near) => {
  const far = net.connect(workerData.farPort, '127.0.0.1');
  near.on('data', (bytes) => {
    test.postMessage({ sentAt: Number(process.hrtime.bigint()) / 1e6 });
    far.write(bytes);
  });
  far.on('data', (bytes) => near.write(bytes));
  for (const socket of [near, far]) {
    sockets.add(socket);
    socket.setNoDelay();
    if (held) socket.pause();
    socket.on('error', () => socket.destroy());
    socket.on('close', () => {
      sockets.delete(socket);
      near.destroy();
      far.destroy();
    });
  }
});

server.listen(0, '127.0.0.1', () => {
  const { port } = /** @type {net.AddressInfo} */ (server.address());
  test.postMessage({ port });
});
test.on('message', (hold) => {
  held = hold;
  for (const socket of sockets) socket[hold ? 'pause' : 'resume']();
});
