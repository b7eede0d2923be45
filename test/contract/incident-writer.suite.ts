import fc from 'fast-check';
import { INCIDENT_KINDS, type IncidentKind } from 'lighter-broadcaster-protocol/incident-kinds';
import type { IncidentReport, IncidentWriter } from '../../src/incidents/incident-writer.port.js';
import { scrubber } from '../../src/secrets/scrubber.js';

export interface IncidentWriterBench {
  writer: IncidentWriter;
  /** Everything written so far, oldest first: each incident as the text shown to readers. */
  written(): string[];
  close(): Promise<void>;
}

const REPORT: IncidentReport = {
  source: 'egress',
  error_type: 'proxy-auth',
  message: 'the proxy answered 407',
};
const KINDS = Object.keys(INCIDENT_KINDS) as IncidentKind[];

/** What every incident writer must do. */
export function incidentWriterSuite(makeBench: () => Promise<IncidentWriterBench>): void {
  let bench: IncidentWriterBench;
  beforeEach(async () => {
    bench = await makeBench();
  });
  afterEach(() => bench.close());

  it('has written source, kind and message when report() returns', () => {
    bench.writer.report(REPORT);
    expect(bench.written()).toHaveLength(1);
    for (const part of [REPORT.source, REPORT.error_type, REPORT.message])
      expect(bench.written()[0]).toContain(part);
  });

  it('writes incidents of every kind in the order of their reports', () => {
    for (const error_type of KINDS) bench.writer.report({ ...REPORT, error_type });
    expect(bench.written()).toHaveLength(KINDS.length);
    for (const [place, kind] of KINDS.entries()) expect(bench.written()[place]).toContain(kind);
  });

  it('writes the same incident of two accounts twice', () => {
    for (const account_index of [7, 3]) bench.writer.report({ ...REPORT, account_index });
    expect(bench.written()).toHaveLength(2);
  });

  it('removes registered secrets and credentials of any form', () => {
    scrubber.register('a registered secret');
    const secrets = ['a registered secret', 'http://user:hunter22@proxy.example', 'authorization: hunter22'];
    for (const [place, secret] of secrets.entries())
      bench.writer.report({
        ...REPORT,
        account_index: place,
        error_code: secret,
        message: `refused: ${secret}`,
      });
    const texts = bench.written();
    expect(texts).toHaveLength(secrets.length);
    for (const text of texts) expect(text).toContain('refused: ');
    expect(texts.join('\n')).not.toMatch(/a registered secret|hunter22/);
  });

  it('accepts any text, code and account without throwing', () => {
    const reports = fc.record(
      {
        source: fc.constant<IncidentReport['source']>('rest'),
        error_type: fc.constantFrom(...KINDS),
        message: fc.string({ unit: 'binary' }),
        account_index: fc.option(fc.integer()),
        error_code: fc.option(fc.oneof(fc.string({ unit: 'binary' }), fc.double())),
      },
      { requiredKeys: ['source', 'error_type', 'message'] },
    );
    fc.assert(fc.property(reports, (report) => expect(bench.writer.report(report)).toBeUndefined()));
    expect(bench.written().length).toBeGreaterThan(0);
  });
}
