import { violations } from './file-rules.mjs';

const lines = (count: number): string => 'x\n'.repeat(count);
const of = (path: string, text: string): string[] => violations([{ path, text }]);

describe('the rules about files', () => {
  it('accept 300 lines, and more with a reason in the first line', () => {
    expect(of('test/a.ts', lines(300))).toEqual([]);
    expect(of('test/a.ts', lines(301))).toEqual([expect.stringContaining('test/a.ts: 301 lines')]);
    expect(of('test/a.ts', `// Long: the constants of one function\n${lines(400)}`)).toEqual([]);
    expect(of('test/a.ts', `// Long:\n${lines(400)}`)).toHaveLength(1);
    expect(of('test/a.ts', `// Long: it was once\n${lines(299)}`)).toHaveLength(1);
    expect(of('client/src/api/types.generated.ts', lines(4000))).toEqual([]);
  });

  it.each([
    ['package-lock.json', `{"packages":{"a":{"resolved": "${'https'}://example.org/a.tgz"}}}`],
    ['.npmrc', `a=${'https'}://registry.example.org/`],
    ['README.md', `see ${'/home'}/me/project`],
    ['src/a.spec.ts', `it${'.only'}('x')`],
    ['src/a.spec.ts', `describe${'.skip'}('x')`],
    ['src/a.ts', `// ${'TODO'} later`],
    ['docs/a.md', `Each change is to${'ld'} once`],
    ['.env.example', `# Who${'ever'} reads`],
  ])('refuse in %s: %s', (path, text) => {
    expect(of(path, text)).toEqual([expect.stringContaining(`${path}:1: `)]);
  });

  it('refuse compiled output among sources', () => {
    expect(of('src/a.js', '')).toHaveLength(1);
  });

  it('refuse a lock file that lacks an optional package', () => {
    const b = { integrity: 'sha512-b' };
    const a = { optionalDependencies: { b: '1' }, integrity: 'sha512-a' };
    const lock = (packages: object) => of('package-lock.json', JSON.stringify({ packages }));
    expect(lock({ 'node_modules/a': a })).toEqual([
      'package-lock.json: b, which node_modules/a may use, is missing',
    ]);
    expect(lock({ 'node_modules/a': a, 'node_modules/b': b })).toEqual([]);
    expect(lock({ 'node_modules/a': a, 'node_modules/a/node_modules/b': b })).toEqual([]);
  });

  it('refuse a package of a lock file without integrity', () => {
    const lock = (entry: object) =>
      of(
        'package-lock.json',
        JSON.stringify({ packages: { '': {}, 'packages/x': {}, 'node_modules/a': entry } }),
      );
    expect(lock({ version: '1.0.0' })).toEqual(['package-lock.json: node_modules/a has no integrity']);
    for (const entry of [{ integrity: 'sha512-a' }, { link: true }, { inBundle: true }])
      expect(lock(entry)).toEqual([]);
  });

  it('leave ordinary text alone', () => {
    expect(of('src/a.ts', "import { x } from '../work/queue.js'; // https://example.org/home/page")).toEqual(
      [],
    );
  });
});
