import { setFlagsFromString } from 'node:v8';
import { Logger } from '@nestjs/common';
import type { NestFastifyApplication, NestFastifyListenOptions } from '@nestjs/platform-fastify';
import { needsOwnerKey } from './access/owner-key.js';
import { SessionService } from './access/session.service.js';
import { AppConfig } from './config/app-config.js';
import { ConfigError } from './config/config-error.js';
import { loadConfig } from './config/load-config.js';
import { SystemClock } from './clock/system-clock.js';
import { surviveLostOutput } from './logging/lost-output.js';
import { scrubber } from './secrets/scrubber.js';
import { endGracefully, endOnSignals } from './shutdown.js';
import type { Clock } from './clock/clock.js';
import type { StartedDemo } from './demo/demo.module.js';
import type { ClusterStart, ProcessGroup } from './cluster/cluster-part.js';
import { startReport, startWarnings } from './start-report.js';
import { startWatchdog } from './watchdog.js';

/** Starts the service. @param started is called once the shutdown handles signals. */
export async function run(started: () => void): Promise<void> {
  surviveLostOutput();
  startWatchdog();
  try {
    await start(started);
  } catch (error) {
    const lines = error instanceof ConfigError ? error.faults : [scrubber.scrubError(error)];
    process.stderr.write(lines.map((line) => `${line}\n`).join(''));
    process.exit(1);
  }
}

async function start(started: () => void): Promise<void> {
  const loaded = loadConfig();
  // A process that was stopped looks idle to V8, whose memory reducer would compact the whole heap in the first turn after it. A demo,
  // which nobody depends on, keeps it: without it the demo takes a third more memory.
  if (loaded.mode === 'live') setFlagsFromString('--memory-reducer-gc-count=0');
  const ending = new AbortController();
  process.once('exit', () => ending.abort());
  process.once('disconnect', () => process.kill(process.pid, 'SIGTERM'));
  const cluster = await clusterStart(loaded, ending.signal);
  if (cluster && 'stop' in cluster) {
    started();
    endOnSignals(() => cluster.stop());
    if (cluster.url !== null) reportAddress(cluster.url);
    return;
  }
  const clock = cluster?.clock ?? new SystemClock();
  const startDemo = await prepareDemo(loaded, clock);
  // The largest part of loading, while a thread opens the history of a demo.
  const { createApp } = await import('./create-app.js');
  const demo = await startDemo();
  const config = demo?.config ?? cluster?.config ?? loaded;
  const app = await createApp(config, { clock, cluster: cluster?.part ?? null, demo });
  const onSignals = endGracefully(app, app.get(AppConfig).server.drainMs, cluster?.closing);
  await app.init();
  started();
  onSignals();
  const { host, port } = config.server;
  await app.listen((cluster?.listen ?? { host, port }) as NestFastifyListenOptions);
  const own = (await app.getUrl()).replace('[::1]', 'localhost');
  const url = cluster ? await cluster.opened(own) : own;
  if (url === null && !cluster?.part.leads) return;
  const logger = new Logger('Main');
  for (const line of startReport(app.get(AppConfig))) logger.log(line);
  for (const line of startWarnings(app.get(AppConfig))) logger.warn(line);
  if (url === null) return;
  const shown = reportAddress(url);
  if (needsOwnerKey(config)) reportSignIn(app, config.access.publicUrl ?? shown, logger);
}

/** @returns the address as a person opens it */
function reportAddress(address: string): string {
  const url = address.replace('0.0.0.0', 'localhost');
  new Logger('Main').log(`Dashboard: ${url}  API: ${url}/docs  WebSocket: ${url.replace('http', 'ws')}/ws`);
  return url;
}

/** Loads the cluster only where it is configured. */
async function clusterStart(
  config: AppConfig,
  ending: AbortSignal,
): Promise<ClusterStart | ProcessGroup | null> {
  if (!config.cluster.shared) return null;
  const { startCluster } = await import('./cluster/start-cluster.js');
  return startCluster(config, new SystemClock(), ending, () => import('./create-app.js'));
}

/**
 * Loads the demo with its simulated exchange in demo mode only, so that a live service never touches it.
 * @returns starts it
 */
async function prepareDemo(config: AppConfig, clock: Clock): Promise<() => Promise<StartedDemo | null>> {
  if (config.mode === 'live') return () => Promise.resolve(null);
  const { DemoModule } = await import('./demo/demo.module.js');
  return DemoModule.prepare(config, clock);
}

/** The link is a credential, so it goes to a person's terminal only, and never through the log. */
function reportSignIn(app: NestFastifyApplication, base: string, logger: Logger): void {
  if (!process.stdout.isTTY)
    return logger.log('Sign in: run `npm run keys -- link` on this machine for a link.');
  const { ticket } = app.get(SessionService).ownerLinkTicket();
  process.stdout.write(`\n  Sign in within ten minutes, once: ${base}/#ticket=${ticket}\n\n`);
}
