import { readFileSync } from 'node:fs';
import { INCIDENT_KINDS } from './incident-kinds.js';

describe('the incident kinds', () => {
  it('are documented in docs/operations.md exactly as the code has them', () => {
    const rows = readFileSync('docs/operations.md', 'utf8').matchAll(
      /^\| `([a-z-]+)` +\| (info|warning|error) +\| (.*?) +\| (.*?) +\|$/gm,
    );
    const documented = [...rows].map(([, kind, severity, meaning, what_to_do]) => {
      return [kind, { severity, meaning, what_to_do }];
    });
    expect(documented).toEqual(Object.entries(INCIDENT_KINDS));
  });
});
