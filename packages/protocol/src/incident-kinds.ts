// Long: one table, with the two sentences of each kind beside it.
interface IncidentKindEntry {
  /** Usual severity; a report may raise it. */
  readonly severity: 'info' | 'warning' | 'error';
  readonly meaning: string;
  readonly what_to_do: string;
}

const CHECK_PROXY = 'Check the address and the credentials of the proxy, then reconnect the account.';
const NOTHING_ALONE = 'Nothing, if it stays rare: the service reconnects by itself.';
const RUN_SCHEMA = 'Run supabase_schema.sql in the SQL editor of the project.';
const REPORT = 'Report it with the log lines around it.';

/** Every kind of incident (`error_type`): a closed table that code, API, dashboard and docs/operations.md share. */
export const INCIDENT_KINDS = {
  // Requests to the exchange.
  'rate-limited': {
    severity: 'warning',
    meaning: 'The exchange answered 429 although our own accounting left room.',
    what_to_do:
      'Look for other programs that use the same egress, and check the tier of the account; polling slows down by itself.',
  },
  'auth-refused': {
    severity: 'warning',
    meaning: 'The exchange refused the token of a request.',
    what_to_do: 'Check API key, key index and read-only token of the account.',
  },
  'no-credential': {
    severity: 'warning',
    meaning: 'A request requires a credential and the account has none.',
    what_to_do: 'Configure an API private key or a read-only token for the account.',
  },
  'geo-blocked': {
    severity: 'warning',
    meaning: 'The exchange refuses requests from the jurisdiction of this egress.',
    what_to_do: 'Use a proxy in a permitted jurisdiction.',
  },
  'not-found': {
    severity: 'warning',
    meaning: 'The exchange does not know the account.',
    what_to_do: 'Check the account index and the network (mainnet or testnet).',
  },
  'cdn-block': {
    severity: 'warning',
    meaning:
      'The network in front of the exchange answered 403: this address was too fast or has a bad reputation.',
    what_to_do: 'Wait some minutes; if it persists, use another egress.',
  },
  'cdn-blocked': {
    severity: 'warning',
    meaning: 'An egress is blocked by the network in front of the exchange.',
    what_to_do: 'Wait some minutes; if it persists, replace the proxy.',
  },
  'upgrade-refused': {
    severity: 'warning',
    meaning: 'The exchange answered the WebSocket upgrade over this egress with an error.',
    what_to_do: 'Check that the proxy carries WebSockets.',
  },
  'no-answer': {
    severity: 'warning',
    meaning: 'Requests or connection attempts over this egress end without an answer.',
    what_to_do: CHECK_PROXY,
  },
  'exchange-down': {
    severity: 'warning',
    meaning: 'The exchange answered with a server error.',
    what_to_do: 'Nothing: polls are repeated. Check the status page of the exchange if it persists.',
  },
  refused: {
    severity: 'warning',
    meaning: 'The exchange refused a request for another reason; the message has its code.',
    what_to_do: 'Look the code up in the documentation of the exchange.',
  },
  malformed: {
    severity: 'warning',
    meaning: 'A response of the exchange could not be read.',
    what_to_do: `If it persists, the format may have changed. ${REPORT}`,
  },
  timeout: {
    severity: 'warning',
    meaning: 'A request was not answered in time.',
    what_to_do: NOTHING_ALONE,
  },
  network: {
    severity: 'warning',
    meaning: 'A connection for a request failed.',
    what_to_do: 'Check the network and DNS of this machine.',
  },
  paused: {
    severity: 'info',
    meaning: 'A request was dropped because collection is paused.',
    what_to_do: 'Resume collection when wanted.',
  },
  internal: {
    severity: 'warning',
    meaning: 'A poll failed inside this service.',
    what_to_do: REPORT,
  },
  'wrong-network': {
    severity: 'error',
    meaning: 'The exchange answered as another network than the configured one.',
    what_to_do: 'Check LIGHTER_BASE_URL and the proxy, which may redirect requests.',
  },
  'datum-unreadable': {
    severity: 'warning',
    meaning:
      'A field of a row could not be read; the row is skipped and its section turns stale, the rest is used.',
    what_to_do: `If it persists, the format may have changed. ${REPORT}`,
  },
  'absurd-stamp': {
    severity: 'warning',
    meaning: 'Answers of the exchange have stamps that contradict each other or the time.',
    what_to_do: NOTHING_ALONE,
  },
  'poll-interval-long': {
    severity: 'warning',
    meaning: 'The rate budget is too small to poll every account in the intended interval.',
    what_to_do: 'Give the accounts more proxies, or use a higher tier.',
  },
  // Egresses.
  'egress-banned': {
    severity: 'warning',
    meaning:
      'The exchange blocks this egress for REST or for streams; its accounts use their next proxy, if they have one.',
    what_to_do: 'Add a second proxy to the account, or reduce what uses this egress.',
  },
  'egress-full': {
    severity: 'warning',
    meaning:
      'Another stream connection would leave no room for the pings and resubscriptions of this egress; its accounts are followed by REST only.',
    what_to_do: 'Give some of the accounts another proxy.',
  },
  'proxy-auth': {
    severity: 'warning',
    meaning: 'The proxy refused our credentials.',
    what_to_do: 'Check user name and password of the proxy, and that the subscription is paid.',
  },
  'proxy-refused': {
    severity: 'warning',
    meaning: 'The proxy refused the connection or the tunnel to the exchange.',
    what_to_do: CHECK_PROXY,
  },
  'proxy-timeout': {
    severity: 'warning',
    meaning: 'The proxy accepted the connection and did not answer in time.',
    what_to_do: CHECK_PROXY,
  },
  'proxy-garbage': {
    severity: 'warning',
    meaning: 'The answer is not one of the configured proxy protocol.',
    what_to_do: 'Check the scheme of the proxy URL: http, https or socks5.',
  },
  'proxy-unreachable': {
    severity: 'warning',
    meaning: 'The host name of the proxy does not resolve, or its network is unreachable.',
    what_to_do: 'Check the host name of the proxy and the DNS of this machine.',
  },
  'budget-not-saved': {
    severity: 'warning',
    meaning: 'The used part of the rate budgets could not be written to DATA_DIR.',
    what_to_do: 'Check free space and permissions of DATA_DIR; after a crash, budgets start as used up.',
  },
  // Streams.
  'stream-dropped': {
    severity: 'warning',
    meaning: 'The exchange, or a network between, ended the stream connection.',
    what_to_do: NOTHING_ALONE,
  },
  'stream-silent': {
    severity: 'warning',
    meaning: 'The stream connection was replaced because nothing arrived on it.',
    what_to_do: NOTHING_ALONE,
  },
  'stream-unanswered': {
    severity: 'warning',
    meaning: 'The stream connection was replaced because the exchange did not answer a subscription or ping.',
    what_to_do: NOTHING_ALONE,
  },
  'stream-rate-limited': {
    severity: 'warning',
    meaning: 'The exchange refused the stream connection with 429.',
    what_to_do: 'Use more egresses, or fewer accounts per egress.',
  },
  'stream-geo-blocked': {
    severity: 'warning',
    meaning: 'The exchange refuses stream connections from the jurisdiction of this egress.',
    what_to_do: 'Use a proxy in a permitted jurisdiction.',
  },
  'stream-refused': {
    severity: 'warning',
    meaning: 'The upgrade to a WebSocket was answered with an HTTP error.',
    what_to_do: 'Check that the proxy carries WebSockets; the message has the status.',
  },
  'stream-path': {
    severity: 'warning',
    meaning: 'The stream connection could not be opened.',
    what_to_do: 'Check the network of this machine and the proxy.',
  },
  'stream-doubt': {
    severity: 'warning',
    meaning: 'The stream connection was replaced because its data could not be trusted.',
    what_to_do: NOTHING_ALONE,
  },
  'stream-closed': {
    severity: 'info',
    meaning: 'The stream connection was closed by this service.',
    what_to_do: 'Nothing.',
  },
  'handover-failed': {
    severity: 'warning',
    meaning: 'A successor of a stream connection could not be opened; the old one stays in use.',
    what_to_do: NOTHING_ALONE,
  },
  'subscription-refused': {
    severity: 'warning',
    meaning: 'The exchange refused a subscription of the stream.',
    what_to_do: 'Check the credential of the account.',
  },
  'subscribed-anew': {
    severity: 'warning',
    meaning: 'The exchange ended a subscription of the stream by itself; it was subscribed again.',
    what_to_do: NOTHING_ALONE,
  },
  'token-refused': {
    severity: 'warning',
    meaning: 'The exchange refused the token of a subscription.',
    what_to_do: 'Check API key, key index and read-only token of the account.',
  },
  'upstream-error': {
    severity: 'warning',
    meaning: 'The stream sent an error that belongs to no subscription.',
    what_to_do: 'Look the code up in the documentation of the exchange.',
  },
  'malformed-frame': {
    severity: 'warning',
    meaning:
      'A frame of the stream could not be read. Its section is stale until a new snapshot; for fills a gap is opened and recovered.',
    what_to_do: `If it persists, the format may have changed. ${REPORT}`,
  },
  'binary-frame': {
    severity: 'warning',
    meaning: 'The stream sent a binary frame.',
    what_to_do: REPORT,
  },
  'unknown-frame': {
    severity: 'warning',
    meaning: 'The stream sent a frame of an unknown type.',
    what_to_do: REPORT,
  },
  'unknown-channel': {
    severity: 'warning',
    meaning: 'The stream sent a frame of a channel that was not subscribed.',
    what_to_do: REPORT,
  },
  // Credentials.
  'credential-expiring': {
    severity: 'warning',
    meaning: 'A read-only token expires soon; an error on its last day.',
    what_to_do: 'Create a new read-only token and configure it.',
  },
  'credential-expired': {
    severity: 'error',
    meaning: 'A read-only token has expired; orders and private data are no longer followed.',
    what_to_do: 'Create a new read-only token and configure it.',
  },
  // Gaps.
  'order-end-unknown': {
    severity: 'warning',
    meaning: 'Orders left the list of live orders, and the exchange does not list how they ended.',
    what_to_do: 'Compare with the order history of the exchange; the history records them as gone.',
  },
  'gap-incomplete': {
    severity: 'warning',
    meaning: 'A gap was closed although not every trade of it could be recovered.',
    what_to_do: 'Compare with the trade history of the exchange for the span of the gap.',
  },
  'backfill-failed': {
    severity: 'warning',
    meaning: 'Recovering the trades of a gap failed; it is retried.',
    what_to_do: 'See the message; usually the REST connection of the account needs repair.',
  },
  'audit-found-fill': {
    severity: 'warning',
    meaning:
      'A comparison with the exchange found a fill that the stream had not sent; a gap is opened and recovered.',
    what_to_do: NOTHING_ALONE,
  },
  'exchange-reset': {
    severity: 'warning',
    meaning: 'The exchange lists none of the known trades: it was reset, as a test network may be.',
    what_to_do: 'Nothing on a test network; on mainnet, check LIGHTER_BASE_URL.',
  },
  'gap-log-failed': {
    severity: 'error',
    meaning: 'A gap could not be recorded durably; a crash now would lose it.',
    what_to_do: 'Check free space and permissions of DATA_DIR.',
  },
  // History.
  'history-write-failed': {
    severity: 'error',
    meaning: 'Rows could not be written to the history; they are kept in memory and retried.',
    what_to_do: 'Check free space and health of the disk that holds DATA_DIR.',
  },
  'history-unreachable': {
    severity: 'error',
    meaning: 'Supabase cannot be reached; rows wait in the journal.',
    what_to_do: 'Check SUPABASE_URL and the status of the project.',
  },
  'history-slow-down': {
    severity: 'error',
    meaning: 'Supabase asks for fewer requests; rows wait in the journal.',
    what_to_do: 'Check the limits of the project; sending slows down by itself.',
  },
  'history-too-slow': {
    severity: 'error',
    meaning: 'Supabase did not finish a batch of rows in time; smaller batches are sent.',
    what_to_do: 'If it lasts, raise the statement timeout of the project, or its compute size.',
  },
  'history-credentials': {
    severity: 'error',
    meaning: 'Supabase refused the key.',
    what_to_do: 'Set SUPABASE_SERVICE_ROLE to the secret (service role) key of the project.',
  },
  'history-missing-table': {
    severity: 'error',
    meaning: 'A table or function is missing in Supabase.',
    what_to_do: RUN_SCHEMA,
  },
  'history-missing-column': {
    severity: 'error',
    meaning: 'A column is missing in Supabase.',
    what_to_do: RUN_SCHEMA,
  },
  'history-row-level-security': {
    severity: 'error',
    meaning: 'Row level security of Supabase refused a write.',
    what_to_do: `Use the secret (service role) key. ${RUN_SCHEMA}`,
  },
  'history-schema-changed': {
    severity: 'error',
    meaning: 'A table in Supabase has another type or key than supabase_schema.sql.',
    what_to_do: RUN_SCHEMA,
  },
  'history-rows-refused': {
    severity: 'error',
    meaning: 'Supabase refused single rows; they are kept locally with the reason.',
    what_to_do: 'See the reasons in quarantine, correct the cause, and import the rows again.',
  },
  'history-journal-nearly-full': {
    severity: 'error',
    meaning: 'Rows that wait for Supabase fill most of JOURNAL_MAX_BYTES.',
    what_to_do: 'Repair the connection to Supabase, or raise JOURNAL_MAX_BYTES.',
  },
  'history-journal-full': {
    severity: 'error',
    meaning: 'JOURNAL_MAX_BYTES is reached; the oldest rows except trades and gaps are dropped.',
    what_to_do: 'Repair the connection to Supabase, or raise JOURNAL_MAX_BYTES.',
  },
  'history-damaged': {
    severity: 'error',
    meaning:
      'history.sqlite was damaged. It was set aside as history.sqlite.broken-<time>, and a new file was started.',
    what_to_do: 'Recover its rows with `sqlite3 <file> .recover`, or import a backup, then restart.',
  },
  'history-disk-low': {
    severity: 'error',
    meaning: 'The disk that holds DATA_DIR is nearly full; readiness fails.',
    what_to_do: 'Free space on the disk that holds DATA_DIR.',
  },
  'history-disk-failed': {
    severity: 'error',
    meaning:
      'The disk that holds DATA_DIR refuses writes, or the history could not be opened; readiness fails.',
    what_to_do: 'Check the disk that holds DATA_DIR.',
  },
  'history-behind': {
    severity: 'error',
    meaning:
      'Rows of a cluster wait for its recorder for over a minute; when they take 256 MiB, snapshots are left out first.',
    what_to_do: 'Start a process with the role recorder, or see in its log why it stores nothing.',
  },
  // The state.
  'state-corrected': {
    severity: 'warning',
    meaning: 'Two sources disagreed, and the state took over a value that the stream had not reported.',
    what_to_do: NOTHING_ALONE,
  },
  'clock-stepped': {
    severity: 'warning',
    meaning: 'The clock of this machine was set; shown times before and after do not compare.',
    what_to_do: 'Synchronize the clock with NTP.',
  },
  // Several processes as one service.
  failover: {
    severity: 'info',
    meaning: 'Another collector of the cluster follows the exchange now, in the same epoch.',
    what_to_do: 'Nothing, if it stays rare. A `lease-lost` beside it names the collector that was replaced.',
  },
  'lease-lost': {
    severity: 'warning',
    meaning: 'The collector that led did not hand over: it was killed or stopped, or lost the engine.',
    what_to_do: 'See the log of the process that the message names, and the engine.',
  },
  'new-epoch': {
    severity: 'warning',
    meaning:
      'The sequence numbers of the cluster begin again, and clients get snapshots: the engine restarted, or the accounts changed.',
    what_to_do: 'Check why the engine restarted; its data must outlast it (appendonly yes).',
  },
  'copy-differs': {
    severity: 'error',
    meaning: "A gateway's copy of an account differed from the leader's; it read the state anew.",
    what_to_do: REPORT,
  },
  'key-files-differ': {
    severity: 'error',
    meaning:
      'Processes of the cluster have different files API_KEYS_FILE; the keys of the older one are valid everywhere.',
    what_to_do: 'Give every process the same file.',
  },
  // This service.
  'alert-rules-refused': {
    severity: 'error',
    meaning: 'The last version of ALERTS_FILE has faults; the last valid one stays in force.',
    what_to_do: 'Correct the lines that the message names; the file is read again on change.',
  },
  'alert-undelivered': {
    severity: 'error',
    meaning: 'A channel does not take alerts, or refused one for good; the others are not affected.',
    what_to_do: 'Correct the ALERT_* variables of the channel; `npm run alerts -- test` shows its answer.',
  },
  'update-refused': {
    severity: 'error',
    meaning: 'The state could not apply an update.',
    what_to_do: REPORT,
  },
  'sink-failed': {
    severity: 'error',
    meaning: 'A part of the service failed on a change; the others received it. Reported once per part.',
    what_to_do: REPORT,
  },
} as const satisfies Record<string, IncidentKindEntry>;

export type IncidentKind = keyof typeof INCIDENT_KINDS;
