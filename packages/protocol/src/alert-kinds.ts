export const ALERT_SEVERITIES = ['info', 'warning', 'critical'] as const;
export type AlertSeverity = (typeof ALERT_SEVERITIES)[number];

interface AlertKindEntry {
  /** Usual severity of a rule of this kind; a rule may choose another. */
  readonly severity: AlertSeverity;
  /** An `event` happens and is over; a `level` lasts until the value is back behind `clear`. */
  readonly nature: 'event' | 'level';
  /** Unit of `threshold` and `clear`; `null` when a rule of this kind takes none. */
  readonly unit: 'percent' | 'quote' | 'days' | null;
  /** On which side of `threshold` the alert fires; `null` without a threshold. */
  readonly fires: 'below' | 'above' | null;
  readonly meaning: string;
  readonly what_to_do: string;
}

const REDUCE = 'Add collateral, or reduce positions.';
const CHECK_LINK = 'See the connections page and the incidents of the account.';

/** Every kind of alert: a closed table that code, API, dashboard and docs/alerts.md share. */
export const ALERT_KINDS = {
  fill: {
    severity: 'info',
    nature: 'event',
    unit: null,
    fires: null,
    meaning: 'The account traded. Fills within the cooldown are summarized in one alert.',
    what_to_do: 'Nothing.',
  },
  'order-refused': {
    severity: 'warning',
    nature: 'event',
    unit: null,
    fires: null,
    meaning: 'The exchange rejected an order or canceled it for a reason of its own.',
    what_to_do:
      'The status names the reason, such as a lack of margin or a post-only order that would have crossed.',
  },
  'position-opened': {
    severity: 'info',
    nature: 'event',
    unit: null,
    fires: null,
    meaning: 'The account has a position in a market where it had none.',
    what_to_do: 'Nothing, if it was intended.',
  },
  'position-closed': {
    severity: 'info',
    nature: 'event',
    unit: null,
    fires: null,
    meaning: 'A position went flat.',
    what_to_do: 'Nothing, if it was intended.',
  },
  'position-flipped': {
    severity: 'info',
    nature: 'event',
    unit: null,
    fires: null,
    meaning: 'A position changed from long to short, or from short to long.',
    what_to_do: 'Nothing, if it was intended.',
  },
  liquidation: {
    severity: 'critical',
    nature: 'event',
    unit: null,
    fires: null,
    meaning: 'The exchange liquidated or deleveraged a position of the account.',
    what_to_do: 'Check the margin of the remaining positions at once.',
  },
  'liquidation-distance': {
    severity: 'critical',
    nature: 'level',
    unit: 'percent',
    fires: 'below',
    meaning:
      'The mark price is closer to the liquidation price than the threshold, in percent of the mark price.',
    what_to_do: REDUCE,
  },
  'margin-usage': {
    severity: 'warning',
    nature: 'level',
    unit: 'percent',
    fires: 'above',
    meaning: 'The account uses more of its margin than the threshold, in percent.',
    what_to_do: REDUCE,
  },
  'equity-below': {
    severity: 'warning',
    nature: 'level',
    unit: 'quote',
    fires: 'below',
    meaning: 'The equity of the account is below the threshold.',
    what_to_do: REDUCE,
  },
  drawdown: {
    severity: 'warning',
    nature: 'level',
    unit: 'percent',
    fires: 'above',
    meaning:
      'The equity is further below its highest value within the window than the threshold, in percent of that value.',
    what_to_do: 'Check the positions of the account; a withdrawal counts as well.',
  },
  'pnl-day-below': {
    severity: 'warning',
    nature: 'level',
    unit: 'quote',
    fires: 'below',
    meaning: 'Realized PnL of the day (ALERT_TZ) is below the threshold.',
    what_to_do: 'Check the strategy of the account.',
  },
  'pnl-day-above': {
    severity: 'info',
    nature: 'level',
    unit: 'quote',
    fires: 'above',
    meaning: 'Realized PnL of the day (ALERT_TZ) is above the threshold.',
    what_to_do: 'Nothing.',
  },
  'funding-paid': {
    severity: 'info',
    nature: 'event',
    unit: 'quote',
    fires: 'above',
    meaning: 'The account paid more than the threshold in one funding payment.',
    what_to_do: 'Check whether the position is worth its funding.',
  },
  stale: {
    severity: 'warning',
    nature: 'level',
    unit: null,
    fires: null,
    meaning: 'An account, or one section of it, could not be confirmed for longer than `for_s`.',
    what_to_do: CHECK_LINK,
  },
  'connection-down': {
    severity: 'warning',
    nature: 'level',
    unit: null,
    fires: null,
    meaning: 'A connection to the exchange has been down for longer than `for_s`.',
    what_to_do: CHECK_LINK,
  },
  'gap-open': {
    severity: 'warning',
    nature: 'level',
    unit: null,
    fires: null,
    meaning: 'A gap, in which fills may be missing, has been open for longer than `for_s`.',
    what_to_do: CHECK_LINK,
  },
  'gap-incomplete': {
    severity: 'warning',
    nature: 'event',
    unit: null,
    fires: null,
    meaning: 'A gap was closed although not every fill of it could be recovered.',
    what_to_do: 'Compare with the trade history of the exchange for the span of the gap.',
  },
  'token-expires': {
    severity: 'warning',
    nature: 'level',
    unit: 'days',
    fires: 'below',
    meaning: 'A read-only token expires within the threshold, in days.',
    what_to_do: 'Create a new read-only token and configure it.',
  },
  history: {
    severity: 'critical',
    nature: 'level',
    unit: null,
    fires: null,
    meaning: 'The history cannot be written, or has been behind for longer than `for_s`.',
    what_to_do: 'See `history` in /api/status and the incidents.',
  },
  'egress-banned': {
    severity: 'warning',
    nature: 'level',
    unit: null,
    fires: null,
    meaning: 'The exchange blocks an egress for longer than `for_s`.',
    what_to_do: 'Add a second proxy to the accounts of the egress, or reduce other use of it.',
  },
  'budget-exhausted': {
    severity: 'warning',
    nature: 'level',
    unit: null,
    fires: null,
    meaning: 'An egress has had no request budget left for longer than `for_s`.',
    what_to_do: 'Give its accounts more proxies, or use a higher tier.',
  },
} as const satisfies Record<string, AlertKindEntry>;

export type AlertKind = keyof typeof ALERT_KINDS;
