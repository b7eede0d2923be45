import type { Secret } from '../../../secrets/secret.js';
import type { DeliveryOutcome } from '../alert-channel.port.js';
import type { AlertHttp, FarAnswer } from '../alert-http.js';
import { shortened, TONE_SIGNS, type AlertMessage, type MessageTone } from '../alert-message.js';
import { bounded, described, jsonOf, outcomeOf, retryAfter } from '../outcomes.js';
import { HttpChannel, type ChannelRequest } from './http.channel.js';

/** Limits of an embed. */
const MAX_TITLE = 256;
const MAX_DESCRIPTION = 4096;

const COLORS: Record<MessageTone, number> = {
  critical: 0xd93025,
  warning: 0xf29900,
  info: 0x1a73e8,
  resolved: 0x188038,
  acknowledged: 0x5f6368,
  test: 0x5f6368,
};

/** A message with an embed, by a webhook of Discord. Heeds the bucket that each answer reports. */
export class DiscordChannel extends HttpChannel {
  constructor(
    name: string,
    http: AlertHttp,
    private readonly target: { url: Secret },
  ) {
    super(name, http);
  }

  protected override requestFor({ tone, title, lines, url, at }: AlertMessage): ChannelRequest {
    const address = new URL(this.target.url.reveal());
    address.searchParams.set('wait', 'true');
    return {
      url: address.href,
      body: JSON.stringify({
        embeds: [
          {
            title: shortened(`${TONE_SIGNS[tone]} ${plain(title)}`, MAX_TITLE),
            description: shortened(plain(lines.join('\n')), MAX_DESCRIPTION),
            color: COLORS[tone],
            timestamp: new Date(at).toISOString(),
            ...(url !== null && { url }),
          },
        ],
        allowed_mentions: { parse: [] },
      }),
    };
  }

  protected override outcome(answer: FarAnswer): DeliveryOutcome {
    if (answer.status === 429) {
      // The body has fractions of a second, the header whole ones.
      const { retry_after: seconds } = (jsonOf(answer) ?? {}) as { retry_after?: number };
      const retryAfterMs = bounded(Number(seconds) * 1000) ?? retryAfter(answer);
      return { result: 'retry', answer: described(answer, 'rate limited'), retryAfterMs };
    }
    const outcome = outcomeOf(answer);
    if (outcome.result !== 'delivered') return outcome;
    const isEmpty = answer.header('x-ratelimit-remaining') === '0';
    const pauseMs = isEmpty ? bounded(Number(answer.header('x-ratelimit-reset-after')) * 1000) : null;
    return { result: 'delivered', answer: String(answer.status), ...(pauseMs !== null && { pauseMs }) };
  }
}

/** Without markup: a description is Markdown, and names may contain its signs. */
function plain(text: string): string {
  return text.replace(/[\\*_~`|>[\]()#-]/g, '\\$&');
}
