import type { Secret } from '../../../secrets/secret.js';
import type { AlertHttp } from '../alert-http.js';
import { plainText, shortened, TONE_SIGNS, type AlertMessage } from '../alert-message.js';
import { HttpChannel, type ChannelRequest } from './http.channel.js';

/** Limit of a text block. */
const MAX_BLOCK = 3000;

/** A message by an incoming webhook of Slack. */
export class SlackChannel extends HttpChannel {
  constructor(
    name: string,
    http: AlertHttp,
    private readonly target: { url: Secret },
  ) {
    super(name, http);
  }

  protected override requestFor(message: AlertMessage): ChannelRequest {
    const { tone, title, lines, url } = message;
    const head = `${TONE_SIGNS[tone]} ${shortened(title, 300)}`;
    // Plain text, in which no sign is markup.
    const text = shortened([head, ...lines].join('\n'), MAX_BLOCK);
    const button = { type: 'button', text: { type: 'plain_text', text: 'Open' }, url };
    return {
      url: this.target.url.reveal(),
      body: JSON.stringify({
        // Shown in notifications; here &, < and > are markup.
        text: escaped(shortened(`${TONE_SIGNS[tone]} ${plainText(message)}`, MAX_BLOCK)),
        blocks: [
          { type: 'section', text: { type: 'plain_text', text, emoji: false } },
          ...(url === null ? [] : [{ type: 'actions', elements: [button] }]),
        ],
      }),
    };
  }
}

function escaped(text: string): string {
  return text.replaceAll('&', '&amp;').replaceAll('<', '&lt;').replaceAll('>', '&gt;');
}
