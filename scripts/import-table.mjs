/** Leaves: paths (regular expressions) that every folder of src/ may import. */
export const LEAVES = [
  '^src/config/',
  '^src/clock/',
  '^src/files/',
  '^src/secrets/',
  '^src/logging/',
  '^src/incidents/incident-writer\\.port\\.ts$',
  '^src/http/(problems|rate-limit-headers|api-(problems|base)\\.decorator|request-signal\\.decorator|account-index\\.pipe)\\.ts$',
  '^src/access/(principal|forwarded-principal|loopback|client-address|access\\.decorators|route-auth|[a-z-]+\\.port)\\.ts$',
];

const CHANNEL_SOURCE =
  '^src/broadcast/(feeds/channel-source\\.port|feeds/channel-registry|broadcast\\.module)\\.ts$';
const COUNTS = [
  '^src/history/history(\\.module|-health\\.service|-status)\\.ts$',
  '^src/broadcast/(clients/client-count\\.port|clients/drain-state\\.port|broadcast-stats|broadcast\\.module)\\.ts$',
];
const UPDATES = '^src/state/(update|reported|demand)\\.ts$';

/**
 * The imports allowed to each folder of src/ besides itself, the leaves and packages/protocol. Every other import is
 * refused. ARCHITECTURE.md has the same table in words.
 * @type {Record<string, string[]>}
 */
export const IMPORTS = {
  access: [],
  alerts: [
    '^src/state/',
    '^src/upstream/ingest\\.ts$',
    '^src/history/',
    '^src/egress/dialer\\.ts$',
    '^src/access/key-ring\\.ts$',
    '^src/metrics/(metrics\\.module|prometheus/instruments)\\.ts$',
  ],
  accounts: ['^src/cache/', '^src/state/account-texts-json\\.ts$'],
  broadcast: ['^src/state/', '^src/cache/'],
  cache: ['^src/state/', '^src/http/body-encoding\\.ts$'],
  clock: [],
  cluster: [
    '^src/state/',
    '^src/access/(access-files|credentials|file-ended-sessions|key-ring|request-windows|sessions|signed-claims|tickets)\\.ts$',
    '^src/broadcast/(resume/channel-log\\.port|clients/connections-elsewhere\\.port|broadcast\\.module)\\.ts$',
    '^src/metrics/(metrics\\.module|cluster-report\\.port|status\\.dto|prometheus/(instruments|metrics-elsewhere\\.port))\\.ts$',
    '^src/history/([a-z-]+\\.port|history-status|history(-api)?\\.module|fault-board|row|tables|queries)\\.ts$',
    '^src/history/recording/(row-builders|gap-row)\\.ts$',
    '^src/egress/(budget-(store\\.port|file)|rate-budgets)\\.ts$',
    '^src/upstream/gap-log\\.port\\.ts$',
    '^src/alerts/(alert-position|alerts\\.dto|delivery/((shared-outbox|heartbeat-duty|push/push-store)\\.port|alert-channels\\.dto))\\.ts$',
    '^src/control/(control-status|(control|raw-messages)\\.dto)\\.ts$',
    '^src/incidents/errors(-summary|\\.dto)\\.ts$',
    '^src/broadcast/fan-out/message\\.ts$',
    '^src/mirror/(exchange-answers|token-judge\\.port|token-verifier)\\.ts$',
    '^src/mirror/collector/mirror-(home|link)\\.port\\.ts$',
    '^src/mirror/stream/(followed-channels\\.port|followers|mirror-channel|relay-protocol)\\.ts$',
    '^src/frontend-only/',
  ],
  config: ['^src/lighter/signing/'],
  connections: ['^src/state/', '^src/upstream/raw-messages\\.port\\.ts$'],
  control: ['^src/upstream/'],
  demo: ['^src/simulator/', '^src/history/', '^src/lighter/mapper/'],
  egress: [UPDATES],
  files: [],
  'frontend-only': [
    '^src/state/',
    '^src/history/history-status\\.ts$',
    '^src/incidents/errors(-summary|\\.dto)\\.ts$',
    '^src/labels/labels\\.dto\\.ts$',
    '^src/alerts/delivery/push/push\\.dto\\.ts$',
    '^src/alerts/alerts\\.dto\\.ts$',
  ],
  health: ['^src/state/', ...COUNTS],
  history: [
    '^src/state/',
    '^src/upstream/(gap-log|recorder-hold|cash-flow-log)\\.port\\.ts$',
    '^src/cluster/recording/adopt\\.ts$',
  ],
  'fast-path': [
    '^src/accounts/accounts\\.(module|service)\\.ts$',
    '^src/portfolio/portfolio\\.(module|service)\\.ts$',
    '^src/cache/rendered\\.ts$',
    '^src/http/answer-headers\\.ts$',
    '^src/access/request-limiter\\.ts$',
  ],
  http: [],
  incidents: ['^src/state/', '^src/upstream/'],
  labels: [
    '^src/state/change-feed\\.port\\.ts$',
    '^src/upstream/ingest\\.ts$',
    '^src/history/history(-store\\.port|\\.module)\\.ts$',
  ],
  lighter: ['^src/upstream/', '^src/egress/', '^src/state/change-feed\\.port\\.ts$', '^src/files/', UPDATES],
  logging: [],
  mcp: [
    '^src/state/',
    '^src/cache/',
    '^src/portfolio/portfolio\\.(module|service)\\.ts$',
    '^src/access/(origin-policy|request-authenticator)\\.ts$',
  ],
  mirror: [
    '^src/state/',
    '^src/upstream-ws/(frame-relay\\.port|market-feeds\\.port|upstream-ws\\.module)\\.ts$',
    '^src/lighter/(wire|lossless-json|mirror-upstream|exchange-error|network-guard|polled-texts|lighter\\.module)\\.ts$',
    '^src/lighter/(signing/|mapper/fields|mapper/malformed-frame)',
    '^src/metrics/(metrics\\.module|latency-(recorder|window)|prometheus/(instruments|latency-histogram))\\.ts$',
    '^src/connections/mirror-health\\.(port|dto)\\.ts$',
    '^src/broadcast/(broadcast\\.module|broadcast-options|broadcast-stats)\\.ts$',
    '^src/broadcast/(fan-out/(batcher|message)|clients/connection-limits|transports/)',
    '^src/http/(answer-headers|body-encoding|cors)\\.ts$',
    '^src/access/request-(credentials|limiter)\\.ts$',
    '^src/egress/proxy-fault\\.ts$',
    '^src/frontend-only/remote-(api|socket)\\.ts$',
    '^src/history/(history\\.module|history-store\\.port|queries)\\.ts$',
  ],
  metrics: ['^src/state/', '^src/upstream/ingest\\.ts$', ...COUNTS],
  portfolio: ['^src/state/', '^src/cache/', CHANNEL_SOURCE],
  secrets: [],
  simulator: ['^src/lighter/(wire|signing)'],
  state: [],
  upstream: ['^src/state/'],
  'upstream-ws': [
    '^src/upstream/',
    '^src/egress/',
    '^src/state/change-feed\\.port\\.ts$',
    UPDATES,
    '^src/lighter/(signing/|mapper/|wire|lossless-json|exchange-tokens|market-names|unreadable-log|lighter\\.module)',
  ],
};
