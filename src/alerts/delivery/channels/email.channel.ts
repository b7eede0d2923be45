import { createRequire } from 'node:module';
import type { createTransport, Transporter } from 'nodemailer';
import { senderOf } from '../../../config/values/alert-readers.js';
import { scrubber } from '../../../secrets/scrubber.js';
import type { Secret } from '../../../secrets/secret.js';
import { AlertChannel, type DeliveryOutcome } from '../alert-channel.port.js';
import type { AlertHttp } from '../alert-http.js';
import { plainText, shortened, TONE_SIGNS, type AlertMessage } from '../alert-message.js';
import { outcomeOfError } from '../outcomes.js';

const require = createRequire(import.meta.url);

const TIMEOUT_MS = 15_000;
const DEFAULT_PORTS: Record<string, number> = { 'smtp:': 587, 'smtps:': 465 };

/** Mail by SMTP. `Message-ID` is the same at every attempt, by which most mail servers drop repeats. */
export class EmailChannel extends AlertChannel {
  private readonly mailer: Transporter;
  private readonly from: string;

  constructor(
    override readonly name: string,
    http: AlertHttp,
    private readonly target: { url: Secret; to: readonly string[] },
  ) {
    super();
    const url = new URL(target.url.reveal());
    const secure = url.protocol === 'smtps:';
    const port = Number(url.port) || DEFAULT_PORTS[url.protocol]!;
    this.from = senderOf(url)!;
    const user = decodeURIComponent(url.username);
    // Loaded here, because most services send no mail.
    const nodemailer = require('nodemailer') as { createTransport: typeof createTransport };
    this.mailer = nodemailer.createTransport({
      host: url.hostname,
      port,
      secure,
      ...(user !== '' && { auth: { user, pass: decodeURIComponent(url.password) } }),
      connectionTimeout: TIMEOUT_MS,
      greetingTimeout: TIMEOUT_MS,
      socketTimeout: TIMEOUT_MS,
      disableFileAccess: true,
      disableUrlAccess: true,
      getSocket: (_options, done) => {
        http.dial(url.hostname, port, secure).then(
          (connection) => done(null, connection === null ? false : { connection, secured: secure }),
          (error: Error) => done(error),
        );
      },
    });
  }

  override async send(message: AlertMessage): Promise<DeliveryOutcome> {
    const { id, tone, title, at } = message;
    try {
      const sent = (await this.mailer.sendMail({
        from: { name: 'Lighter Broadcaster', address: this.from },
        to: [...this.target.to],
        subject: shortened(`${TONE_SIGNS[tone]} ${title}`, 200),
        text: plainText(message),
        date: new Date(at),
        messageId: `<${id}@${this.from.split('@')[1]!}>`,
        headers: { 'Auto-Submitted': 'auto-generated' },
        priority: tone === 'critical' ? 'high' : 'normal',
      })) as { response?: string };
      return { result: 'delivered', answer: shortened(scrubber.scrub(sent.response ?? 'sent'), 200) };
    } catch (error) {
      return outcomeOfMail(error);
    }
  }
}

/** 4xx of SMTP is for a while; 5xx is for good, which concerns the login, the sender or a recipient. */
function outcomeOfMail(error: unknown): DeliveryOutcome {
  const outcome = outcomeOfError(error);
  const { responseCode, code, response } = error as {
    responseCode?: number;
    code?: string;
    response?: string;
  };
  const isFinal = (responseCode ?? 0) >= 500 || (code === 'EAUTH' && responseCode === undefined);
  const answer = response === undefined ? outcome.answer : shortened(scrubber.scrub(response), 200);
  if (!isFinal) return { ...outcome, answer };
  // 552 and 554 may concern what the mail holds.
  return { result: responseCode === 552 || responseCode === 554 ? 'rejected' : 'misconfigured', answer };
}
