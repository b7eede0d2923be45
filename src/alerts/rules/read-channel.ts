import {
  discordUrl,
  emailAddresses,
  emailUrl,
  ntfyUrl,
  secretUrl,
  slackUrl,
  standardWebhookSecret,
  telegramChat,
  telegramToken,
} from '../../config/values/alert-readers.js';
import { httpOrigin } from '../../config/values/readers.js';
import type { Reader } from '../../config/variable.js';
import type { ChannelSettings } from '../delivery/channel-settings.js';
import type { RuleFault } from './read-rule.js';

interface Field {
  reader: Reader<unknown>;
  /** Of a field that may be left out. */
  byDefault?: unknown;
}

const NAME = /^[a-z0-9](?:[a-z0-9-]{0,30}[a-z0-9])?$/;

const FIELDS: Record<ChannelSettings['type'], Readonly<Record<string, Field>>> = {
  webhook: { url: { reader: secretUrl }, secret: { reader: standardWebhookSecret, byDefault: null } },
  telegram: {
    token: { reader: telegramToken },
    chat: { reader: telegramChat },
    api: { reader: httpOrigin, byDefault: 'https://api.telegram.org' },
  },
  discord: { url: { reader: discordUrl } },
  slack: { url: { reader: slackUrl } },
  ntfy: { url: { reader: ntfyUrl } },
  email: { url: { reader: emailUrl }, to: { reader: emailAddresses } },
};

/** Fields that hold a secret, so that the file names a variable for them. */
export const SECRET_FIELDS: readonly string[] = ['url', 'token', 'secret'];

/** Reads a channel of ALERTS_FILE. @returns the channel, or everything that is wrong with it */
export function readChannel(value: unknown): ChannelSettings | RuleFault[] {
  if (typeof value !== 'object' || value === null || Array.isArray(value))
    return [{ path: [], message: 'must have name and type' }];
  const { name, type, ...given } = value as Record<string, unknown>;
  const faults: RuleFault[] = [];
  if (typeof name !== 'string' || !NAME.test(name))
    faults.push({ path: ['name'], message: 'must be up to 32 lower-case letters, digits and hyphens' });
  if (typeof type !== 'string' || !Object.hasOwn(FIELDS, type))
    return [...faults, { path: ['type'], message: `must be one of ${Object.keys(FIELDS).join(', ')}` }];
  const fields = FIELDS[type as ChannelSettings['type']];
  for (const field of Object.keys(given))
    if (!Object.hasOwn(fields, field))
      faults.push({
        path: [field],
        message: `is no field of ${type}; known are ${Object.keys(fields).join(', ')}`,
      });
  const settings = Object.entries(fields).map(([field, { reader, byDefault }]) => {
    const text = textOf(given[field]);
    if (text === null && byDefault !== undefined) return [field, byDefault];
    const read = text === null ? undefined : reader.read(text);
    if (read === undefined) faults.push({ path: [field], message: `must be ${reader.expects}` });
    return [field, read];
  });
  if (faults.length > 0) return faults;
  return { name, type, ...Object.fromEntries(settings) } as ChannelSettings;
}

/** Numbers of chats may come without quotes, and addresses as a list. `null` for what is left out or no text. */
function textOf(value: unknown): string | null {
  if (Array.isArray(value)) return value.join(',');
  if (typeof value === 'number') return String(value);
  return typeof value === 'string' && value !== '' ? value : null;
}
