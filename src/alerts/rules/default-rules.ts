import type { AlertRule } from 'lighter-broadcaster-protocol/alert';
import { readRule } from './read-rule.js';

/**
 * Rules that exist without any configuration. Those that are off need a threshold of the user's own, or would be noise for
 * an account that trades all day.
 */
const DEFAULTS = [
  { id: 'liquidation', kind: 'liquidation', cooldown_s: 0 },
  { id: 'near-liquidation', kind: 'liquidation-distance', threshold: '10', clear: '12' },
  { id: 'margin-usage', kind: 'margin-usage', threshold: '80', clear: '75' },
  { id: 'drawdown', kind: 'drawdown', threshold: '10', clear: '8' },
  { id: 'order-refused', kind: 'order-refused', cooldown_s: 60 },
  { id: 'stale', kind: 'stale', for_s: 120 },
  { id: 'connection-down', kind: 'connection-down', for_s: 120 },
  { id: 'gap-open', kind: 'gap-open' },
  { id: 'gap-incomplete', kind: 'gap-incomplete' },
  { id: 'token-expires', kind: 'token-expires', threshold: '7' },
  { id: 'history', kind: 'history' },
  { id: 'egress-banned', kind: 'egress-banned' },
  { id: 'budget-exhausted', kind: 'budget-exhausted', for_s: 300 },
  { id: 'fill', kind: 'fill', enabled: false },
  { id: 'position-opened', kind: 'position-opened', enabled: false },
  { id: 'position-closed', kind: 'position-closed', enabled: false },
  { id: 'position-flipped', kind: 'position-flipped', enabled: false },
  { id: 'funding-paid', kind: 'funding-paid', threshold: '100', enabled: false },
  { id: 'equity-below', kind: 'equity-below', threshold: '1000', enabled: false },
  { id: 'pnl-day-below', kind: 'pnl-day-below', threshold: '-1000', clear: '-900', enabled: false },
  { id: 'pnl-day-above', kind: 'pnl-day-above', threshold: '1000', clear: '900', enabled: false },
];

export const DEFAULT_RULES: readonly AlertRule[] = DEFAULTS.map((value) => {
  const rule = readRule(value, 'default');
  if (Array.isArray(rule)) throw new Error(`default rule ${value.id}: ${rule[0]?.message}`);
  return rule;
});
