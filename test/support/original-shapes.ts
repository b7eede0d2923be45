/** Keys and types of the original service's answers, for `toMatchObject`. */

function numbers<Key extends string>(...keys: Key[]): Record<Key, unknown> {
  return Object.fromEntries(keys.map((key) => [key, expect.any(Number)])) as Record<Key, unknown>;
}

export const VOLUMES = numbers('total_volume', 'monthly_volume', 'weekly_volume', 'daily_volume');

/** Per-account entry in `/api/portfolio`. */
export const PORTFOLIO_ENTRY = {
  ...numbers('last_update', 'equity', 'available_balance', 'unrealized_pnl', 'margin_used', 'margin_ratio'),
  ...numbers('volume_24h', 'total_volume', 'monthly_volume', 'weekly_volume'),
  positions: expect.any(Array),
  active_orders: expect.any(Array),
  trades: expect.any(Array),
};

const INTERVALS = {
  ...numbers('interval_min', 'interval_avg', 'interval_max'),
  samples: expect.any(Array),
};

/** `/api/latency` after frames, responses and market statistics have arrived. */
export const LATENCY = {
  frontend_polling: {
    ...numbers('ws_interval_avg', 'time_since_ws', 'rest_interval_avg', 'time_since_rest'),
    ...numbers('stats_poll_interval', 'stats_fetch_time'),
  },
  backend_polling: {
    ...numbers('api_poll_rate', 'positions_age', 'balance_age'),
    ...numbers('active_accounts', 'total_accounts', 'connected_clients'),
  },
  websocket: {
    ...INTERVALS,
    ...numbers('message_count', 'last_message_age', 'connection_uptime'),
    connected: true,
  },
  rest: { ...INTERVALS, ...numbers('request_count', 'last_update') },
  timestamps: numbers('ws', 'rest', 'stats', 'now'),
};

/** Totals in `/api/portfolio`. */
export const TOTALS = {
  ...numbers('total_equity', 'total_unrealized_pnl', 'total_margin_used'),
  ...numbers('total_positions', 'total_active_orders', 'total_trades'),
};
