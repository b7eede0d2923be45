import { readFileSync } from 'node:fs';
import { ALERT_KINDS } from 'lighter-broadcaster-protocol/alert-kinds';
import { DEFAULT_RULES } from './default-rules.js';
import { readAlertsFile } from './alerts-file.js';

describe('docs/alerts.md', () => {
  const document = readFileSync('docs/alerts.md', 'utf8');

  it('describes every kind of alert exactly as the code has it', () => {
    const rows = document.matchAll(
      /^\| `([a-z-]+)` +\| (info|warning|critical) +\| (event|level) +\| (\S*) +\| (.*?) +\| (.*?) +\|$/gm,
    );
    const documented = [...rows].map(([, kind, severity, nature, unit, meaning, what_to_do]) => {
      return [kind, { severity, nature, unit: unit || null, meaning, what_to_do }];
    });
    const kinds = Object.entries(ALERT_KINDS).map(([kind, { fires: _, ...entry }]) => [kind, entry]);
    expect(documented).toEqual(kinds);
  });

  it('lists the default rules that are on', () => {
    const [, listed = ''] = /^On by default: (.*?)\.\n\n/ms.exec(document) ?? [];
    const ids = [...listed.matchAll(/`([a-z-]+)`/g)].map(([, id]) => id);
    expect(ids).toEqual(DEFAULT_RULES.filter(({ enabled }) => enabled).map(({ id }) => id));
  });

  it('has an example file that is valid', () => {
    const [, example = ''] = /```yaml\n(.*?)```/s.exec(document) ?? [];
    const env = {
      FLOOR: '5000',
      OPS_HOOK: 'https://ops.example/hook',
      OPS_SECRET: `whsec_${'A'.repeat(32)}`,
    };
    const { content, faults } = readAlertsFile(example, env, { rules: new Set(), channels: [] });
    expect(faults).toEqual([]);
    expect(content?.rules).toHaveLength(3);
    expect(content?.channels).toHaveLength(1);
  });
});
