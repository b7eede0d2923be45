import type { ErrorCode } from 'lighter-broadcaster-protocol/errors';
import {
  RATES,
  type ClientOp,
  type Rate,
  type RequestId,
  type Since,
} from 'lighter-broadcaster-protocol/frames';

/** A message that is not a valid op; names the field. */
export class OpError extends Error {
  constructor(
    readonly code: ErrorCode,
    message: string,
    readonly id: RequestId,
  ) {
    super(message);
  }
}

type Fields = Record<string, unknown>;

const FIELDS: Record<ClientOp['op'], readonly string[]> = {
  subscribe: ['op', 'id', 'channels', 'since', 'rate'],
  unsubscribe: ['op', 'id', 'channels'],
  ping: ['op', 'id'],
  list: ['op', 'id'],
};
const OPS = Object.keys(FIELDS) as ClientOp['op'][];
const MAX_CHANNELS_PER_OP = 1000;
const MAX_NAME = 100;

/** @throws OpError */
export function parseOp(text: string): ClientOp {
  const fields = parseObject(text);
  const id = requestId(fields.id);
  const fail = (message: string): never => {
    throw new OpError('invalid_message', message, id);
  };
  const op = OPS.find((name) => name === fields.op);
  if (!op) return fail(`op must be one of ${OPS.join(', ')}.`);
  for (const name of Object.keys(fields))
    if (!FIELDS[op].includes(name))
      fail(`Unknown field "${name.slice(0, MAX_NAME)}"; ${op} takes ${FIELDS[op].join(', ')}.`);
  if (fields.id !== undefined && id !== fields.id)
    fail(`id must be a number or a string of at most ${MAX_NAME} characters.`);
  if (op === 'ping' || op === 'list') return { op, id };
  const channels = channelList(fields.channels, fail);
  if (op === 'unsubscribe') return { op, id, channels };
  return { op, id, channels, since: sinceMap(fields.since, channels, fail), rate: rateOf(fields.rate, fail) };
}

function parseObject(text: string): Fields {
  let value: unknown;
  try {
    value = JSON.parse(text);
  } catch {
    throw new OpError('invalid_json', 'The message is not JSON.', null);
  }
  if (!isRecord(value)) throw new OpError('invalid_message', 'The message must be a JSON object.', null);
  return value;
}

function requestId(value: unknown): RequestId {
  if (typeof value === 'number') return value;
  return typeof value === 'string' && value.length <= MAX_NAME ? value : null;
}

type Fail = (message: string) => never;

function channelList(value: unknown, fail: Fail): string[] {
  if (!Array.isArray(value) || value.length === 0)
    return fail('channels must be an array of at least one channel.');
  if (value.length > MAX_CHANNELS_PER_OP) fail(`channels has more than ${MAX_CHANNELS_PER_OP} entries.`);
  value.forEach((name: unknown, place) => {
    if (typeof name !== 'string' || name.length > MAX_NAME)
      fail(`channels[${place}] must be a string of at most ${MAX_NAME} characters.`);
  });
  return [...new Set(value as string[])];
}

function rateOf(value: unknown, fail: Fail): Rate {
  if (value === undefined) return 'live';
  return RATES.find((rate) => rate === value) ?? fail(`rate must be one of ${RATES.join(', ')}.`);
}

function sinceMap(value: unknown, channels: readonly string[], fail: Fail): Record<string, Since> {
  if (value === undefined) return {};
  if (!isRecord(value)) return fail('since must be an object of channel to {epoch, seq}.');
  const since = new Map<string, Since>();
  for (const [channel, position] of Object.entries(value)) {
    const name = `since["${channel.slice(0, MAX_NAME)}"]`;
    if (!channels.includes(channel) && !(channels.includes('accounts') && /^account\/\d+$/.test(channel)))
      fail(`${name} names a channel that is not in channels.`);
    since.set(channel, sinceOf(position, name, fail));
  }
  return Object.fromEntries(since);
}

function sinceOf(value: unknown, name: string, fail: Fail): Since {
  if (!isRecord(value)) return fail(`${name} must be {epoch, seq}.`);
  const { epoch, seq, ...rest } = value;
  for (const unknown of Object.keys(rest)) fail(`Unknown field "${unknown.slice(0, MAX_NAME)}" in ${name}.`);
  if (typeof epoch !== 'string') return fail(`${name}.epoch must be a string.`);
  if (typeof seq !== 'number' || !Number.isSafeInteger(seq) || seq < 0)
    return fail(`${name}.seq must be an integer of at least 0.`);
  return { epoch, seq };
}

function isRecord(value: unknown): value is Fields {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}
