import { SystemClock } from '../clock/system-clock.js';
import { parseCliOptions, USAGE, type CliOptions } from './cli-options.js';
import type { Listening } from './options.js';
import { Simulator } from './simulator.js';

/** A run may last for days: with few accounts keep all trades that REST serves, with many keep fewer to bound memory. */
const tradesKept = (accounts: number): number => (accounts <= 50 ? 3000 : 300);

async function main(): Promise<void> {
  const options = parseCliOptions(process.argv.slice(2));
  if (options.help) return void process.stdout.write(USAGE);
  process.stderr.write(`Simulating an exchange with ${options.accounts} accounts, seed ${options.seed}\n`);
  const simulator = new Simulator({
    clock: new SystemClock(),
    ...{ seed: options.seed, accounts: options.accounts, port: options.port, limits: options.limits },
    walk: { tickMs: options.tickMs, activity: options.activity, pricesEvery: options.pricesEvery },
    tradesKept: tradesKept(options.accounts),
  });
  announce(await simulator.start(), options);
  for (const signal of ['SIGTERM', 'SIGINT'] as const) process.once(signal, () => void simulator.stop());
}

function announce({ url, wsUrl, accounts }: Listening, { json }: CliOptions): void {
  if (json) {
    const rows = accounts.map(
      ({ account_index, api_key_index, private_key, public_key, read_only_token }) => {
        return { account_index, api_key_index, private_key, public_key, read_only_token };
      },
    );
    process.stdout.write(`${JSON.stringify({ url, ws_url: wsUrl, accounts: rows })}\n`);
    process.stderr.write(`Listening at ${url}\n`);
    return;
  }
  const lines = accounts.map((account) => {
    return `  ${account.account_index}  key ${account.api_key_index}  ${account.read_only_token}  private ${account.private_key}\n`;
  });
  process.stdout.write(`REST       ${url}\nWebSocket  ${wsUrl}\nAccounts\n${lines.join('')}`);
}

main().catch((error: unknown) => {
  process.stderr.write(`${error instanceof Error ? error.message : String(error)}\n`);
  process.exitCode = 1;
});
