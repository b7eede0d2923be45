import type { Alert } from 'lighter-broadcaster-protocol/alert';
import type { AlertSeverity } from 'lighter-broadcaster-protocol/alert-kinds';
import type { Toast } from '../../ui/toasts.js';

const TONES: Record<AlertSeverity, Toast['tone']> = { info: 'up', warning: 'warn', critical: 'down' };
const MOST_SERIOUS_FIRST: readonly AlertSeverity[] = ['critical', 'warning', 'info'];
const NAMED = 3;

/** Alerts that fire while the toast of earlier ones is shown join it: in an outage every connection fires one. */
export class AlertBurst {
  private alerts: { severity: AlertSeverity; summary: string; until: number }[] = [];

  /** @param shownMs how long a toast is shown */
  constructor(private readonly shownMs: number) {}

  /**
   * @param news not empty
   * @param now monotonic milliseconds
   * @returns the toast that replaces the one before
   */
  join(news: readonly Alert[], now: number): Toast {
    const until = now + this.shownMs;
    this.alerts = [
      ...this.alerts.filter((alert) => alert.until > now),
      ...news.map(({ severity, summary }) => ({ severity, summary, until })),
    ];
    const ranked = MOST_SERIOUS_FIRST.flatMap((wanted) =>
      this.alerts.filter(({ severity }) => severity === wanted),
    );
    const lines = ranked.slice(0, NAMED).map(({ summary }) => summary);
    const more = ranked.length - lines.length;
    if (more > 0) lines.push(`and ${more} more alerts`);
    return { about: 'alerts', tone: TONES[ranked[0]?.severity ?? 'info'], text: lines.join('\n') };
  }
}
