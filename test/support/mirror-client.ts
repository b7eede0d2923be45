import { spawn } from 'node:child_process';
import { existsSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { createInterface } from 'node:readline';

const FOLDER = resolve('test/mirror-clients');

interface ClientSettings {
  url: string;
  wsUrl: string;
  account: number;
  address: string;
  token: string;
  headers: Record<string, string>;
  settleMs: number;
}

/** Outcome of each call of a client by name. */
export type Outcomes = Map<string, { result?: unknown; error?: string; message?: string }>;

/**
 * Runs a script of `test/mirror-clients` to its end. `npm test` installs the clients.
 * @param onWatching called when it follows channels and waits for something to happen
 */
export async function runClient(
  script: string,
  settings: ClientSettings,
  onWatching: () => void | Promise<void> = () => undefined,
): Promise<Outcomes> {
  if (!existsSync(join(FOLDER, 'node_modules')))
    throw new Error(`The clients in ${FOLDER} are not installed; run "npm test", or "npm ci" there.`);
  const child = spawn(process.execPath, ['--disable-warning=ExperimentalWarning', join(FOLDER, script)], {
    env: { PATH: process.env.PATH, MIRROR_CLIENT: JSON.stringify(settings) },
    stdio: ['pipe', 'pipe', 'inherit'],
  });
  const outcomes: Outcomes = new Map();
  for await (const line of createInterface({ input: child.stdout })) {
    const { name, ...outcome } = JSON.parse(line) as { name: string };
    outcomes.set(name, outcome);
    if (name !== 'watching') continue;
    await onWatching();
    child.stdin.write('go\n');
  }
  child.kill();
  return outcomes;
}
