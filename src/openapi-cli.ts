import { AppConfig } from './config/app-config.js';
import { loadConfig } from './config/load-config.js';
import { createApp } from './create-app.js';
import { describeApi } from './http/docs.js';

/** Prints the OpenAPI document. The routes do not depend on the configuration, and nothing is started. */
async function main(): Promise<void> {
  const env = { Lighter_1_docs_Account_Index: '1', HISTORY: 'off', LOG_LEVEL: 'fatal' };
  const config: AppConfig = loadConfig({ env, fromFile: new Set() });
  const app = await createApp(config);
  process.stdout.write(`${JSON.stringify(describeApi(app), null, 2)}\n`);
}

await main();
