import { readFileSync } from 'node:fs';
import { SystemClock } from '../../clock/system-clock.js';
import type { AppConfig } from '../../config/app-config.js';
import { ConfigError } from '../../config/config-error.js';
import { loadConfig, loadEnvironment } from '../../config/load-config.js';
import { readAlertsFile } from '../rules/alerts-file.js';
import { AlertHttp } from './alert-http.js';
import { settingsOf, type ChannelSettings } from './channel-settings.js';
import { createChannel } from './create-channel.js';
import { composeMessage } from './alert-message.js';
import { testEvent } from './test-event.js';

const USAGE = `Tests the channels to which alerts are delivered.

  npm run alerts -- test [channel]

Sends a test message to one channel, or to all that ALERT_* variables and ALERTS_FILE configure, and prints what each far side
answered. The service need not run.
`;

/** One line per channel. @throws Error that says what to do */
export async function testChannels(
  [command, only, ...rest]: string[],
  config: AppConfig = loadConfig(undefined, { accountsOptional: true }),
): Promise<{ lines: string[]; ok: boolean }> {
  if (command !== 'test' || rest.length > 0) throw new Error(USAGE);
  const clock = new SystemClock();
  const http = new AlertHttp(config.alerts.proxy, clock);
  const channels = configured(config).map((settings) => createChannel(settings, http, clock));
  const chosen = channels.filter(({ name }) => only === undefined || name === only);
  if (chosen.length === 0) throw new Error(missing(only, channels));
  const context = { zone: config.alerts.zone, publicUrl: config.access.publicUrl };
  const outcomes = await Promise.all(
    chosen.map(async (channel) => {
      const event = testEvent(clock.wallNow());
      const message = composeMessage(`msg_${event.event_id}`, [event], context);
      return { name: channel.name, ...(await channel.send(message, AbortSignal.timeout(30_000))) };
    }),
  );
  await http.close();
  return {
    lines: outcomes.map(({ name, result, answer }) => `${name}: ${result} (${answer})`),
    ok: outcomes.every(({ result }) => result === 'delivered'),
  };
}

/** Channels of variables and of ALERTS_FILE. @throws Error with the faults of the file */
function configured({ alerts }: AppConfig): ChannelSettings[] {
  const own = settingsOf(alerts);
  if (alerts.file === null) return own;
  const taken = { rules: new Set<string>(), channels: own.map(({ name }) => name) };
  const { content, faults } = readAlertsFile(readFileSync(alerts.file, 'utf8'), loadEnvironment().env, taken);
  if (content === null)
    throw new Error(faults.map(({ line, message }) => `ALERTS_FILE line ${line}: ${message}`).join('\n'));
  return [...own, ...content.channels];
}

function missing(only: string | undefined, channels: readonly { name: string }[]): string {
  const names = channels.map(({ name }) => name).join(', ');
  if (names === '')
    return 'No channel is configured. Set the ALERT_* variables; .env.example documents them.';
  return `There is no channel ${only}. Configured are: ${names}.`;
}

if (process.argv[1] && import.meta.filename === process.argv[1]) {
  try {
    const { lines, ok } = await testChannels(process.argv.slice(2));
    process.stdout.write(`${lines.join('\n')}\n`);
    process.exitCode = ok ? 0 : 1;
  } catch (error) {
    const lines = error instanceof ConfigError ? error.faults : [(error as Error).message];
    process.stderr.write(`${lines.join('\n')}\n`);
    process.exitCode = 1;
  }
}
