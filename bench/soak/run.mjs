// npm run soak [-- --minutes 20 --accounts 20 --clients 500 --seed 1 --cluster --write]
// A long run under combined faults: the exchange drops connections, the store fails, clients come, go and read slowly. Then:
// is every trade in the store once, does every client hold the server's state, did nothing grow, did nothing fail?
// With --cluster clients follow a gateway, and the collectors and the recorder behind it fail, too.
import { parseArgs } from 'node:util';
import { redisServer } from '../../scripts/setup/redis.mjs';
import { write } from '../support/readme.mjs';
import { report } from './report.mjs';
import { soak } from './soak.mjs';
import { verdict } from './verdict.mjs';

/** A run this long must contain slow readers that are closed. */
const LONG_MS = 120_000;

const { values } = parseArgs({
  options: {
    minutes: { type: 'string', default: '20' },
    accounts: { type: 'string', default: '20' },
    clients: { type: 'string', default: '500' },
    seed: { type: 'string', default: '1' },
    cluster: { type: 'boolean', default: false },
    write: { type: 'boolean', default: false },
  },
});
if (values.cluster && !redisServer(process.cwd())) {
  process.stderr.write('--cluster needs redis-server or valkey-server (Debian: apt install redis-server)\n');
  process.exit(1);
}
const plan = {
  durationMs: Number(values.minutes) * 60_000,
  accounts: Number(values.accounts),
  clients: Number(values.clients),
  seed: Number(values.seed),
  cluster: values.cluster,
};
const began = Date.now();
const seen = await soak(plan, (line) =>
  process.stderr.write(`${String(Math.round((Date.now() - began) / 1000)).padStart(5)} s  ${line}\n`),
);
const checks = verdict(seen, plan.durationMs >= LONG_MS);
const text = report(plan, seen, checks);
process.stdout.write(`${text}\n`);
if (values.write) await write(values.cluster ? 'soak-cluster' : 'soak', text);
process.exitCode = checks.every(({ holds }) => holds) ? 0 : 1;
