// Follows every account with the client package: node follow.mjs [url] [changes to wait for]
import { BroadcasterClient } from 'lighter-broadcaster-client';

const [url = 'ws://localhost:5000/ws', most = 'Infinity'] = process.argv.slice(2);
const client = new BroadcasterClient({ url, apiKey: process.env.BROADCASTER_KEY });
client.on('status', ({ state }) => console.error(`connection: ${state}`));
client.subscribe('accounts');
client.connect();

let changes = 0;
for await (const { channel, type, seq, state } of client.updates()) {
  console.log(`${channel} ${type} ${seq} equity ${state.summary?.total_asset_value ?? 'unknown'}`);
  if (type === 'change' && ++changes >= Number(most)) break;
}
client.close();
