import fc from 'fast-check';
import { anyDelta } from '../../test/support/deltas.js';
import { anIncident } from '../../test/support/state-store.js';
import type { Change } from '../state/change.js';
import { decodeBatch, encodeBatch } from './batch.js';

const counted = { epoch: 'e', ts: { exchange: null, received: 1 } };

describe('a batch', () => {
  it('holds any changes, small ones plain and large ones deflated', () => {
    fc.assert(
      fc.property(fc.array(anyDelta, { minLength: 1, maxLength: 30 }), fc.nat(), (deltas, before) => {
        const changes = deltas.map((delta, place): Change => ({
          ...counted,
          entity: 'account',
          kind: place % 3 === 0 ? 'gap' : 'change',
          stream: 'account/281001',
          account_index: 281001,
          seq: place + 5,
          total: before + place + 1,
          delta,
        }));
        const fields = encodeBatch(changes);
        expect(fields.has('z')).toBe(!fields.has('j'));
        expect(decodeBatch(fields, 'e')).toEqual(JSON.parse(JSON.stringify(changes)));
      }),
    );
  });

  it('holds changes of every kind', () => {
    const changes: Change[] = [
      {
        ...counted,
        entity: 'incident',
        stream: 'incidents',
        seq: 1,
        total: 1,
        upsert: [anIncident('a')],
        remove: [],
      },
      { ...counted, entity: 'alert', stream: 'alerts', seq: 1, total: 2, upsert: [], remove: [] },
      {
        ...counted,
        entity: 'link',
        stream: 'links',
        seq: 1,
        total: 3,
        links: [],
        egresses: [],
        control: null,
      },
    ];
    expect(decodeBatch(encodeBatch(changes), 'e')).toEqual(changes);
  });
});
