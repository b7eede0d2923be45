// Feeds peer (c) from a process of its own, as the exchange feeds the product. Argument: the port of the peer's feed.
import { connect } from 'node:net';
import { marker, pump } from './pump.mjs';

const pad = 'x'.repeat(1024 - 40);
const feed = connect({ host: '127.0.0.1', port: Number(process.argv[2]), noDelay: true });
pump(() => feed.write(`${JSON.stringify({ type: 'm', at: marker(), pad })}\n`));
