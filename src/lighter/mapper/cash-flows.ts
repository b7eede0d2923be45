import { absolute } from 'lighter-broadcaster-protocol/decimal';
import type { FlowReading } from '../../upstream/cash-flow-log.port.js';
import { asObject, decimalOr, isObject, millis, requiredEntries } from './fields.js';
import { parseDocument } from './response.js';

/** `pnl`: the hours of an account, oldest first. @throws MalformedFrame */
export function mapFlowReadings(text: string): FlowReading[] {
  const page = asObject(parseDocument(text).value, 'response');
  return requiredEntries(page, 'pnl')
    .filter(isObject)
    .map((row) => ({
      timestamp: millis(row, 'timestamp'),
      inflow: absolute(decimalOr(row, 'inflow', '0')),
      outflow: absolute(decimalOr(row, 'outflow', '0')),
    }))
    .sort((a, b) => a.timestamp - b.timestamp);
}
