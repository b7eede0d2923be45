import type { Secret } from '../../../secrets/secret.js';
import type { DeliveryOutcome } from '../alert-channel.port.js';
import type { AlertHttp, FarAnswer } from '../alert-http.js';
import { shortened, TONE_SIGNS, type AlertMessage } from '../alert-message.js';
import { bounded, described, jsonOf, outcomeOf } from '../outcomes.js';
import { HttpChannel, type ChannelRequest } from './http.channel.js';

/** Limit of the Bot API for a message, after its markup is parsed. */
const MAX_TEXT = 4096;

/** A message of a Telegram bot, by `sendMessage`. */
export class TelegramChannel extends HttpChannel {
  constructor(
    name: string,
    http: AlertHttp,
    private readonly target: { api: string; token: Secret; chat: string },
  ) {
    super(name, http);
  }

  protected override requestFor({ tone, title, lines, url }: AlertMessage): ChannelRequest {
    const head = shortened(`${TONE_SIGNS[tone]} ${title}`, MAX_TEXT / 2);
    const rest = shortened(lines.join('\n'), MAX_TEXT - head.length - 20);
    const parts = [`<b>${escaped(head)}</b>`];
    if (rest !== '') parts.push(escaped(rest));
    if (url !== null) parts.push(`<a href="${escaped(url)}">Open</a>`);
    return {
      url: `${this.target.api}/bot${this.target.token.reveal()}/sendMessage`,
      body: JSON.stringify({
        chat_id: this.target.chat,
        text: parts.join('\n'),
        parse_mode: 'HTML',
        link_preview_options: { is_disabled: true },
        disable_notification: tone === 'info' || tone === 'acknowledged',
      }),
    };
  }

  /** A refused chat is a 400 too, so the description decides. */
  protected override outcome(answer: FarAnswer): DeliveryOutcome {
    const { description, parameters } = (jsonOf(answer) ?? {}) as {
      description?: string;
      parameters?: { retry_after?: number; migrate_to_chat_id?: number };
    };
    const said = described(answer, answer.status === 200 ? 'OK' : (description ?? answer.text));
    if (answer.status === 429)
      return {
        result: 'retry',
        answer: said,
        retryAfterMs: bounded((parameters?.retry_after ?? NaN) * 1000),
      };
    if (parameters?.migrate_to_chat_id !== undefined) {
      const hint = `The group became a supergroup: set ALERT_TELEGRAM_CHAT=${parameters.migrate_to_chat_id}`;
      return { result: 'misconfigured', answer: hint };
    }
    if (answer.status === 400 && !/parse|entit|message (?:is|text)/i.test(description ?? ''))
      return { result: 'misconfigured', answer: said };
    return { ...outcomeOf(answer), answer: said };
  }
}

function escaped(text: string): string {
  return text
    .replaceAll('&', '&amp;')
    .replaceAll('<', '&lt;')
    .replaceAll('>', '&gt;')
    .replaceAll('"', '&quot;');
}
