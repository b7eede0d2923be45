import { IncidentLog } from '../../src/incidents/incident-log.js';
import { Ingest } from '../../src/upstream/ingest.js';
import { setUpStore } from '../support/state-store.js';
import { incidentWriterSuite } from './incident-writer.suite.js';

describe('incident writer of a collecting instance', () => {
  incidentWriterSuite(() => {
    const { clock, store } = setUpStore();
    return Promise.resolve({
      writer: new IncidentLog(clock, store, new Ingest(store)),
      written: () => [...store.incidents()].reverse().map((incident) => JSON.stringify(incident)),
      close: () => Promise.resolve(store.onApplicationShutdown()),
    });
  });
});
