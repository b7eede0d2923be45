import { reader } from '../../../test/support/http-app.js';
import { anIncident, setUpStore } from '../../../test/support/state-store.js';
import { SYSTEM } from '../../access/principal.js';
import type { Change } from '../../state/change.js';
import { IncidentChannels } from './incident-channels.js';

describe('the channel of incidents', () => {
  it('shows a restricted key neither incidents of other accounts nor their removal', () => {
    const { store } = setUpStore();
    const changes: Change[] = [];
    store.subscribe('test', (change) => changes.push(change));
    const channels = new IncidentChannels(store);
    const [narrow, whole] = [channels.open('incidents', reader(7))!, channels.open('incidents', SYSTEM)!];
    for (const [id, account_index] of [
      ['own', 7],
      ['other', 3],
      ['common', null],
    ] as const)
      store.apply({ type: 'incident', incident: anIncident(id, { account_index }) });
    expect(narrow.state().incidents.map(({ incident_id }) => incident_id)).toEqual(['own']);
    store.apply({ type: 'incidents-cleared', at: 1 });
    const seen = (channel: typeof narrow): unknown[] =>
      changes.map((change) => channel.project(change)?.data);
    expect(seen(narrow)).toEqual([
      { incidents: { upsert: [expect.objectContaining({ incident_id: 'own' })], remove: [] } },
      undefined,
      undefined,
      { incidents: { upsert: [], remove: ['own'] } },
    ]);
    expect(seen(whole).at(-1)).toEqual({ incidents: { upsert: [], remove: ['common', 'other', 'own'] } });
  });
});
