import { execFileSync } from 'node:child_process';
import { readFileSync } from 'node:fs';

const { devDependencies } = JSON.parse(readFileSync('packages/test-tools/package.json', 'utf8')) as {
  devDependencies: Record<string, string>;
};
const { dependencies, devDependencies: building } = JSON.parse(
  readFileSync('package.json', 'utf8'),
) as Record<'dependencies' | 'devDependencies', Record<string, string>>;

/** Packages that one of the tools needs beside it. */
const peers = Object.keys(devDependencies).flatMap((name) => {
  const manifest = JSON.parse(readFileSync(`node_modules/${name}/package.json`, 'utf8')) as {
    peerDependencies?: Record<string, string>;
  };
  return Object.keys(manifest.peerDependencies ?? {});
});

/** Whether a checked-in file other than the manifests names the package. */
function isNamed(name: string): boolean {
  const pattern = `['"\`]${name.replace(/^@types\//, '')}(/[^'"\`]*)?['"\`]`;
  try {
    execFileSync('git', [
      'grep',
      '-qE',
      pattern,
      '--',
      '*.ts',
      '*.tsx',
      '*.mjs',
      '*.js',
      '.swcrc',
      'tsconfig*.json',
      'client/tsconfig.json',
    ]);
    return true;
  } catch {
    return false;
  }
}

describe('test tools', () => {
  it.each(Object.keys(devDependencies))('%s is used by a check, a test or a benchmark', (name) => {
    expect(isNamed(name) || peers.includes(name)).toBe(true);
  });

  it('are not installed with the product', () => {
    const product = Object.keys({ ...dependencies, ...building });
    expect(product.filter((name) => name in devDependencies)).toEqual([]);
  });
});
