// Follows every account with the client package.
import { BroadcasterClient } from 'lighter-broadcaster-client';

const { BROADCASTER_URL: url = 'ws://localhost:5000/ws', BROADCASTER_KEY: apiKey } = process.env;
const client = new BroadcasterClient({ url, apiKey });
client.on('status', ({ state }) => console.error(`connection: ${state}`));
client.on('gap', ({ channel }) => console.error(`${channel}: fills may be missing, see its gaps`));
client.subscribe('accounts');
client.connect();

for await (const { channel, type, seq, state } of client.updates())
  console.log(`${channel} ${type} ${seq} equity ${state.summary?.total_asset_value ?? 'unknown'}`);
