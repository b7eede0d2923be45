import { execFile } from 'node:child_process';
import { promisify } from 'node:util';
import { COMMANDS } from '../../scripts/setup/commands.mjs';

describe('a soak of a few seconds', () => {
  it('meets every criterion, and injects every fault', async () => {
    const [, ...args] = COMMANDS.soak!.exec!;
    const few = ['--minutes', '0.08', '--accounts', '3', '--clients', '20'];
    const { NODE_OPTIONS: _, ...env } = process.env;
    const { stdout } = await promisify(execFile)(process.execPath, [...args, ...few], { env });
    const cell = (what: string): string =>
      stdout
        .split('\n')
        .find((line) => line.startsWith(`| ${what}`))!
        .split('|')[2]!
        .trim();
    expect(stdout.match(/\| holds \|/g)).toHaveLength(18);
    expect(cell('trades lost, unknown or duplicated')).toMatch(/^0 of [1-9]/);
    expect(cell('copies that differ from the server’s state')).toMatch(/^0 of [1-9]/);
    for (const what of [
      'client connections cut',
      'read pauses',
      'channels resumed',
      'faults of',
      'outages of',
      'disk full',
      'floods of',
      'faults of the collector',
    ])
      expect(cell(what)).toMatch(/^[1-9]/);
  });
});
