import { readFileSync } from 'node:fs';
import { VARIABLES } from './variables.js';

describe('.env.example', () => {
  const lines = readFileSync(new URL('../../.env.example', import.meta.url), 'utf8').split('\n');
  const shown = lines.flatMap((line) => {
    const [, name, value] = /^#?([A-Za-z]\w*)=(.*)$/.exec(line) ?? [];
    return name === undefined ? [] : [{ name: pattern(name), value }];
  });

  /** `Lighter_1_aE42d3_PRIVATE` as `Lighter_{N}_{ID}_PRIVATE`. */
  function pattern(name: string): string {
    return name
      .replace(/^Lighter_\d+_PROXY_\d+_/, 'Lighter_{N}_PROXY_{M}_')
      .replace(/^Lighter_\d+_[a-zA-Z0-9]+_/, 'Lighter_{N}_{ID}_');
  }

  it('has exactly one line per variable', () => {
    expect(shown.map(({ name }) => name).sort()).toEqual(VARIABLES.map(({ name }) => name).sort());
  });

  it('shows every default and meaning', () => {
    const text = lines.map((line) => line.replace(/^# ?/, '')).join(' ');
    for (const { name, default: byDefault, meaning } of VARIABLES) {
      expect(text).toContain(meaning);
      if (byDefault !== null) expect(shown.find((line) => line.name === name)?.value).toBe(byDefault);
    }
  });

  it('has no effect when copied unchanged', () => {
    expect(lines.filter((line) => line !== '' && !line.startsWith('#'))).toEqual([]);
  });
});
