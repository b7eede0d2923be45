import { createReadStream } from 'node:fs';
import { createInterface } from 'node:readline';
import type { Alert } from 'lighter-broadcaster-protocol/alert';
import type { Incident, Market } from 'lighter-broadcaster-protocol/operations';
import { replaceFile } from '../../files/durable-file.js';
import type { Change } from '../../state/change.js';
import type { AccountImage, RestartImage } from '../../state/restart-image.js';
import type { SavedStream } from './stream-positions.js';

/** Everything that a clean restart continues from. */
export interface Restart {
  state: RestartImage;
  /** The latest changes of each channel. */
  tails: readonly Change[];
  /** Positions of event streams whose clients may come back. */
  streams: readonly SavedStream[];
}

type Head = Omit<RestartImage, 'accounts' | 'markets' | 'incidents' | 'alerts'>;

/** One line of the file. A file without `end` is truncated. */
type Line =
  | ['head', Head]
  | ['account', AccountImage]
  | ['market', Market]
  | ['incident', Incident]
  | ['alert', Alert]
  | ['tail', Change]
  | ['stream', SavedStream]
  | ['end'];

/** Writes line by line: the whole text can exceed the maximum string length. */
export async function writeRestart(file: string, restart: Restart): Promise<void> {
  await replaceFile(file, textOf(restart));
}

/**
 * @returns `null` when there is no file
 * @throws SyntaxError when it is damaged or truncated
 */
export async function readRestart(file: string): Promise<Restart | null> {
  const lines: Line[] = [];
  try {
    for await (const text of createInterface({ input: createReadStream(file) }))
      lines.push(JSON.parse(text) as Line);
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ENOENT') return null;
    throw error;
  }
  return restartOf(lines);
}

function* textOf(restart: Restart): Generator<string> {
  for (const line of linesOf(restart)) yield `${JSON.stringify(line)}\n`;
}

function* linesOf({ state: { accounts, markets, incidents, alerts, ...head }, tails, streams }: Restart) {
  yield ['head', head] satisfies Line;
  for (const account of accounts) yield ['account', account] satisfies Line;
  for (const market of markets) yield ['market', market] satisfies Line;
  for (const incident of incidents) yield ['incident', incident] satisfies Line;
  for (const alert of alerts) yield ['alert', alert] satisfies Line;
  for (const change of tails) yield ['tail', change] satisfies Line;
  for (const stream of streams) yield ['stream', stream] satisfies Line;
  yield ['end'] satisfies Line;
}

function restartOf(lines: readonly Line[]): Restart {
  const all = <K extends Line[0]>(kind: K) =>
    lines.filter((line): line is Extract<Line, [K, ...unknown[]]> => line[0] === kind);
  const [head] = all('head');
  if (!head || lines.at(-1)?.[0] !== 'end') throw new SyntaxError('The file is truncated.');
  return {
    state: {
      ...head[1],
      accounts: all('account').map(([, account]) => account),
      markets: all('market').map(([, market]) => market),
      incidents: all('incident').map(([, incident]) => incident),
      alerts: all('alert').map(([, alert]) => alert),
    },
    tails: all('tail').map(([, change]) => change),
    streams: all('stream').map(([, stream]) => stream),
  };
}
