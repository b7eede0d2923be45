import { randomBytes } from 'node:crypto';
import { parseArgs } from 'node:util';
import { parseApiKey } from '../config/values/api-keys.js';

const USAGE = `Makes an API key.

  npm run keys -- create --name bot --scope read [--accounts 1,2] [--rate 6000/minute]

  --name X        who will use it: letters, digits, ".", "_", "-"
  --scope X       read, or admin (may reconnect, pause and clear too)
  --accounts X    account indexes it sees, separated by commas (default: all)
  --rate X        requests it may make, as <count>/<second|minute|hour|day> (default 6000/minute)

Add the printed entry to API_KEYS (entries are separated by commas) or, on a line of its own, to API_KEYS_FILE.
`;

/** The entry for `API_KEYS` that the arguments ask for. Throws an Error that names the option at fault. */
export function createKey(args: string[], secret = `lbk_${randomBytes(32).toString('base64url')}`): string {
  const text = { type: 'string' } as const;
  const { values, positionals } = parseArgs({
    args,
    allowPositionals: true,
    options: { name: text, scope: text, accounts: text, rate: text },
  });
  if (positionals.length !== 1 || positionals[0] !== 'create') throw new Error(USAGE);
  const { name, scope, accounts, rate } = values;
  if (!name) throw new Error('--name must be given');
  if (!scope) throw new Error('--scope must be given: read or admin');
  const options = [accounts && `:accounts=${accounts.replaceAll(',', '|')}`, rate && `:rate=${rate}`];
  const entry = `${name}:${scope}:${secret}${options.filter(Boolean).join('')}`;
  const parsed = parseApiKey(entry);
  if (typeof parsed === 'string') throw new Error(`The key ${parsed}`);
  return entry;
}

if (process.argv[1] && import.meta.filename === process.argv[1]) {
  try {
    process.stdout.write(`${createKey(process.argv.slice(2))}\n`);
  } catch (error) {
    process.stderr.write(`${(error as Error).message}\n`);
    process.exitCode = 1;
  }
}
