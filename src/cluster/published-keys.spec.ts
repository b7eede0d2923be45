import { engineOf } from '../../test/support/cluster.harness.js';
import { ManualClock } from '../../test/support/manual-clock.js';
import { settleIo } from '../../test/support/until.js';
import type { ApiKey } from '../config/values/api-keys.js';
import { EngineMemory } from './engine-memory.js';
import type { MemoryEngine } from './memory-engine.js';
import { Members } from './members.js';
import { Notices } from './notices.js';
import { PublishedKeyFiles } from './published-keys.js';

const LEASE = 3_000;

let clock: ManualClock;
let memory: EngineMemory;
const started: Process[] = [];

beforeEach(() => {
  clock = new ManualClock();
  memory = new EngineMemory(clock);
});
afterEach(() => started.splice(0).forEach((process) => process.stop()));

function key(name: string, accounts: number[] | null = null): ApiKey {
  return {
    name,
    scope: 'read',
    accounts: accounts && new Set(accounts),
    rate: null,
    hash: `hash of ${name}`,
  };
}

interface Process {
  files: PublishedKeyFiles;
  engine: MemoryEngine;
  names: () => string[] | null;
  reports: string[];
  stop: () => void;
}

async function start(name: string, file: ApiKey[] | null): Promise<Process> {
  const engine = engineOf(memory, name);
  const notices = new Notices(engine, clock);
  const members = new Members(engine, clock, LEASE, { name, roles: ['gateway'] });
  const files = new PublishedKeyFiles(notices, members, clock);
  const reports: string[] = [];
  notices.on('incident', ({ error_type, message }) => reports.push(`${error_type} ${message}`));
  members.start();
  await notices.onModuleInit();
  if (file) files.offer(file);
  await settleIo();
  const stop = (): void => [notices, members, files].forEach((part) => part.onModuleDestroy());
  const process = {
    files,
    engine,
    reports,
    stop,
    names: () => files.valid?.map((each) => each.name) ?? null,
  };
  started.push(process);
  return process;
}

async function pass(seconds: number): Promise<void> {
  for (let at = 0; at < seconds; at++) {
    clock.advance(1_000);
    await settleIo();
  }
}

describe('keys of API_KEYS_FILE in a cluster', () => {
  it('are valid at processes without the file, also those that start later, with their accounts', async () => {
    const without = await start('without', null);
    await start('with', [key('bot', [1, 2]), key('boss')]);
    expect(without.names()).toEqual(['bot', 'boss']);
    const later = await start('later', null);
    expect(later.files.valid).toEqual([key('bot', [1, 2]), key('boss')]);
  });

  it('follow every change of the file, whichever copy of it changes first', async () => {
    const [a, b, other] = [
      await start('a', [key('one'), key('two')]),
      await start('b', [key('one'), key('two')]),
      await start('other', null),
    ];
    let changes = 0;
    other.files.onChange(() => (changes += 1));
    b.files.offer([key('one')]);
    await settleIo();
    expect([a.names(), b.names(), other.names()]).toEqual([['one'], ['one'], ['one']]);
    a.files.offer([key('one')]);
    await pass(15);
    expect(changes).toBe(1);
    expect(other.reports).toEqual([]);
  });

  it('stay those of the older file while a process has it, with one incident', async () => {
    const old = await start('old', [key('one')]);
    const wrong = await start('wrong', [key('other')]);
    expect([old.names(), wrong.names()]).toEqual([['one'], ['one']]);
    await pass(30);
    expect(old.reports).toHaveLength(1);
    expect(old.reports[0]).toContain('key-files-differ The API_KEYS_FILE of wrong');
    expect(wrong.names()).toEqual(['one']);
  });

  it('become those of another file once no process has the older one', async () => {
    const old = await start('old', [key('one')]);
    const next = await start('next', [key('two')]);
    old.stop();
    await pass(20);
    expect(next.names()).toEqual(['two']);
    expect((await start('later', null)).names()).toEqual(['two']);
    expect(next.reports).toEqual([]);
  });

  it('end at once where the file changed, and everywhere when the engine is back', async () => {
    const [a, b] = [await start('a', [key('one'), key('two')]), await start('b', null)];
    a.engine.setConnected(false);
    a.files.offer([key('one')]);
    await settleIo();
    expect([a.names(), b.names()]).toEqual([['one'], ['one', 'two']]);
    a.files.offer([key('one'), key('three')]);
    a.engine.setConnected(true);
    await pass(5);
    expect([a.names(), b.names()]).toEqual([
      ['one', 'three'],
      ['one', 'three'],
    ]);
  });

  it('outlast the time that notices are kept', async () => {
    const day = 24 * 3_600;
    await start('with', [key('one')]);
    for (let days = 0; days < 9; days++) {
      clock.freeze(day * 1_000);
      await pass(1);
    }
    expect((await start('later', null)).names()).toEqual(['one']);
  });
});
