import { copyFileSync, mkdtempSync, readdirSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import type { AlertEvent } from 'lighter-broadcaster-protocol/alert';
import { startFarSide, startMailServer, type FarSide, type MailServer } from './far-side.js';

const TOKEN = '123456789:AAF-abcdefghijklmnopqrstuvwxyz012345';
/** More refusals than an outage gets attempts. */
const REFUSALS = 200;

/** A far side for each channel, any of which can be out. The webhook takes each message once, as Standard Webhooks asks. */
export class AlertFarSides {
  private constructor(
    private readonly sides: Readonly<Record<'webhook' | 'telegram' | 'discord' | 'slack' | 'ntfy', FarSide>>,
    private readonly mail: MailServer,
  ) {}

  static async start(): Promise<AlertFarSides> {
    const ok = { status: 200, body: 'ok' };
    const [webhook, telegram, discord, slack, ntfy, mail] = await Promise.all([
      startFarSide({ status: 204 }),
      startFarSide({ status: 200, body: '{"ok":true}' }),
      ...[startFarSide({ status: 204 }), startFarSide(ok), startFarSide(ok), startMailServer()],
    ] as const);
    return new AlertFarSides({ webhook, telegram, discord, slack, ntfy }, mail);
  }

  get env(): NodeJS.ProcessEnv {
    const { webhook, telegram, discord, slack, ntfy } = this.sides;
    return {
      ALERT_WEBHOOK_URL: `${webhook.url}/hook`,
      ...{ ALERT_TELEGRAM_TOKEN: TOKEN, ALERT_TELEGRAM_CHAT: '42', ALERT_TELEGRAM_API: telegram.url },
      ALERT_DISCORD_URL: `${discord.url}/api/webhooks/1/x`,
      ALERT_SLACK_URL: `${slack.url}/services/x`,
      ALERT_NTFY_URL: `${ntfy.url}/topic`,
      ALERT_EMAIL_URL: `smtp://127.0.0.1:${this.mail.port}?from=alerts@desk.example`,
      ALERT_EMAIL_TO: 'trader@desk.example',
    };
  }

  /** One of them, by number, refuses everything from now on; all others work. */
  break(number: number): void {
    this.mend();
    const sides = Object.values(this.sides);
    const side = sides[number % (sides.length + 1)];
    if (side) side.script.push(...Array.from({ length: REFUSALS }, () => ({ status: 503 })));
    else this.mail.isOut = true;
  }

  mend(): void {
    this.mail.isOut = false;
    for (const { script } of Object.values(this.sides)) script.length = 0;
  }

  /** Events that the webhook has taken, in order. */
  taken(): AlertEvent[] {
    const messages = new Map<string, AlertEvent[]>();
    for (const { headers, body, answered } of this.sides.webhook.received)
      if (answered < 300) messages.set(String(headers['webhook-id']), (JSON.parse(body) as Body).data.events);
    return [...messages.values()].flat();
  }

  async close(): Promise<void> {
    await Promise.all([...Object.values(this.sides), this.mail].map((side) => side.close()));
  }
}

interface Body {
  data: { events: AlertEvent[] };
}

/** When the evaluation of each account's fills began: earlier ones give no alert. Reads a copy of what a killed product left. */
export function evaluatedSince(dataDir: string): Map<number, number> {
  const folder = mkdtempSync(join(tmpdir(), 'alert-notes-'));
  for (const name of readdirSync(dataDir))
    if (name.startsWith('history.sqlite')) copyFileSync(join(dataDir, name), join(folder, name));
  const database = new DatabaseSync(join(folder, 'history.sqlite'));
  const notes = database.prepare("SELECT name, value FROM alert_notes WHERE name LIKE 'from/trade/%'").all();
  database.close();
  rmSync(folder, { recursive: true });
  return new Map(
    notes.map(({ name, value }) => [
      Number(String(name).split('/')[2]),
      Number(String(value).split(' ', 1)[0]),
    ]),
  );
}
