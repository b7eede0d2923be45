import type { Secret } from '../../../secrets/secret.js';
import type { AlertHttp } from '../alert-http.js';
import { shortened, type AlertMessage, type MessageTone } from '../alert-message.js';
import { HttpChannel, type ChannelRequest } from './http.channel.js';

/** Beyond it, ntfy turns a message into an attachment; in bytes. */
const MAX_MESSAGE = 1000;

const PRIORITIES: Record<MessageTone, 2 | 3 | 4 | 5> = {
  critical: 5,
  warning: 4,
  info: 3,
  resolved: 3,
  acknowledged: 2,
  test: 3,
};

/** Names of emoji that ntfy shows before the title. */
const TAGS: Record<MessageTone, string> = {
  critical: 'red_circle',
  warning: 'orange_circle',
  info: 'large_blue_circle',
  resolved: 'green_circle',
  acknowledged: 'bust_in_silhouette',
  test: 'bell',
};

/** A message to a topic of an ntfy server, published as JSON. */
export class NtfyChannel extends HttpChannel {
  constructor(
    name: string,
    http: AlertHttp,
    private readonly target: { url: Secret },
  ) {
    super(name, http);
  }

  protected override requestFor({ tone, title, lines, url }: AlertMessage): ChannelRequest {
    const address = new URL(this.target.url.reveal());
    const [, base = '/', topic = ''] = /^(.*\/)([^/]+)$/.exec(address.pathname) ?? [];
    return {
      url: `${address.origin}${base}`,
      headers: authorizationOf(address),
      body: JSON.stringify({
        topic,
        title: shortened(title, 250),
        message: shortened(lines.join('\n') || title, MAX_MESSAGE),
        priority: PRIORITIES[tone],
        tags: [TAGS[tone]],
        ...(url !== null && { click: url }),
      }),
    };
  }
}

/** `user:password@` is Basic, `:token@` is an access token. */
function authorizationOf({ username, password }: URL): Record<string, string> {
  if (password === '') return {};
  const [user, secret] = [decodeURIComponent(username), decodeURIComponent(password)];
  if (user === '') return { authorization: `Bearer ${secret}` };
  return { authorization: `Basic ${Buffer.from(`${user}:${secret}`).toString('base64')}` };
}
