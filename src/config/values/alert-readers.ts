import { Secret } from '../../secrets/secret.js';
import { parseProxy, type ProxyAddress } from '../accounts/proxy.js';
import type { Reader } from '../variable.js';

const ADDRESS = /^[^\s@<>(),;:"\\[\]]{1,64}@[a-z0-9.-]{1,253}$/i;

/** A URL that is a secret as a whole, because its path or query authorizes. */
function secretUrlThat(holds: (url: URL) => boolean, expects: string): Reader<Secret> {
  return {
    read: (value) => {
      const url = URL.parse(value);
      return url !== null && holds(url) ? new Secret(value) : undefined;
    },
    expects,
  };
}

const isHttp = ({ protocol }: URL): boolean => protocol === 'https:' || protocol === 'http:';

export const secretUrl = secretUrlThat(isHttp, 'an http or https address');

export const discordUrl = secretUrlThat(
  (url) => isHttp(url) && /\/api\/(?:v\d+\/)?webhooks\/\d+\/[\w-]+$/.test(url.pathname),
  'the URL of a webhook, such as https://discord.com/api/webhooks/<id>/<token>',
);

export const slackUrl = secretUrlThat(
  (url) => isHttp(url) && url.pathname.length > 1,
  'the URL of an incoming webhook, such as https://hooks.slack.com/services/…',
);

export const ntfyUrl = secretUrlThat(
  (url) => isHttp(url) && /\/[\w-]{1,64}$/.test(url.pathname),
  'the address of a topic, such as https://ntfy.sh/my-topic',
);

export const emailUrl = secretUrlThat(
  (url) => /^smtps?:$/.test(url.protocol) && url.hostname !== '' && senderOf(url) !== null,
  'smtps://user:password@host[:port], with ?from=address unless the user is an e-mail address',
);

/** Sender of the mail: `from` in the query, or the user, if it is an address. */
export function senderOf(url: URL): string | null {
  const from = url.searchParams.get('from') ?? decoded(url.username);
  return ADDRESS.test(from) ? from : null;
}

function decoded(text: string): string {
  try {
    return decodeURIComponent(text);
  } catch {
    return text;
  }
}

/** Bytes of the secret, or `null` if it is none. */
export function standardWebhookKey(secret: string): Buffer | null {
  const [, base64] = /^whsec_([A-Za-z0-9+/]+={0,2})$/.exec(secret) ?? [];
  if (base64 === undefined) return null;
  const key = Buffer.from(base64, 'base64');
  return key.length >= 24 && key.length <= 64 ? key : null;
}

export const standardWebhookSecret: Reader<Secret> = {
  read: (value) => (standardWebhookKey(value) === null ? undefined : new Secret(value)),
  expects: 'whsec_ followed by 24 to 64 bytes in Base64',
};

export const telegramToken: Reader<Secret> = {
  read: (value) => (/^\d{5,15}:[\w-]{30,60}$/.test(value) ? new Secret(value) : undefined),
  expects: 'the token of a bot, <number>:<letters>',
};

export const telegramChat: Reader<string> = {
  read: (value) => (/^(?:-?\d{1,20}|@\w{4,64})$/.test(value) ? value : undefined),
  expects: 'the number of a chat, negative for groups, or @name of a channel',
};

export const emailAddresses: Reader<readonly string[]> = {
  read: (value) => {
    const addresses = value.split(',').map((each) => each.trim());
    return addresses.every((each) => ADDRESS.test(each)) ? addresses : undefined;
  },
  expects: 'e-mail addresses separated by commas',
};

/** As VAPID wants it: `mailto:` or `https:`. */
export const httpsContact: Reader<string> = {
  read: (value) => {
    if (ADDRESS.test(value.replace(/^mailto:/, ''))) return `mailto:${value.replace(/^mailto:/, '')}`;
    return URL.parse(value)?.protocol === 'https:' ? value : undefined;
  },
  expects: 'an e-mail address or an https address',
};

export const proxyAddress: Reader<ProxyAddress> = {
  read: (value) => parseProxy(value) ?? undefined,
  expects: 'the address of a proxy, such as http://user:password@host:8080',
};

export const timeZone: Reader<string> = {
  read: (value) => {
    try {
      return new Intl.DateTimeFormat('en', { timeZone: value }).resolvedOptions().timeZone;
    } catch {
      return undefined;
    }
  },
  expects: 'a time zone, such as Europe/Berlin',
};
