import fc from 'fast-check';
import { applyChange } from './apply.js';
import { diffState } from './diff.js';

const links = fc.uniqueArray(
  fc.record({ link_id: fc.constantFrom('a', 'b', 'c', 'd'), messages: fc.integer({ min: 0, max: 3 }) }),
  { selector: (link) => link.link_id },
);
const connections = fc.record({ links, egresses: fc.constant([]), control: fc.boolean() });

describe('diffState', () => {
  it('is what applyChange needs to get from one state to the next', () => {
    fc.assert(
      fc.property(connections, connections, (before, after) => {
        const delta = diffState('connections', before, after);
        expect(delta ? applyChange('connections', before, delta) : before).toEqual(after);
      }),
    );
  });

  it('says nothing when nothing moved, and only what moved otherwise', () => {
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
  it('puts new incidents first', () => {
    const state = { incidents: [{ incident_id: '2' }, { incident_id: '1' }] };
    const change = { incidents: { upsert: [{ incident_id: '3' }], remove: ['1'] } };
    expect(applyChange('incidents', state, change)).toEqual({
      incidents: [{ incident_id: '3' }, { incident_id: '2' }],
    });
  });
});
