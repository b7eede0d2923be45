import { readRulesFile } from './rules-file.js';

const read = (text: string, env = {}) => readRulesFile(text, env, new Set());

describe('the file of rules', () => {
  it('is read with variables of the environment', () => {
    const text = `rules:
  - id: low
    kind: equity-below
    threshold: \${FLOOR}
    enabled: \${ON}
    channels: ["\${WHERE}"]
    quiet_hours: { from: "22:00", to: "07:00", zone: Europe/Berlin }
`;
    const { rules, faults } = read(text, { FLOOR: '1000', ON: 'false', WHERE: 'telegram' });
    expect(faults).toEqual([]);
    expect(rules).toMatchObject([
      { id: 'low', source: 'file', threshold: '1000', enabled: false, channels: ['telegram'] },
    ]);
  });

  it('reports every fault with its line', () => {
    const text = `rules:
  - id: Low
    kind: equity-below
  - id: a
    kind: nothing
    color: red
  - id: b
    kind: fill
    scope:
      accounts: [x]
    channels: ["a\${NOT_SET}"]
  - id: c
    kind: margin-usage
    threshold: 80
    clear: 90
  - id: c2
    kind: fill
  - id: c2
    kind: fill
extra: 1
`;
    expect(read(text).faults.map(({ line, message }) => `${line}: ${message.slice(0, 40)}`)).toEqual([
      '2: id must be up to 64 lower-case letters, ',
      '2: threshold must be set for equity-below, ',
      '5: kind must be one of fill, order-refused,',
      '6: color is not a field; known are id, kind',
      '10: scope.accounts must be a list of account',
      '11: ${NOT_SET} is not set in the environment',
      '15: clear must not be above the threshold, w',
      '18: id c2 is in line 16 already',
      '20: extra is not known here; the file has ru',
    ]);
  });

  it('reports broken YAML with its line, and takes an empty file', () => {
    expect(read('rules:\n  - id: "a\n').faults[0]?.line).toBeGreaterThan(1);
    expect(read('rules: {}').faults).toEqual([{ line: 1, message: 'rules must be a list' }]);
    expect(read('- a').faults).toEqual([
      { line: 1, message: 'the file must be a mapping with a list of rules' },
    ]);
    expect(read('')).toEqual({ rules: [], faults: [] });
    expect(read('# nothing yet\nrules:\n')).toEqual({ rules: [], faults: [] });
  });
});
