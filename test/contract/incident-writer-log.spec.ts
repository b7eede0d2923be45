import { jest } from '@jest/globals';
import { Logger } from '@nestjs/common';
import { LogIncidentWriter } from '../../src/frontend-only/log-incident-writer.js';
import { incidentWriterSuite } from './incident-writer.suite.js';

describe('incident writer of a frontend instance', () => {
  incidentWriterSuite(() => {
    const warn = jest.spyOn(Logger.prototype, 'warn').mockImplementation(() => undefined);
    return Promise.resolve({
      writer: new LogIncidentWriter(),
      written: () => warn.mock.calls.map(([text]) => String(text)),
      close: () => Promise.resolve(warn.mockRestore()),
    });
  });
});
