import { Logger } from '@nestjs/common';
import { AppConfig } from './config/app-config.js';
import { startReport, startWarnings } from './start-report.js';
import { ConfigError } from './config/config-error.js';
import { loadConfig } from './config/load-config.js';
import { createApp } from './create-app.js';
import { endGracefully } from './shutdown.js';
import { startWatchdog } from './watchdog.js';
import { scrubber } from './secrets/scrubber.js';

async function main(): Promise<void> {
  startWatchdog();
  const config = loadConfig();
  const app = await createApp(config);
  endGracefully(app, app.get(AppConfig).server.drainMs);
  await app.listen(config.server.port, config.server.host);
  const url = (await app.getUrl()).replace('[::1]', 'localhost').replace('0.0.0.0', 'localhost');
  const logger = new Logger('Main');
  for (const line of startReport(app.get(AppConfig))) logger.log(line);
  for (const line of startWarnings(app.get(AppConfig))) logger.warn(line);
  logger.log(`Dashboard: ${url}  API: ${url}/docs  WebSocket: ${url.replace('http', 'ws')}/ws`);
}

main().catch((error: unknown) => {
  const lines = error instanceof ConfigError ? error.faults : [scrubber.scrubError(error)];
  process.stderr.write(lines.map((line) => `${line}\n`).join(''));
  process.exit(1);
});
