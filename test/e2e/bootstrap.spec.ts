import { once } from 'node:events';
import { FakeProject, ended } from '../support/fake-project.js';

const ECHO = `process.stdout.write('args ' + process.argv.slice(2).join(' ')); process.exitCode = 7;`;
/** Prints when it is ready and at each SIGTERM, and ends on SIGUSR2. */
const COUNT_SIGNALS = `
process.on('SIGTERM', () => process.stdout.write('term;'));
process.on('SIGINT', () => process.stdout.write('int;'));
process.on('SIGUSR2', () => setImmediate(() => process.exit(3)));
setInterval(() => {}, 1000);
process.stdout.write('ready ' + process.pid + ';');
`;

/** Makes the bootstrap print to stderr when it has handled a signal. */
const WATCH = `if (process.argv[1].endsWith('bootstrap.mjs')) {
  for (const signal of ['SIGTERM', 'SIGINT']) process.on(signal, () => setImmediate(() => process.stderr.write('seen ')));
}`;

describe('the bootstrap', () => {
  let project: FakeProject;
  afterEach(() => project.remove());

  it('installs and builds once', async () => {
    project = new FakeProject(ECHO);
    const first = await project.run('start', 'a', 'b');
    const second = await project.run('start', 'c');
    expect(first).toMatchObject({ code: 7, stdout: 'args a b' });
    expect(project.has('dist/.server-traces')).toBe(true);
    expect(first.stderr).toMatch(/installing dependencies: done[^]*building the packages: done/);
    for (const part of ['server', 'client']) expect(first.stderr).toContain(`building the ${part}: done`);
    expect(second).toEqual({ code: 7, signal: null, stdout: 'args c', stderr: '' });
    expect(project.notes('npm-calls')).toEqual(['ci']);
    expect(project.builds()).toEqual({ server: 1, client: 1 });
  });

  it('writes nothing when everything is built, so that it starts on a read-only file system', async () => {
    project = new FakeProject(ECHO);
    await project.run('build');
    project.makeReadOnly();
    expect(await project.run('start')).toMatchObject({ code: 7, stderr: '' });
    expect(project.has('.cache')).toBe(false);
  });

  it('reinstalls when the lock changes, and gives npm addresses, or else the lock itself', async () => {
    project = new FakeProject(ECHO);
    const lock =
      '{"packages":{"node_modules/@a/b":{"version":"1.2.3","integrity":"sha512-x"},"packages/c":{}}}';
    project.write('package-lock.json', lock);
    await project.run('build');
    project.write('no-addresses', '');
    project.write('package-lock.json', `${lock} `);
    const again = await project.run('build');
    expect(again).toMatchObject({ code: 0 });
    expect(again.stderr).toContain('installing dependencies: trying again');
    expect(project.notes('npm-calls')).toEqual(['ci', 'ci', 'ci']);
    const addresses = project.notes('locks').map((text) => {
      const { packages } = JSON.parse(text) as { packages: Record<string, { resolved?: string }> };
      return Object.values(packages).map(({ resolved }) => resolved && new URL(resolved).pathname);
    });
    const named = ['/@a/b/-/b-1.2.3.tgz', undefined];
    expect(addresses).toEqual([named, named, [undefined, undefined]]);
    expect(project.builds()).toEqual({ server: 2, client: 2 });
    expect(project.has('.cache/install')).toBe(false);
  });

  it('rebuilds only changed parts, from an empty folder', async () => {
    project = new FakeProject(ECHO);
    project.write('src/old.ts', '');
    await project.run('build');
    project.delete('src/old.ts');
    project.write('src/main.ts', `${ECHO}\nimport('./old.ts').catch(() => process.stdout.write(' gone'));`);
    expect(await project.run('start')).toMatchObject({ stdout: 'args  gone' });
    expect(project.builds()).toEqual({ server: 2, client: 1 });
  });

  it('repeats a failed build', async () => {
    project = new FakeProject('syntax error');
    const failed = await project.run('start');
    expect(failed).toMatchObject({ code: 1, stdout: '' });
    expect(failed.stderr).toContain('main.ts: bad');
    expect(await project.run('start')).toMatchObject({ code: 1 });
    project.write('src/main.ts', ECHO);
    expect(await project.run('start')).toMatchObject({ code: 7 });
    expect(project.builds()).toEqual({ server: 3, client: 1 });
  });

  it('lets one process set up while the others wait', async () => {
    project = new FakeProject(ECHO);
    const all = await Promise.all([project.run('start'), project.run('start'), project.run('start')]);
    expect(all.map(({ code }) => code)).toEqual([7, 7, 7]);
    expect(project.notes('npm-calls')).toEqual(['ci']);
    expect(project.builds()).toEqual({ server: 1, client: 1 });
  });

  it('forwards SIGTERM once, and exits with the code of the service', async () => {
    project = new FakeProject(COUNT_SIGNALS);
    await project.run('build');
    project.nodeOptions = `--import data:text/javascript,${encodeURIComponent(WATCH)}`;
    const bootstrap = project.spawn('start');
    const result = ended(bootstrap);
    const [ready] = (await once(bootstrap.stdout!, 'data')) as [Buffer];
    const product = Number(/ready (\d+)/.exec(ready.toString())?.[1]);
    const forwarded = once(bootstrap.stdout!, 'data');
    for (const signal of ['SIGTERM', 'SIGTERM', 'SIGINT'] as const) {
      const seen = once(bootstrap.stderr!, 'data');
      bootstrap.kill(signal);
      await seen;
      await forwarded;
    }
    process.kill(product, 'SIGUSR2');
    expect(await result).toMatchObject({ code: 3, stdout: `ready ${product};term;` });
  });

  it('stays in one process group with the service, so that killing the group ends both', async () => {
    project = new FakeProject(COUNT_SIGNALS);
    await project.run('build');
    const bootstrap = project.spawn('start');
    const result = ended(bootstrap);
    await once(bootstrap.stdout!, 'data');
    process.kill(-bootstrap.pid!, 'SIGKILL');
    expect(await result).toMatchObject({ code: null, signal: 'SIGKILL' });
  });

  it('exits with 128+n when signal n ended the service', async () => {
    project = new FakeProject(`process.kill(process.pid, 'SIGKILL');`);
    expect(await project.run('start')).toMatchObject({ code: 137 });
  });

  it('lists the commands when the given one is unknown', async () => {
    project = new FakeProject(ECHO);
    const result = await project.run('strat');
    expect(result).toMatchObject({ code: 2, stdout: '' });
    expect(result.stderr).toContain('start, test');
  });
});
