import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { ConfigError } from '../config/config-error.js';
import { loadConfig } from '../config/load-config.js';
import type { AppConfig } from '../config/app-config.js';
import { parseApiKey } from '../config/values/api-keys.js';
import { newSecret } from './owner-key.js';
import { temporaryKeyFile } from './temporary-key-file.js';

const USAGE = `Creates API keys and sign-in links.

  npm run keys -- create --name bot --scope read [--accounts 1,2] [--rate 6000/minute]

  --name X        who will use it: letters, digits, ".", "_", "-"
  --scope X       read, or admin (may also reconnect, pause and clear)
  --accounts X    account indexes it can see, separated by commas (default: all)
  --rate X        requests allowed, as <count>/<second|minute|hour|day> (default 6000/minute)

Add the printed entry to API_KEYS (entries are separated by commas) or, on a line of its own, to API_KEYS_FILE.

  npm run keys -- link [--url http://127.0.0.1:5000]

Asks the running service for a link to sign in to the dashboard as its owner, valid once, for ten minutes. It reads the
owner key from DATA_DIR (or, when the service cannot write there, from the folder of temporary files), so run it as the user of the service, with the same DATA_DIR and PORT.
`;

/** The entry for `API_KEYS` that the arguments describe. @throws Error that names the invalid option. */
export function createKey(args: string[], secret = newSecret()): string {
  const text = { type: 'string' } as const;
  const { values } = parseArgs({
    args,
    options: { name: text, scope: text, accounts: text, rate: text },
  });
  const { name, scope, accounts, rate } = values;
  if (!name) throw new Error('--name is required');
  if (!scope) throw new Error('--scope is required: read or admin');
  const options = [accounts && `:accounts=${accounts.replaceAll(',', '|')}`, rate && `:rate=${rate}`];
  const entry = `${name}:${scope}:${secret}${options.filter(Boolean).join('')}`;
  const parsed = parseApiKey(entry);
  if (typeof parsed === 'string') throw new Error(`The key ${parsed}`);
  return entry;
}

/** A link with which a browser signs in as the owner of the running service. @throws Error that says what to do. */
export async function createLink(args: string[], config: AppConfig = loadConfig()): Promise<string> {
  const { values } = parseArgs({ args, options: { url: { type: 'string' } } });
  const { host, port } = config.server;
  const local = ['0.0.0.0', '::', '::1', 'localhost'].includes(host) ? 'localhost' : host;
  const url = (values.url ?? `http://${local}:${port}`).replace(/\/+$/, '');
  const key = ownerKey(config);
  const response = await fetch(`${url}/api/session/ticket`, {
    method: 'POST',
    headers: { 'x-api-key': key },
  }).catch((error: unknown) => {
    throw new Error(
      `No service answers at ${url} (${reasonOf(error)}). Start it, or name its address with --url.`,
    );
  });
  const body = (await response.json().catch(() => ({}))) as { ticket?: string; message?: string };
  if (!response.ok || body.ticket === undefined) {
    throw new Error(
      `The service at ${url} refused the owner key: ${body.message ?? response.status}. ` +
        'Once API_KEYS or API_KEYS_FILE is set, sign in with one of those keys instead.',
    );
  }
  return `${config.access.publicUrl ?? url}/#ticket=${body.ticket}`;
}

function ownerKey({ history: { dataDir } }: AppConfig): string {
  const file = join(dataDir, 'owner.key');
  try {
    return readFileSync(file, 'utf8').trim();
  } catch (error) {
    const elsewhere = temporaryKeyFile(dataDir);
    if (existsSync(elsewhere)) return readFileSync(elsewhere, 'utf8').trim();
    throw new Error(
      `${file} cannot be read (${(error as NodeJS.ErrnoException).code}). The service creates it at its first start ` +
        'without API_KEYS; run this with the same DATA_DIR, as the same user.',
    );
  }
}

function reasonOf(error: unknown): string {
  const { cause } = error as { cause?: NodeJS.ErrnoException };
  return cause?.code ?? String(error);
}

async function main([command, ...args]: string[]): Promise<string> {
  if (command === 'create') return createKey(args);
  if (command === 'link') return createLink(args);
  throw new Error(USAGE);
}

if (process.argv[1] && import.meta.filename === process.argv[1]) {
  try {
    process.stdout.write(`${await main(process.argv.slice(2))}\n`);
  } catch (error) {
    const lines = error instanceof ConfigError ? error.faults : [(error as Error).message];
    process.stderr.write(`${lines.join('\n')}\n`);
    process.exitCode = 1;
  }
}
