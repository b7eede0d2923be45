import {
  mkdirSync,
  mkdtempSync,
  readFileSync,
  readdirSync,
  rmSync,
  utimesSync,
  writeFileSync,
} from 'node:fs';
import { hostname, tmpdir } from 'node:os';
import { join } from 'node:path';
import { exitCode } from './child.mjs';
import { COMMANDS } from './commands.mjs';
import { fingerprint, traces } from './fingerprint.mjs';
import { withLock } from './lock.mjs';
import { isNewEnough, nodeBinary } from './node-version.mjs';
import { unlessStamped } from './stamp.mjs';
import { npmCommand } from './tools.mjs';

describe('the running Node', () => {
  it.each(['v22.19.0', 'v22.20.1', 'v24.0.0', '26.1.0-nightly'])('%s is new enough', (version) => {
    expect(isNewEnough(version)).toBe(true);
  });

  it.each(['v18.0.0', 'v20.20.2', 'v22.9.0', 'v22.18.99'])('%s is too old', (version) => {
    expect(isNewEnough(version)).toBe(false);
  });

  it('is replaced by one for its platform, which runtime/ pins at 24', () => {
    const pinned = JSON.parse(readFileSync('runtime/package.json', 'utf8')) as {
      optionalDependencies: Record<string, string>;
    };
    const platforms = ['linux-x64', 'linux-arm64', 'darwin-x64', 'darwin-arm64', 'win32-x64'];
    const names = platforms.map((platform) => {
      const [os, arch] = platform.split('-') as [string, string];
      return nodeBinary(os, arch)?.split('/')[1] ?? 'none';
    });
    expect(names.sort()).toEqual(Object.keys(pinned.optionalDependencies).sort());
    expect(Object.values(pinned.optionalDependencies).every((version) => version.startsWith('24.'))).toBe(
      true,
    );
  });

  it('has no replacement elsewhere', () => {
    expect(nodeBinary('sunos', 'x64')).toBeNull();
  });
});

describe('npm', () => {
  it('is the npm that started this process, and not another package manager', () => {
    expect(npmCommand('/n/node', { npm_execpath: '/x/npm-cli.js' }).command).toEqual([
      '/n/node',
      '/x/npm-cli.js',
    ]);
    expect(npmCommand('/n/node', { npm_execpath: '/x/yarn.js' }).command).toEqual(['npm']);
  });
});

describe('the commands', () => {
  it('are exactly the scripts of package.json, each through the bootstrap', () => {
    const { scripts } = JSON.parse(readFileSync('package.json', 'utf8')) as {
      scripts: Record<string, string>;
    };
    expect(scripts).toEqual(
      Object.fromEntries(Object.keys(COMMANDS).map((name) => [name, `node scripts/bootstrap.mjs ${name}`])),
    );
  });
});

it('an exit code is the child’s own, or 128+n', () => {
  expect([exitCode(0, null), exitCode(3, null), exitCode(null, 'SIGTERM')]).toEqual([0, 3, 143]);
});

describe('in a folder', () => {
  let root: string;
  beforeEach(() => (root = mkdtempSync(join(tmpdir(), 'setup-'))));
  afterEach(() => rmSync(root, { recursive: true }));

  describe('a fingerprint', () => {
    const inputs = ['src', 'one.json', 'absent'];
    const of = () => fingerprint(root, inputs);
    const tracesOf = () => traces(root, inputs);
    beforeEach(() => {
      mkdirSync(join(root, 'src/deep'), { recursive: true });
      writeFileSync(join(root, 'src/deep/a.ts'), 'a');
      writeFileSync(join(root, 'one.json'), '1');
    });

    it.each([
      ['an edit', () => writeFileSync(join(root, 'src/deep/a.ts'), 'bc')],
      ['a new file', () => writeFileSync(join(root, 'src/b.ts'), '')],
      ['a removed file', () => rmSync(join(root, 'src/deep/a.ts'))],
      ['an edit beside the folder', () => writeFileSync(join(root, 'one.json'), '2')],
      ['a file that was absent', () => writeFileSync(join(root, 'absent'), '')],
    ])('changes with %s, and so do the traces', (_what, change) => {
      const before = [of(), tracesOf()];
      change();
      expect(of()).not.toBe(before[0]);
      expect(tracesOf()).not.toBe(before[1]);
    });

    it.each([
      ['a new time', () => utimesSync(join(root, 'one.json'), 1, 1)],
      ['a spec', () => writeFileSync(join(root, 'src/a.spec.ts'), '')],
      ['an installed or built file', () => mkdirSync(join(root, 'src/node_modules/x'), { recursive: true })],
    ])('does not change with %s', (_what, change) => {
      const before = of();
      change();
      expect(of()).toBe(before);
    });
  });

  it('work that fails removes the old stamp and leaves none', async () => {
    const stamp = join(root, 'stamp');
    const result = join(root, 'result');
    let runs = 0;
    const work = async () => writeFileSync(result, String(++runs));
    await unlessStamped(stamp, 'v1', result, work);
    await unlessStamped(stamp, 'v1', result, work);
    expect(runs).toBe(1);
    await expect(
      unlessStamped(stamp, 'v2', result, () => Promise.reject(new Error('broken'))),
    ).rejects.toThrow('broken');
    await unlessStamped(stamp, 'v1', result, work);
    expect(runs).toBe(2);
    rmSync(result);
    await unlessStamped(stamp, 'v1', result, work);
    expect(runs).toBe(3);
  });

  describe('a lock', () => {
    const DEAD = 2 ** 22 + 1;
    let file: string;
    beforeEach(() => (file = join(root, 'lock')));

    it('lets one process work at a time, and leaves nothing behind', async () => {
      let inside = 0;
      const work = () =>
        withLock(
          file,
          () => undefined,
          async () => {
            inside += 1;
            await new Promise((resolve) => setImmediate(resolve));
            expect(inside).toBe(1);
            inside -= 1;
          },
        );
      await Promise.all([work(), work(), work()]);
      expect(readdirSync(root)).toEqual([]);
    });

    it('is released when the work fails', async () => {
      await expect(
        withLock(
          file,
          () => undefined,
          () => Promise.reject(new Error('broken')),
        ),
      ).rejects.toThrow('broken');
      expect(readdirSync(root)).toEqual([]);
    });

    it('reports the process for which it waits', async () => {
      const waited: number[] = [];
      const second = await withLock(
        file,
        () => undefined,
        async () =>
          [
            withLock(
              file,
              (pid) => waited.push(pid),
              async () => 'done',
            ),
          ] as const,
      );
      expect(await second[0]).toBe('done');
      expect(waited).toEqual([process.pid]);
    });

    it.each([
      ['whose holder died', hostname(), DEAD, new Date()],
      ['that another machine left untouched for two minutes', 'elsewhere', 1, new Date(Date.now() - 120_000)],
    ])('%s is taken over', async (_what, host, pid, touched) => {
      writeFileSync(file, JSON.stringify({ token: 'old', pid, host }));
      utimesSync(file, touched, touched);
      expect(
        await withLock(
          file,
          () => undefined,
          async () => 'worked',
        ),
      ).toBe('worked');
      expect(readdirSync(root)).toEqual([]);
    });
  });
});
