import { createWriteStream } from 'node:fs';
import { finished } from 'node:stream/promises';
import { SystemClock } from '../../clock/system-clock.js';
import { loadConfig, loadEnvironment } from '../../config/load-config.js';
import { FaultBoard } from '../fault-board.js';
import { historyOptions, type HistoryOptions } from '../history-options.js';
import { networkName } from '../network-name.js';
import { openRowSource, openStore } from '../open-store.js';
import { exportHistory } from './export.js';
import { importHistory } from './import.js';
import { verifyHistory } from './verify.js';

const USAGE = `usage: npm run history -- export <file>   write every row to a file; the service may be running
       npm run history -- import <file>   add the rows of a file to the history; stop the service first
       npm run history -- verify <file>   check that every row of a file is in the history
       npm run history -- adopt           continue the history of a cluster here; stop its recorders first`;

const clock = new SystemClock();

async function main(command: string | undefined, path: string | undefined): Promise<number> {
  if (command === 'adopt' && path === undefined) return runAdopt();
  if (!path || !command || !['export', 'import', 'verify'].includes(command)) return say(USAGE, 2);
  const config = loadConfig(loadEnvironment(), { accountsOptional: true });
  const options = { ...historyOptions(config), network: networkName(config.lighter.baseUrl) };
  if (!options.enabled) return say('HISTORY=off: no history is kept', 1);
  if (command === 'import') return runImport(options, path);
  const source = await openRowSource(options, clock);
  try {
    return await (command === 'export' ? runExport(source, options, path) : runVerify(source, options, path));
  } finally {
    source.close();
  }
}

async function runAdopt(): Promise<number> {
  const config = loadConfig(loadEnvironment(), { accountsOptional: true });
  if (!config.history.enabled) return say('HISTORY=off: no history is kept', 1);
  // Only a cluster loads its client.
  const { adoptHistory } = await import('../../cluster/recording/adopt.js');
  await adoptHistory(config, clock);
  return say(`the cluster continues its history in ${config.history.dataDir}`, 0);
}

type Source = Awaited<ReturnType<typeof openRowSource>>;

async function runExport(source: Source, options: HistoryOptions, path: string): Promise<number> {
  const out = createWriteStream(path);
  const counts = await exportHistory(source, options, out);
  out.end();
  await finished(out);
  const parts = Object.entries(counts).map(([table, count]) => `${count} ${table}`);
  return say(`exported ${parts.join(', ')}`, 0);
}

async function runImport(options: HistoryOptions, path: string): Promise<number> {
  const store = await openStore(options, clock, new FaultBoard(clock, { report: () => undefined }));
  try {
    const count = await importHistory(store, options, path);
    const { lag_rows, quarantined_rows, last_error } = store.status();
    if (lag_rows + quarantined_rows > 0)
      return say(
        `${count} rows read; ${lag_rows} are not sent to Supabase yet and ${quarantined_rows} were rejected: ` +
          `${last_error ?? 'no error reported'}. The service sends what waits; run verify then.`,
        1,
      );
    const source = await openRowSource(options, clock);
    const { missing, missing_count } = await verifyHistory(source, options, path, 'keys');
    source.close();
    if (missing_count > 0)
      return say(
        [`${missing_count} of ${count} rows are missing after the import:`, ...missing].join('\n'),
        1,
      );
    return say(`imported ${count} rows`, 0);
  } finally {
    await store.close();
  }
}

async function runVerify(source: Source, options: HistoryOptions, path: string): Promise<number> {
  const { rows, missing, missing_count } = await verifyHistory(source, options, path);
  if (missing_count === 0) return say(`all ${rows} rows of the file are in the history`, 0);
  return say(
    [`${missing_count} of ${rows} rows of the file are missing or differ:`, ...missing].join('\n'),
    1,
  );
}

function say(text: string, code: number): number {
  (code === 0 ? process.stdout : process.stderr).write(`${text}\n`);
  return code;
}

try {
  process.exitCode = await main(process.argv[2], process.argv[3]);
} catch (error) {
  process.exitCode = say((error as Error).message, 1);
}
