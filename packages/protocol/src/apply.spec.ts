import fc from 'fast-check';
import { anyDelta } from '../../../test/support/deltas.js';
import { emptyAccount } from '../../../test/support/fake-feed.js';
import { applyChange, applyDelta } from './apply.js';
import { accountDiff, diffState } from './diff.js';
import { stateHash } from './hash.js';

const links = fc.uniqueArray(
  fc.record({ link_id: fc.constantFrom('a', 'b', 'c', 'd'), messages: fc.integer({ min: 0, max: 3 }) }),
  { selector: (link) => link.link_id },
);
const connections = fc.record({ links, egresses: fc.constant([]), control: fc.boolean() });

describe('diffState', () => {
  it('gives the change that applyChange turns one state into the next with', () => {
    fc.assert(
      fc.property(connections, connections, (before, after) => {
        const delta = diffState('connections', before, after);
        expect(delta ? applyChange('connections', before, delta) : before).toEqual(after);
      }),
    );
  });

  it('is null for equal states, and has only what changed otherwise', () => {
    const state = {
      links: [
        { link_id: 'a', messages: 1 },
        { link_id: 'b', messages: 1 },
      ],
      egresses: [],
      control: true,
    };
    expect(diffState('connections', state, structuredClone(state))).toBeNull();
    const moved = { ...state, links: [state.links[0]!, { link_id: 'b', messages: 2 }] };
    expect(diffState('connections', state, moved)).toEqual({
      links: { upsert: [{ link_id: 'b', messages: 2 }] },
    });
  });
});

describe('applyChange', () => {
  it('puts what changed first, in its new form', () => {
    const alert = (alert_id: string, state: string) => ({ alert_id, state });
    const state = { alerts: [alert('3', 'firing'), alert('2', 'firing'), alert('1', 'resolved')] };
    const change = { alerts: { upsert: [alert('2', 'acknowledged')], remove: ['1'] } };
    expect(applyChange('alerts', state, change)).toEqual({
      alerts: [alert('2', 'acknowledged'), alert('3', 'firing')],
    });
  });

  it('puts new incidents first', () => {
    const state = { incidents: [{ incident_id: '2' }, { incident_id: '1' }] };
    const change = { incidents: { upsert: [{ incident_id: '3' }], remove: ['1'] } };
    expect(applyChange('incidents', state, change)).toEqual({
      incidents: [{ incident_id: '3' }, { incident_id: '2' }],
    });
  });
});

describe('accountDiff', () => {
  it('gives the delta between any two states of an account, and nothing between equal ones', () => {
    const state = fc.array(anyDelta).map((deltas) => deltas.reduce(applyDelta, emptyAccount(7)));
    fc.assert(
      fc.property(state, state, (before, after) => {
        // The hash leaves out `confirmed_at`, which is no change by itself.
        expect(stateHash(applyDelta(before, accountDiff(before, after)))).toBe(stateHash(after));
        expect(accountDiff(after, structuredClone(after))).toEqual({});
      }),
    );
  });
});
