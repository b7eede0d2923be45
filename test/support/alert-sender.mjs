// Hands numbered events over to the outbox of DATA_DIR and delivers them to a webhook, until it is killed.
// usage: node alert-sender.mjs <data folder> <url> <number of the first event>
import { join } from 'node:path';
/** @param {string} path */
const built = (path) => import(new URL(`../../dist/server/${path}.js`, import.meta.url).href);
const { AlertHttp } = await built('alerts/delivery/alert-http');
const { WebhookChannel } = await built('alerts/delivery/channels/webhook.channel');
const { ChannelWorker } = await built('alerts/delivery/channel-worker');
const { composeMessage } = await built('alerts/delivery/alert-message');
const { Outbox } = await built('alerts/delivery/outbox');
const { SystemClock } = await built('clock/system-clock');
const { AppendLog } = await built('files/append-log');
const { Secret } = await built('secrets/secret');

const [dataDir = '', url = '', first] = process.argv.slice(2);
const clock = new SystemClock();
const channel = new WebhookChannel(
  'webhook',
  new AlertHttp(null, clock),
  { url: new Secret(url), secret: null },
  clock,
);
const outbox = new Outbox(['webhook'], new AppendLog(join(dataDir, 'alert-outbox.ndjson')));
const worker = new ChannelWorker(channel, {
  outbox,
  clock,
  random: Math.random,
  compose: (/** @type {string} */ id, /** @type {object[]} */ events) =>
    composeMessage(id, events, { zone: 'UTC', publicUrl: null }),
  report: () => undefined,
});

/** @param {number} number */
function event(number) {
  const alert = {
    ...{ alert_id: `a${number}`, rule: 'r', kind: 'liquidation', severity: 'critical', state: 'firing' },
    ...{ account_index: 1, account_name: 'desk01', market: null, subject: '1', details: {}, count: 1 },
    ...{ summary: `event ${number}`, since: number, updated_at: number },
    ...{ acknowledged_by: null, acknowledged_at: null, resolved_at: null },
  };
  return { event_id: `e${number}`, type: 'fired', at: number, alert };
}

await outbox.load();
worker.wake();
process.stdout.write('ready\n');
for (let number = Number(first); ; number++) {
  await outbox.add(event(number), ['webhook']);
  worker.added();
  process.stdout.write(`accepted ${number}\n`);
}
