export interface paths {
    "/api/log-level": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** Current log level */
        get: operations["LogLevelController_read"];
        /** Change the log level until the next start */
        put: operations["LogLevelController_change"];
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/session": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** The caller, and the accounts it can see */
        get: operations["SessionController_current"];
        put?: never;
        /** Sign in with an API key or a sign-in ticket: sets the session cookie */
        post: operations["SessionController_signIn"];
        /** Sign out: ends the session of the cookie, and closes the streams that it opened */
        delete: operations["SessionController_signOut"];
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/session/ticket": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /** A single-use ticket for a sign-in link, `/#ticket=…`, valid for ten minutes */
        post: operations["SessionController_ticket"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/ws/ticket": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /** A single-use ticket for /ws or /api/stream (`?ticket=…`), for clients that cannot send headers */
        post: operations["TicketController_issue"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/errors": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** Recent incidents, newest first */
        get: operations["ErrorsController_list"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/errors/clear": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /** Clear all incidents */
        post: operations["ErrorsController_clear"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/history/accounts/{index}": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** Snapshots of an account */
        get: operations["HistoryController_accounts"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/history/trades": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** Trades of all accounts */
        get: operations["HistoryController_allTrades"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/history/trades/{index}": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** Trades of an account */
        get: operations["HistoryController_trades"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/history/orders/{index}": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** Every observed state of each order of an account */
        get: operations["HistoryController_orders"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/history/positions/{index}": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** Positions of an account as they opened, changed, flipped and closed */
        get: operations["HistoryController_positions"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/history/funding/{index}": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** Funding payments of an account */
        get: operations["HistoryController_funding"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/history/cash-flows": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** Deposits, withdrawals and transfers of all accounts */
        get: operations["HistoryController_allCashFlows"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/history/cash-flows/{index}": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** Deposits, withdrawals and transfers of an account */
        get: operations["HistoryController_cashFlows"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/history/gaps/{index}": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** Spans in which fills of the account may have been missed, and whether they were recovered */
        get: operations["HistoryController_gaps"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/history/outages/{index}": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** Spans in which a connection of the account to the exchange was down */
        get: operations["HistoryController_outages"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/history/equity": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** Combined equity of several accounts over time, downsampled; the last 1000 points by default */
        get: operations["SumsController_equityOfAll"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/history/equity/changes": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** Opening and closing equity of each account, cash flows, and the PnL between them */
        get: operations["SumsController_changes"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/history/equity/curves": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** Small equity curve of each account; the last seven days by default */
        get: operations["SumsController_curves"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/history/equity/{index}": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** Equity of an account over time, downsampled; the last 1000 points by default */
        get: operations["SumsController_equity"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/history/pnl": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** Exact sums of realized PnL, fees, funding, cash flows and volume */
        get: operations["SumsController_pnl"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/supabase/status": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** Status of the history store, with a remedy for each fault */
        get: operations["SupabaseStatusController_status"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/accounts/{account_index}/label": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        /** Set what people call an account, its group and its tags */
        patch: operations["LabelsController_change"];
        trace?: never;
    };
    "/api/control/status": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** Whether collection runs */
        get: operations["ControlController_status"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/control/pause": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /** Send nothing to the exchange until resumed or restarted; everything served turns stale */
        post: operations["ControlController_pause"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/control/resume": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /** Resume collection and recover what happened meanwhile */
        post: operations["ControlController_resume"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/ws/reconnect": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /** Reconnect the stream of an account, or all streams; lifts blocks */
        post: operations["ReconnectController_stream"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/rest/reconnect": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /** Forget the failures of one account's polling, or of all, lift blocks and poll at once */
        post: operations["ReconnectController_rest"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/connections/reconnect": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /** Reconnect stream and polling of an account, or of all */
        post: operations["ReconnectController_both"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/ws/raw-messages": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** The last frames of the exchange's streams, for debugging; secrets are removed */
        get: operations["RawMessagesController_list"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/alerts/channels": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** Channels to which alerts are delivered, and how that is going */
        get: operations["AlertChannelsController_list"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/alerts/test": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /** Send a test message and show what the far side answered */
        post: operations["AlertChannelsController_test"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/alerts/push": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** Whether push messages are on, and the key to subscribe with */
        get: operations["PushController_status"];
        put?: never;
        /** Subscribe this browser to push messages */
        post: operations["PushController_subscribe"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/alerts/push/remove": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /** End the push messages to this browser */
        post: operations["PushController_unsubscribe"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/alerts": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** Alerts, newest first */
        get: operations["AlertsController_list"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/alerts/{alert_id}/acknowledge": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /** Acknowledge an alert: it is being handled */
        post: operations["AlertsController_acknowledge"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/alert-rules": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** The rules in force */
        get: operations["AlertsController_listRules"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/alert-rules/{rule_id}": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        /** Set a rule, or override a default one */
        put: operations["AlertsController_put"];
        post?: never;
        /** Delete a rule that the API set; a default one is as it was again */
        delete: operations["AlertsController_remove"];
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/accounts": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** All accounts, each with the exchange’s own response */
        get: operations["AccountsController_list"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/accounts/{account_index}": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** One account with the exchange’s own response */
        get: operations["AccountsController_one"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/accounts/{account_index}/state": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** The canonical account, as the channel `account/{index}` carries it */
        get: operations["AccountsController_state"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/accounts/{account_index}/texts": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** Verbatim texts of the exchange, for a frontend instance */
        get: operations["AccountsController_texts"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/ws/positions": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** Positions of all accounts */
        get: operations["SectionsController_allPositions"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/ws/orders": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** Live orders of all accounts */
        get: operations["SectionsController_allOrders"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/ws/trades": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** Latest trades of all accounts */
        get: operations["SectionsController_allTrades"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/ws/positions/{account_index}": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** Positions of one account */
        get: operations["SectionsController_positions"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/ws/orders/{account_index}": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** Live orders of one account */
        get: operations["SectionsController_orders"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/ws/trades/{account_index}": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** Latest trades of one account */
        get: operations["SectionsController_trades"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/portfolio": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** All accounts with positions, orders and trades, and their totals */
        get: operations["PortfolioController_read"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/ws/health": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** Health of the exchange streams */
        get: operations["ConnectionsController_webSocket"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/rest/health": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** Health of the polling, and the rate budget of each egress */
        get: operations["ConnectionsController_rest"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/connections/health": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** Both and the mirror, with a summary */
        get: operations["ConnectionsController_all"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/stream": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** The frames of /ws as Server-Sent Events; Last-Event-ID resumes every channel */
        get: operations["StreamController_stream"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/latency": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** Latency from the exchange to the service, and from the service to its clients */
        get: operations["LatencyController_read"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/status": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** The service at a glance */
        get: operations["StatusController_status"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/metrics": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** Metrics in the Prometheus text format */
        get: operations["MetricsController_metrics"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/health": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** Overall health, in the shape of the original service; 200 while the process serves */
        get: operations["HealthController_overall"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/health/live": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** Liveness probe */
        get: operations["HealthController_live"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/health/ready": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** Readiness probe: 503 unless data is fresh and the history can be written */
        get: operations["HealthController_ready"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
}
export type webhooks = Record<string, never>;
export interface components {
    schemas: {
        LogLevelDto: {
            /**
             * @description Least severe level that is logged.
             * @enum {string}
             */
            level: "fatal" | "error" | "warn" | "info" | "debug" | "trace";
        };
        SessionDto: {
            /** @description Name of the key; `loopback` or `public` for callers without one. */
            name: string;
            /** @enum {string} */
            scope: "read" | "admin";
            /** @description Visible accounts; `null` for all. */
            accounts: number[] | null;
        };
        SignInDto: {
            /** @description An API key's secret. */
            key?: string;
            /** @description A sign-in ticket, from the fragment of a sign-in link. */
            ticket?: string;
        };
        TicketDto: {
            /** @description Valid once, for its purpose only. */
            ticket: string;
            expires_in_ms: number;
        };
        ErrorDto: {
            /**
             * @description Kind of incident; docs/operations.md says what each means and what to do.
             * @enum {string}
             */
            error_type: "rate-limited" | "auth-refused" | "no-credential" | "geo-blocked" | "not-found" | "cdn-block" | "cdn-blocked" | "upgrade-refused" | "no-answer" | "exchange-down" | "refused" | "malformed" | "timeout" | "network" | "paused" | "internal" | "wrong-network" | "datum-unreadable" | "absurd-stamp" | "poll-interval-long" | "egress-banned" | "egress-full" | "proxy-auth" | "proxy-refused" | "proxy-timeout" | "proxy-garbage" | "proxy-unreachable" | "budget-not-saved" | "stream-dropped" | "stream-silent" | "stream-unanswered" | "stream-rate-limited" | "stream-geo-blocked" | "stream-refused" | "stream-path" | "stream-doubt" | "stream-closed" | "handover-failed" | "subscription-refused" | "subscribed-anew" | "token-refused" | "upstream-error" | "malformed-frame" | "binary-frame" | "unknown-frame" | "unknown-channel" | "credential-expiring" | "credential-expired" | "order-end-unknown" | "gap-incomplete" | "backfill-failed" | "audit-found-fill" | "exchange-reset" | "gap-log-failed" | "history-write-failed" | "history-unreachable" | "history-slow-down" | "history-too-slow" | "history-credentials" | "history-missing-table" | "history-missing-column" | "history-row-level-security" | "history-schema-changed" | "history-rows-refused" | "history-journal-nearly-full" | "history-journal-full" | "history-damaged" | "history-disk-low" | "history-disk-failed" | "history-behind" | "state-corrected" | "clock-stepped" | "failover" | "lease-lost" | "new-epoch" | "copy-differs" | "key-files-differ" | "alert-rules-refused" | "alert-undelivered" | "update-refused" | "sink-failed";
            /**
             * @description Part of the service that reported it; `rest` and `websocket` as in the original.
             * @enum {string}
             */
            source: "rest" | "websocket" | "egress" | "history" | "gateway" | "system";
            /** @description Unix seconds. */
            timestamp: number;
            /** @description Same as `timestamp`, ISO 8601 UTC. */
            time_str: string;
            /** @description `null` if the incident concerns no single account. */
            account_index: string | null;
            account_name: string | null;
            /** @description Code of the exchange or of HTTP, if any. */
            error_code: string | null;
            message: string;
            /** @enum {string} */
            severity: "error" | "info" | "warning";
        };
        ErrorSummaryDto: {
            /** @description Number of incidents kept, independent of `limit` and `source`. */
            total_errors: number;
            errors_last_1min: number;
            errors_last_5min: number;
            /** @description Count of each `error_type`. */
            by_type: {
                [key: string]: number;
            };
            /** @description Count of each `source`. */
            by_source: {
                [key: string]: number;
            };
        };
        ErrorsDto: {
            errors: components["schemas"]["ErrorDto"][];
            summary: components["schemas"]["ErrorSummaryDto"];
        };
        ErrorsClearedDto: {
            success: boolean;
            /** @description Number of incidents cleared. */
            cleared: number;
        };
        EquitySumPointDto: {
            /** @description Start of the bucket. */
            timestamp: string;
            equity: string;
            collateral: string | null;
            available_balance: string | null;
            /** @description Unrealized PnL. */
            pnl: string | null;
            /** @description Traded quote volume of the last day. */
            daily_volume: string | null;
            /** @description Open positions. */
            positions_count: number | null;
            /** @description Live orders. */
            orders_count: number | null;
            /** @description Number of accounts included. */
            accounts: number;
            /** @description How many of them were stale at that time. */
            stale_accounts: number;
        };
        EquitySumDto: {
            accounts: number[];
            /** @enum {string} */
            resolution: "1m" | "15m" | "1h" | "1d";
            from: string;
            to: string;
            points: components["schemas"]["EquitySumPointDto"][];
            count: number;
        };
        EquityChangeDto: {
            account_index: number;
            /** @description The last one recorded by the start of the span, or else the first one within it. */
            opening_equity: string;
            opening_at: string;
            closing_equity: string;
            closing_at: string;
            /** @description Deposits and transfers in, minus withdrawals and transfers out, since the opening. */
            cash_flows: string;
            /** @description What equity gained without cash flows: realized and unrealized PnL, fees and funding. */
            total_pnl: string;
        };
        EquityChangesDto: {
            from: string | null;
            to: string | null;
            accounts: components["schemas"]["EquityChangeDto"][];
            count: number;
        };
        CurveDto: {
            /** @description One value per time; null where nothing was recorded. */
            equity: (string | null)[];
            account_index: number;
        };
        CurvesDto: {
            times: string[];
            accounts: components["schemas"]["CurveDto"][];
        };
        EquityPointDto: {
            /** @description Start of the bucket; the values come from its last snapshot. */
            timestamp: string;
            equity: string;
            collateral: string | null;
            available_balance: string | null;
            /** @description Unrealized PnL. */
            pnl: string | null;
            stale: boolean;
        };
        EquityDto: {
            account_index: number;
            /** @enum {string} */
            resolution: "1m" | "15m" | "1h" | "1d";
            from: string;
            to: string;
            points: components["schemas"]["EquityPointDto"][];
            count: number;
        };
        PnlRowDto: components["schemas"]["PnlSumsDto"] & {
            /** @description Present when grouped by account. */
            account_index?: number;
            /** @description Present when grouped by market. */
            market_id?: number;
            market?: string | null;
            /** @description Present when grouped by day of the time zone `tz`. */
            day?: string;
            /** @description Present when grouped by day: its first moment. */
            day_start?: string;
            /** @description Present when grouped by hour: start of the hour. */
            hour?: string;
        };
        PnlSumsDto: {
            realized_pnl: string;
            fees: string;
            funding: string;
            /** @description `realized_pnl` minus `fees` plus `funding`. */
            net: string;
            /** @description Deposits and transfers in, minus withdrawals and transfers out; part of no PnL. 0 by market. */
            cash_flows: string;
            /** @description Quote units. */
            volume: string;
            trades: number;
            /** @description Trades without a known realized PnL; `realized_pnl` is complete only when this is 0. */
            trades_without_pnl: number;
        };
        PnlDto: {
            /** @description Time zone of the days. */
            tz: string;
            /** @enum {string} */
            by: "account" | "market" | "day" | "hour";
            from: string | null;
            to: string | null;
            rows: components["schemas"]["PnlRowDto"][];
            count: number;
            total: components["schemas"]["PnlSumsDto"];
        };
        HistoryFaultDto: {
            /** @enum {string} */
            kind: "unreachable" | "slow-down" | "too-slow" | "credentials" | "missing-table" | "missing-column" | "row-level-security" | "schema-changed" | "rows-refused" | "journal-nearly-full" | "journal-full" | "disk-low" | "disk-failed" | "damaged" | "behind";
            message: string;
            what_to_do: string;
            since: string;
        };
        SupabaseStatusDto: {
            /** @description Whether a store is open. */
            initialized: boolean;
            /** @description False only with `HISTORY=off`. */
            persistence_enabled: boolean;
            /** @enum {string} */
            backend: "sqlite" | "supabase" | "off";
            /** @description Recorded rows that have not reached their store yet. */
            lag_rows: number;
            /** @description Age of the oldest such row, in seconds. */
            lag_seconds: number;
            last_success: string | null;
            last_error: string | null;
            faults: components["schemas"]["HistoryFaultDto"][];
            /** @description Rows that Supabase rejected individually; kept locally and retried at every start. */
            quarantined_rows: number;
            /** @description Rows dropped: all while the history could not be opened; because the journal was full, never trades or gaps. */
            dropped_rows: number;
            /** @description Size of the rows that wait for Supabase. */
            journal_bytes: number;
            /** @description Size of `history.sqlite` and its write-ahead log, which is the whole history without Supabase. */
            database_bytes: number;
            /** @description False while the disk is nearly full or refuses writes, or when the history could not be opened; readiness fails then. */
            ready: boolean;
        };
        LabelChangeDto: {
            /** @description What people call the account. */
            label?: string | null;
            /** @description Group of the account. */
            group?: string | null;
            /** @description All tags. */
            tags?: string[];
        };
        AccountLabelledDto: {
            account_index: number;
            /** @description As readers see it now. */
            label: string | null;
            group: string | null;
            tags: string[];
        };
        ControlStatusDto: {
            rest_paused: boolean;
            ws_paused: boolean;
            /** @description Both. */
            paused: boolean;
            rest_running: boolean;
            ws_running: boolean;
        };
        ControlledDto: {
            success: boolean;
            rest_paused: boolean;
            ws_paused: boolean;
        };
        WebSocketReconnectedDto: {
            success: boolean;
            account_index?: number;
            /** @description Accounts whose stream is reconnected. */
            reconnected_count?: number;
        };
        RestResetDto: {
            success: boolean;
            account_index?: number;
            /** @description Accounts whose polling is reset. */
            reset_count?: number;
        };
        AllReconnectedDto: {
            success: boolean;
            websocket_reconnected: number;
            rest_reset: number;
        };
        RawMessageDto: {
            /** @description Unix seconds. */
            timestamp: number;
            /** @description The same, ISO 8601 UTC. */
            time_str: string;
            /** @description Accounts of the connection; empty for the markets connection. */
            account_indexes: number[];
            /** @description The frame as received; long ones are cut off with `…`. */
            message: string;
        };
        RawMessagesDto: {
            messages: components["schemas"]["RawMessageDto"][];
            count: number;
        };
        AlertChannelDto: {
            /** @description By which rules call it. */
            name: string;
            /** @description Alerts that wait for delivery. */
            waiting: number;
            /** @description When the oldest of them happened. */
            waiting_since: string | null;
            /** @description Messages delivered since the start; one may hold several alerts. */
            delivered: number;
            /** @description Messages that the far side will never accept. */
            rejected: number;
            /** @description Alerts dropped because too many waited. */
            dropped: number;
            failed_attempts: number;
            last_delivered_at: string | null;
            /** @description Why the last attempt failed; `null` after a success. */
            last_error: string | null;
            next_attempt_at: string | null;
        };
        AlertChannelsDto: {
            channels: components["schemas"]["AlertChannelDto"][];
        };
        AlertTestDto: {
            channel: string;
            /**
             * @description `delivered`; `retry`: the far side is down or limits; `misconfigured`: the configuration has to be corrected;
             *     `rejected`: this message is not acceptable.
             * @enum {string}
             */
            result: "delivered" | "retry" | "misconfigured" | "rejected";
            /** @description What the far side answered. */
            answer: string;
        };
        PushStatusDto: {
            /** @description Whether push messages are on, which ALERT_PUSH_CONTACT decides. */
            enabled: boolean;
            /** @description Key with which a browser subscribes; `null` while they are off. */
            public_key: string | null;
        };
        PushKeysDto: {
            /** @description Public key of the browser. */
            p256dh: string;
            /** @description Shared secret of the browser. */
            auth: string;
        };
        PushSubscriptionDto: {
            /** @description Address of the browser at its push service. */
            endpoint: string;
            keys: components["schemas"]["PushKeysDto"];
            /** @description Not used; browsers send it. */
            expirationTime?: number | null;
        };
        PushAnswerDto: {
            /** @description Whether this browser gets push messages now. */
            subscribed: boolean;
        };
        PushEndpointDto: {
            /** @description Address that was subscribed. */
            endpoint: string;
        };
        /**
         * @description What happened; docs/alerts.md says what each kind means and what to do.
         * @enum {string}
         */
        AlertKind: "fill" | "order-refused" | "position-opened" | "position-closed" | "position-flipped" | "liquidation" | "liquidation-distance" | "margin-usage" | "equity-below" | "drawdown" | "pnl-day-below" | "pnl-day-above" | "funding-paid" | "stale" | "connection-down" | "gap-open" | "gap-incomplete" | "token-expires" | "history" | "egress-banned" | "budget-exhausted";
        AlertDto: {
            /** @description What happened; docs/alerts.md says what each kind means and what to do. */
            kind: components["schemas"]["AlertKind"];
            /** @enum {string} */
            severity: "info" | "warning" | "critical";
            /**
             * @description `firing` and `acknowledged` alerts are open.
             * @enum {string}
             */
            state: "firing" | "acknowledged" | "resolved";
            /** @description The figures behind the summary; money as decimal strings. */
            details: {
                [key: string]: (string | null) | number;
            };
            alert_id: string;
            /** @description Id of the rule that fired it. */
            rule: string;
            /** @description `null` if the alert concerns no single account. */
            account_index: number | null;
            /** @description Label or name of the account. */
            account_name: string | null;
            market: string | null;
            /** @description What it is about, within its rule. */
            subject: string;
            summary: string;
            /** @description Epoch ms. */
            since: number;
            updated_at: number;
            /** @description Name of the key that acknowledged it; `alice via web` for `alice` of a frontend instance with the key `web`. */
            acknowledged_by: string | null;
            acknowledged_at: number | null;
            /** @description `null` while open. */
            resolved_at: number | null;
            /** @description Number of events that it stands for. */
            count: number;
        };
        AlertsDto: {
            alerts: components["schemas"]["AlertDto"][];
            /** @description Older alerts follow at this cursor; `null` on the last page. */
            next_cursor: string | null;
        };
        ScopeDto: {
            /** @description `null` is all. */
            accounts: number[] | null;
            groups: string[] | null;
            /** @description Symbols. */
            markets: string[] | null;
        };
        QuietHoursDto: {
            from: string;
            to: string;
            /** @description `null` is that of ALERT_TZ. */
            zone: string | null;
        };
        AlertRuleDto: WithRequired<components["schemas"]["AlertRuleBody"], "severity" | "section" | "enabled" | "scope" | "threshold" | "clear" | "for_s" | "window_s" | "cooldown_s" | "quiet_hours" | "channels"> & {
            id: string;
            /**
             * @description `file` rules are changed in ALERTS_FILE only.
             * @enum {string}
             */
            source: "default" | "file" | "api";
        };
        RulesFaultDto: {
            /** @description Line of ALERTS_FILE. */
            line: number;
            message: string;
        };
        AlertRulesDto: {
            rules: components["schemas"]["AlertRuleDto"][];
            /** @description Names of the configured channels. */
            channels: string[];
            /** @description Why the last version of ALERTS_FILE is not in force; empty when it is. */
            file_faults: components["schemas"]["RulesFaultDto"][];
        };
        AlertRuleBody: {
            kind: components["schemas"]["AlertKind"];
            /** @enum {string} */
            severity?: "info" | "warning" | "critical";
            /**
             * @description Of a `stale` rule: the section that it watches.
             * @enum {string|null}
             */
            section?: "summary" | "requirements" | "positions" | "marks" | "orders" | "trades" | "assets" | "funding" | "volumes" | null;
            enabled?: boolean;
            scope?: components["schemas"]["ScopeDto"];
            /** @description In the unit of the kind. */
            threshold?: string | null;
            /** @description Value that resolves the alert. */
            clear?: string | null;
            /** @description Seconds for which the condition has to last. */
            for_s?: number;
            /** @description Of a drawdown. */
            window_s?: number | null;
            /** @description Seconds in which it does not fire again. */
            cooldown_s?: number;
            quiet_hours?: components["schemas"]["QuietHoursDto"] | null;
            /** @description Names of channels; `null` is every configured one. */
            channels?: string[] | null;
        };
        RuleDeletedDto: {
            success: boolean;
        };
        AccountEntryDto: {
            /** @description The exchange’s last response to `account` in its own spelling, with the positions and the money known now; without accounts before the first. */
            raw_data: {
                [key: string]: unknown;
            };
            /** @description Live orders as the exchange spells them. */
            active_orders: {
                [key: string]: unknown;
            }[];
            account_index: number;
            account_name: string;
            /** @description False without a credential: `active_orders` is then empty because the orders are unknown. */
            orders_known: boolean;
            /** @description Unix seconds of the last confirmation; 0 before the first. */
            last_update: number;
        };
        AccountListItemDto: {
            data: components["schemas"]["AccountEntryDto"];
            /** @description Seconds since `last_update`; -1 before the first. */
            age: number;
            /** @description `CACHE_TTL` in seconds. */
            ttl: number;
        };
        AccountsDto: {
            /** @description By account index. */
            accounts: {
                [key: string]: components["schemas"]["AccountListItemDto"];
            };
        };
        AccountDto: {
            account: components["schemas"]["AccountEntryDto"];
            /**
             * @description `fresh` while no section is stale.
             * @enum {string}
             */
            source: "cache" | "fresh";
            /** @description The same as a flag. */
            stale: boolean;
            /** @description Seconds since `last_update`; -1 before the first. */
            age: number;
        };
        AccountLabelDto: {
            /** @description `null`: `name` is shown. */
            label: string | null;
            /** @description Alert rules can watch the accounts of a group. */
            group: string | null;
            tags: string[];
        };
        SummaryDto: {
            collateral: string | null;
            /** @description Collateral plus unrealized PnL: the equity. */
            total_asset_value: string | null;
            available_balance: string | null;
            cross_asset_value: string | null;
            cross_initial_margin_requirement: string | null;
            cross_maintenance_margin_requirement: string | null;
            leverage: string | null;
            /** @description Percent. */
            margin_usage: string | null;
            buying_power: string | null;
            /** @description 0 classic, 1 unified. */
            account_trading_mode: number | null;
            account_type: number | null;
            /** @description 1 active, 0 inactive. */
            status: number | null;
            l1_address: string | null;
            total_order_count: number | null;
            pending_order_count: number | null;
        };
        PositionDto: {
            market_id: number;
            symbol: string;
            /** @description Signed: negative is short. */
            size: string;
            avg_entry_price: string;
            position_value: string;
            unrealized_pnl: string;
            /** @description `null` while the exchange has not reported it. */
            realized_pnl: string | null;
            /** @description Zero when there is none; `null` while the exchange has not reported it. */
            liquidation_price: string | null;
            /** @description Percent: "5.00" is 20x; `null` while the exchange has not reported it. */
            initial_margin_fraction: string | null;
            /**
             * @description `null` while the exchange has not reported it.
             * @enum {string|null}
             */
            margin_mode: "cross" | "isolated" | null;
            allocated_margin: string;
            total_funding_paid_out: string | null;
            open_order_count: number;
            pending_order_count: number;
            position_tied_order_count: number;
            /** @description Last known mark price of the market; `null` before the first. */
            mark_price: string | null;
            /** @description When that mark price arrived, in epoch milliseconds; changes with the price only. */
            mark_at: number | null;
            /**
             * @description Source of PnL and value: reported by the exchange, or recomputed from `mark_price`.
             * @enum {string}
             */
            pnl_source: "exchange" | "mark";
            /** @description How far the mark may move against the position, in percent of the mark; `null` while unknown. */
            liquidation_distance: string | null;
        };
        OrderDto: {
            order_id: string;
            client_order_id: string;
            market_id: number;
            symbol: string;
            /** @enum {string} */
            side: "buy" | "sell";
            type: string;
            time_in_force: string;
            /** @description in-progress, pending or open; a final status (filled, canceled-…) appears once, as the order leaves. */
            status: string;
            price: string;
            trigger_price: string;
            trigger_status: string;
            initial_base_amount: string;
            remaining_base_amount: string;
            filled_base_amount: string;
            filled_quote_amount: string;
            reduce_only: boolean;
            /** @description "0" when there is none. */
            parent_order_id: string;
            order_expiry: number;
            created_at: number;
            updated_at: number;
            transaction_time: number;
        };
        TradeDto: {
            trade_id: string;
            market_id: number;
            symbol: string;
            /** @enum {string} */
            side: "buy" | "sell";
            /** @enum {string} */
            role: "maker" | "taker";
            /** @description trade, liquidation, deleverage or market-settlement. */
            type: string;
            size: string;
            price: string;
            usd_amount: string;
            /** @description What the account paid, in quote units. */
            fee: string;
            /** @description By this trade; `null` when it is neither reported nor computable (spot). */
            realized_pnl: string | null;
            /** @description Signed; `null` when the exchange does not report it. */
            position_size_before: string | null;
            order_id: string;
            client_order_id: string;
            tx_hash: string;
            block_height: number;
            timestamp: number;
            transaction_time: number;
        };
        AssetDto: {
            asset_id: number;
            symbol: string;
            balance: string;
            locked_balance: string;
            margin_mode: string;
            margin_balance: string;
        };
        FundingDto: {
            funding_id: string;
            market_id: number;
            symbol: string;
            /** @description Epoch milliseconds. */
            timestamp: number;
            /** @description Signed: negative was paid. */
            change: string;
            rate: string;
            position_size: string;
            /** @enum {string} */
            position_side: "long" | "short";
            discount: string;
        };
        VolumesDto: {
            daily_volume: string | null;
            weekly_volume: string | null;
            monthly_volume: string | null;
            total_volume: string | null;
        };
        GapDto: {
            gap_id: string;
            account_index: number;
            cause: string;
            /** @description Last trade known before it. */
            from_trade_id: string | null;
            to_trade_id: string | null;
            opened_at: number;
            closed_at: number | null;
            trades_recovered: number | null;
            /** @description Whether every trade of the span was recovered; `null` while open. */
            complete: boolean | null;
            /** @description Why it is not complete. */
            reason: string | null;
        };
        SectionDto: {
            /**
             * @description `null` while nothing is known.
             * @enum {string|null}
             */
            source: "stream" | "rest" | null;
            /** @description Last time its content changed. */
            updated_at: number | null;
            /** @description Last time a source confirmed it, as of the last change; a REST answer is as old as its question. */
            confirmed_at: number | null;
            stale: boolean;
            /** @description Why it is stale or unknown. */
            reason: string | null;
        };
        SectionsDto: {
            summary: components["schemas"]["SectionDto"];
            /** @description Margin requirements, cross asset value, status and order counts: from REST only. */
            requirements: components["schemas"]["SectionDto"];
            positions: components["schemas"]["SectionDto"];
            /** @description Mark price, unrealized PnL, position value and liquidation distance of the open positions. */
            marks: components["schemas"]["SectionDto"];
            orders: components["schemas"]["SectionDto"];
            trades: components["schemas"]["SectionDto"];
            assets: components["schemas"]["SectionDto"];
            funding: components["schemas"]["SectionDto"];
            volumes: components["schemas"]["SectionDto"];
        };
        AccountStateDto: {
            account_index: number;
            name: string;
            /** @description Its label; `null` until one is set. */
            label: components["schemas"]["AccountLabelDto"] | null;
            summary: components["schemas"]["SummaryDto"] | null;
            /** @description Open ones, by market id. */
            positions: components["schemas"]["PositionDto"][] | null;
            /** @description Live ones, by order id. */
            orders: components["schemas"]["OrderDto"][] | null;
            /** @description The latest, newest first. */
            trades: components["schemas"]["TradeDto"][] | null;
            /** @description By asset id. */
            assets: components["schemas"]["AssetDto"][] | null;
            /** @description Newest first. */
            funding: components["schemas"]["FundingDto"][] | null;
            volumes: components["schemas"]["VolumesDto"] | null;
            /** @description Open ones and the last that closed, newest first. */
            gaps: components["schemas"]["GapDto"][];
            sections: components["schemas"]["SectionsDto"];
        };
        AccountTextsDto: {
            /** @description The whole response to `account`; `null` before the first. */
            account: string | null;
            /** @description Epoch ms. */
            account_received_at: number | null;
            /** @description +1 each time the response differs from the one before. */
            account_revision: number;
            /** @description `[order_id, market_id, text]` */
            orders: unknown[][];
            /** @description `[market_id, text]` */
            positions: unknown[][];
            /** @description `[trade_id, market_id, text]`, newest first */
            trades: unknown[][];
        };
        PositionsListedDto: components["schemas"]["PositionsDto"] & {
            account_index: string;
        };
        AllPositionsDto: {
            accounts: components["schemas"]["PositionsListedDto"][];
            total_accounts: number;
        };
        OrdersListedDto: components["schemas"]["OrdersDto"] & {
            account_index: string;
        };
        AllOrdersDto: {
            accounts: components["schemas"]["OrdersListedDto"][];
            total_accounts: number;
        };
        TradeVolumesDto: {
            total_volume: number;
            monthly_volume: number;
            weekly_volume: number;
            daily_volume: number;
        };
        TradesListedDto: components["schemas"]["TradesDto"] & {
            account_index: string;
        };
        AllTradesDto: {
            accounts: components["schemas"]["TradesListedDto"][];
            total_accounts: number;
        };
        PositionsOfAccountDto: components["schemas"]["PositionsDto"] & {
            account_index: number;
        };
        OrdersOfAccountDto: components["schemas"]["OrdersDto"] & {
            account_index: number;
        };
        TradesOfAccountDto: components["schemas"]["TradesDto"] & {
            account_index: number;
        };
        PortfolioAccountDto: {
            /** @description Unix seconds at which the oldest section shown was confirmed; 0 before the first. */
            last_update: number;
            /** @description Open positions as the exchange spells them. */
            positions: {
                [key: string]: unknown;
            }[];
            /** @description Live orders as the exchange spells them. */
            active_orders: {
                [key: string]: unknown;
            }[];
            /** @description The latest trades as the exchange spells them, newest first. */
            trades: {
                [key: string]: unknown;
            }[];
            account_index: string;
            name: string;
            /** @enum {string} */
            exchange: "lighter";
            /** @description Summary, positions, orders, trades and, with an open position, marks are fresh. */
            is_live: boolean;
            /** @description Collateral plus unrealized PnL; `null` while unknown. (The original used the bare collateral.) */
            equity: number | null;
            collateral: number;
            available_balance: number;
            /** @description Sum over the open positions. */
            unrealized_pnl: number;
            /** @description `collateral` - `available_balance`. */
            margin_used: number;
            /** @description `margin_used` / `collateral`; 0 when there is none. */
            margin_ratio: number;
            /** @description The exchange’s daily volume, else the sum of size × price of the last 24 h of trades. */
            volume_24h: number;
            total_volume: number;
            monthly_volume: number;
            weekly_volume: number;
            /** @description `false` if the orders cannot be known (no credential); `active_orders` is then empty. */
            orders_known: boolean;
        };
        CoverageDto: {
            /** @description Accounts whose share is known; stale ones are included. */
            known: number;
            /** @description Of those, how many are stale. */
            stale: number;
            total: number;
        };
        CoveragesDto: {
            total_equity: components["schemas"]["CoverageDto"];
            total_unrealized_pnl: components["schemas"]["CoverageDto"];
            total_margin_used: components["schemas"]["CoverageDto"];
            total_positions: components["schemas"]["CoverageDto"];
            total_active_orders: components["schemas"]["CoverageDto"];
            total_trades: components["schemas"]["CoverageDto"];
        };
        PortfolioTotalsDto: {
            total_equity: number | null;
            total_unrealized_pnl: number | null;
            total_margin_used: number | null;
            total_positions: number | null;
            /** @description Accounts without a credential are left out. */
            total_active_orders: number | null;
            total_trades: number | null;
            coverage: components["schemas"]["CoveragesDto"];
            accounts_live: number;
            accounts_total: number;
        };
        PortfolioDto: {
            /** @description Unix seconds. */
            timestamp: number;
            /** @description In the order of N of `Lighter_{N}_`. */
            accounts: components["schemas"]["PortfolioAccountDto"][];
            aggregated: components["schemas"]["PortfolioTotalsDto"];
        };
        WebSocketLinkDto: components["schemas"]["LinkDto"] & {
            /** @description Up, and every subscription of the account confirmed. */
            connected: boolean;
            /** @description Seconds since the last frame; -1 before the first. */
            last_message_age: number;
            /** @description Seconds since the last pong; -1 before the first. */
            last_pong_age: number;
            reconnect_count: number;
            /** @description Frames received. */
            total_messages: number;
            has_proxy: boolean;
            /** @description Unix seconds; 0 before the first. */
            last_successful_connect: number;
            /** @description Frames that `/api/ws/raw-messages` can show. */
            raw_messages_count: number;
            /** @description Channels whose subscription was refused. */
            refused_channels: string[];
            /** @description Round trip of the last ping in ms; `null` before the first. */
            rtt_ms: number | null;
            /** @description Unix seconds when the read-only token expires; `null` without one. */
            credential_expires_at: number | null;
        };
        WebSocketHealthDto: {
            /** @enum {string} */
            type: "websocket";
            total_connections: number;
            connected_count: number;
            disconnected_count: number;
            total_messages_received: number;
            total_reconnect_attempts: number;
            /** @description Seconds since the start of the service. */
            uptime_seconds: number;
            connections: components["schemas"]["WebSocketLinkDto"][];
        };
        RestLinkDto: components["schemas"]["LinkDto"] & {
            /** @description Not failed three times in a row. */
            connected: boolean;
            /** @description Seconds; -1 before the first. */
            last_success_age: number;
            /** @description Seconds; -1 before the first. */
            last_failure_age: number;
            total_requests: number;
            successful_requests: number;
            failed_requests: number;
            /** @description Percent; 100 before the first request. */
            success_rate: number;
            consecutive_failures: number;
            requests_per_minute: number;
            /** @description Seconds between two polls of the account that the rate budget allows now; `null` before it is known. */
            poll_interval_effective: number | null;
        };
        TransportHealthDto: {
            healthy: boolean;
            /** @description The last failure: proxy-auth, proxy-refused, proxy-timeout, proxy-garbage, proxy-unreachable, cdn-blocked, geo-blocked, rate-limited, upgrade-refused, no-answer, collector-unreachable. */
            fault: string | null;
            /** @description Unix seconds until which it is left alone while another egress is there. */
            rests_until: number | null;
        };
        TransportsDto: {
            rest: components["schemas"]["TransportHealthDto"];
            websocket: components["schemas"]["TransportHealthDto"];
        };
        BudgetDto: {
            /** @description What the exchange grants in a window: requests or weight, as the tier counts. */
            limit: number;
            used: number;
            remaining: number;
            /** @description Seconds. */
            window_s: number;
        };
        EgressDto: {
            egress_id: string;
            /** @description `direct`, or the host of the proxy. */
            host: string;
            protocol: string;
            /** @description Both transports work and nothing is blocked. */
            healthy: boolean;
            /** @description The fault of one of its transports, `rate-limited` while blocked. */
            fault: string | null;
            transports: components["schemas"]["TransportsDto"];
            /** @description Accounts whose REST requests use it now, limited to those you may see. */
            accounts: number[];
            budget: components["schemas"]["BudgetDto"];
            /** @description Unix seconds until which nothing is sent, after a 429. */
            blocked_until: number | null;
            /** @description Answers with 429. */
            rate_limited_count: number;
        };
        RestHealthDto: {
            /** @enum {string} */
            type: "rest_api";
            total_connections: number;
            connected_count: number;
            disconnected_count: number;
            total_requests: number;
            total_failures: number;
            /** @description Percent; 100 before the first request. */
            success_rate: number;
            /** @description Seconds since the start of the service. */
            uptime_seconds: number;
            /** @description False while paused. */
            polling: boolean;
            /** @description Target interval in seconds; the rate limit may stretch it. */
            poll_interval: number;
            connections: components["schemas"]["RestLinkDto"][];
            /** @description The egresses and their rate budgets. */
            egresses: components["schemas"]["EgressDto"][];
        };
        MirrorHealthDto: {
            /** @description Whether its source is connected: the exchange, or the collecting instance in FRONTEND_ONLY. */
            connected: boolean;
            /** @description Open connections on `/stream`. */
            clients: number;
            /** @description Channels that they follow, once per client. */
            subscriptions: number;
            /** @description Update frames made, each once for all clients. */
            frames_made: number;
            /** @description Update frames given to clients. */
            frames_given: number;
            /** @description Answers by REST, without refusals. */
            answers: number;
            /** @description Refusals by REST. */
            refusals: number;
            /** @description Questions sent to the exchange; `null` in FRONTEND_ONLY, where the collecting instance asks. */
            passed_on: number | null;
            /** @description Of those, without an answer yet. */
            waiting: number | null;
            /** @description Questions refused because the share of the rate limit was spent. */
            over_budget: number | null;
            /** @description Tokens of the exchange that were checked. */
            verifications: number;
            /** @description Median time from the reception of a frame until it was written to clients, over five minutes. */
            added_delay_ms: number | null;
        };
        ConnectionsSummaryDto: {
            ws_connected: number;
            ws_total: number;
            rest_connected: number;
            rest_total: number;
            all_healthy: boolean;
        };
        ConnectionsHealthDto: {
            websocket: components["schemas"]["WebSocketHealthDto"];
            rest_api: components["schemas"]["RestHealthDto"];
            /** @description `null` where none is served. */
            mirror: components["schemas"]["MirrorHealthDto"] | null;
            summary: components["schemas"]["ConnectionsSummaryDto"];
        };
        FrontendPollingDto: {
            /** @description Mean time between two stream frames. */
            ws_interval_avg: number;
            /** @description Since the last one; -1 before the first, like the other ages. */
            time_since_ws: number;
            /** @description Mean time between two responses. */
            rest_interval_avg: number;
            time_since_rest: number;
            /** @description Since the last market statistics. */
            stats_poll_interval: number;
            /** @description Mean delay of market statistics from the exchange. */
            stats_fetch_time: number;
        };
        BackendPollingDto: {
            /** @description Mean time between two responses; 0 before the second. */
            api_poll_rate: number;
            /** @description Since a source last confirmed the positions; -1 before the first. */
            positions_age: number;
            /** @description Since a source last confirmed the balances; -1 before the first. */
            balance_age: number;
            /** @description Accounts with no stale section. */
            active_accounts: number;
            total_accounts: number;
            connected_clients: number;
        };
        WebSocketLatencyDto: {
            /** @description Whether any account's stream is up. */
            connected: boolean;
            message_count: number;
            /** @description -1 before the first. */
            last_message_age: number;
            /** @description Seconds; 0 while no stream is up. */
            connection_uptime: number;
            interval_min: number;
            interval_avg: number;
            interval_max: number;
            /** @description Up to the last 30, oldest first. */
            samples: number[];
        };
        RestLatencyDto: {
            request_count: number;
            /** @description Unix seconds; 0 before the first. */
            last_update: number;
            interval_min: number;
            interval_avg: number;
            interval_max: number;
            /** @description Up to the last 30, oldest first. */
            samples: number[];
        };
        LatencyTimestampsDto: {
            ws: number;
            rest: number;
            stats: number;
            now: number;
        };
        PercentilesDto: {
            p50: number | null;
            p95: number | null;
            p99: number | null;
            /** @description Number of samples. */
            count: number;
        };
        HopsDto: {
            /** @description From the exchange's time stamp to reception; includes the offset between the clocks. */
            exchange_to_received: components["schemas"]["PercentilesDto"];
            received_to_state: components["schemas"]["PercentilesDto"];
            /** @description Until encoded for the clients of its channel. */
            received_to_sent: components["schemas"]["PercentilesDto"];
            /** @description Until written for the mirror's clients of its channel. */
            received_to_mirrored: components["schemas"]["PercentilesDto"];
        };
        LatencyDto: {
            frontend_polling: components["schemas"]["FrontendPollingDto"];
            backend_polling: components["schemas"]["BackendPollingDto"];
            websocket: components["schemas"]["WebSocketLatencyDto"];
            rest: components["schemas"]["RestLatencyDto"];
            timestamps: components["schemas"]["LatencyTimestampsDto"];
            hops: components["schemas"]["HopsDto"];
            /** @description Estimate of how far our clock is ahead of the exchange's; `null` before the first sample. */
            clock_offset_ms: number | null;
        };
        CacheEntriesDto: {
            /** @description Accounts in memory. */
            total_entries: number;
            /** @description Accounts without a stale section. */
            valid_entries: number;
            expired_entries: number;
        };
        ClusterSharesDto: {
            count: number;
            /** @description How many have a collector that this process hears of. */
            led: number;
        };
        ClusterMemberDto: {
            name: string;
            roles: ("collector" | "recorder" | "gateway")[];
            version: string;
            /** @description Whether it is the collector that follows the exchange. */
            leads: boolean;
            /** @description Milliseconds since it announced itself, which it does every second. */
            seen_ms: number;
            /** @description Milliseconds since it read the last entry of the log, which has one a second at least; `null` for collectors. */
            lag_ms: number | null;
            /** @description Only with CLUSTER_SHARDS above 1: the share whose accounts a collector follows; `null` while it stands by. */
            share?: string | null;
        };
        ClusterDto: {
            /**
             * @description Whether this process reaches what the processes share.
             * @enum {string}
             */
            engine: "up" | "down";
            /**
             * @description `local`: this process counts requests alone, until it reaches the engine again.
             * @enum {string}
             */
            rate_limits: "shared" | "local";
            /** @description Epoch milliseconds; `null` while no collector leads, or not every share has one. */
            leads_since: number | null;
            /** @description Only with CLUSTER_SHARDS above 1. */
            shares?: components["schemas"]["ClusterSharesDto"];
            members: components["schemas"]["ClusterMemberDto"][];
        };
        StatusDto: {
            /**
             * @description `demo` follows the built-in simulated exchange, `live` the configured one.
             * @enum {string}
             */
            mode: "demo" | "live";
            version: string;
            /** @description Whether REST polling runs; `false` while paused. */
            polling: boolean;
            /** @description Target interval between polls in seconds; the rate limit may stretch it. */
            poll_interval: number;
            ws_connected: boolean;
            broadcast_clients: number;
            accounts_configured: number;
            /**
             * @description Where alerts and their rules are kept: with `memory` (HISTORY=off) they last until the process ends.
             * @enum {string}
             */
            alerts: "stored" | "memory";
            cache: components["schemas"]["CacheEntriesDto"];
            /** @description Only where several processes are one service, and for keys that see every account. */
            cluster?: components["schemas"]["ClusterDto"];
        };
        HealthDto: {
            /** @description Result of each indicator, limited to what the caller can see; omitted for anonymous callers. */
            details?: {
                [key: string]: {
                    [key: string]: unknown;
                };
            };
            /**
             * @description `healthy`, or `degraded` while an account is stale.
             * @enum {string}
             */
            status: "healthy" | "degraded";
            /** @description Whether any stream to the exchange is up. */
            ws_connected: boolean;
            /** @description Accounts that the caller can see; omitted for anonymous callers. */
            accounts_configured?: number;
            /** @description Omitted for anonymous callers. */
            broadcast_clients?: number;
        };
        CheckDto: {
            /** @enum {string} */
            status: "up" | "down" | "degraded";
        };
        ReadinessDto: {
            /** @description The checks that passed, by name. */
            info: {
                [key: string]: components["schemas"]["CheckDto"];
            };
            /** @description The checks that failed, by name. */
            error: {
                [key: string]: components["schemas"]["CheckDto"];
            };
            /** @description All checks, by name. */
            details: {
                [key: string]: components["schemas"]["CheckDto"];
            };
            /** @enum {string} */
            status: "error" | "degraded" | "ok" | "shutting_down";
        };
        ProblemDto: {
            /** @description HTTP status of the response. */
            statusCode: number;
            /** @description Stable error code; branch on this. */
            code: string;
            /** @description Reason phrase of the status. */
            error: string;
            /** @description What is wrong, in words; names the field if the input is invalid. */
            message: string;
            /** @description Same as `message`, for clients of the original service. */
            detail: string;
        };
        PositionsDto: {
            /** @description By market id, in the exchange’s own shape, flat rows included. */
            positions: {
                [key: string]: {
                    [key: string]: unknown;
                };
            };
            /** @description Not confirmed recently. */
            stale: boolean;
            /** @description Unix seconds of the last confirmation; 0 before the first. */
            timestamp: number;
            /** @description Seconds since `timestamp`; -1 before the first. */
            age_seconds: number;
        };
        OrdersDto: {
            /** @description Live orders by market id, in the exchange’s own shape. */
            orders: {
                [key: string]: {
                    [key: string]: unknown;
                }[];
            };
            orders_count: number;
            /** @description False without a credential: the list is then empty because the orders are unknown. */
            orders_known: boolean;
            /** @description Not confirmed recently. */
            stale: boolean;
            /** @description Unix seconds of the last confirmation; 0 before the first. */
            timestamp: number;
            /** @description Seconds since `timestamp`; -1 before the first. */
            age_seconds: number;
        };
        TradesDto: {
            /** @description The latest trades by market id, newest first, in the exchange’s own shape. */
            trades: {
                [key: string]: {
                    [key: string]: unknown;
                }[];
            };
            trades_count: number;
            volumes: components["schemas"]["TradeVolumesDto"];
            /** @description Not confirmed recently. */
            stale: boolean;
            /** @description Unix seconds of the last confirmation; 0 before the first. */
            timestamp: number;
            /** @description Seconds since `timestamp`; -1 before the first. */
            age_seconds: number;
        };
        LinkDto: {
            /** @description Account index. */
            account_id: number;
            account_name: string;
            /**
             * @description `refused` (streams only): connected, but a subscription was refused.
             * @enum {string}
             */
            state: "idle" | "connecting" | "connected" | "waiting" | "refused" | "paused";
            /** @description 0: immediate and quick attempts; 1: every 60 s, five times (streams also while connected); 2: every 300 s. */
            retry_phase: number;
            phase_attempts: number;
            /** @description Seconds since it last came up; 0 while it is down. */
            uptime_seconds: number;
            /** @description Unix seconds of the next attempt, `null` when none is scheduled. */
            next_attempt_at: number | null;
            last_error: string | null;
            /** @description `direct`, or the proxy in use. */
            egress_id: string;
        };
        AccountHistoryPage: {
            account_index: number;
            count: number;
            next_cursor: string | null;
        };
        HistoryRow: {
            /** @description Identifies the row within its store. */
            id?: string;
            /** @description Name of the exchange. */
            exchange?: string;
            /** @description Network of the exchange, such as mainnet or testnet. */
            network?: string;
            /** @description Account of the connection; null for the one that carries market data. */
            account_index?: number | null;
            /** @description Epoch of the state that produced the row. */
            epoch?: string | null;
            /** @description Sequence number of the change within that epoch. */
            seq?: number | null;
            /**
             * Format: date-time
             * @description When the data arrived, by the clock of this service.
             */
            received_at?: string | null;
            /** @description The raw data of the exchange, or for snapshots further values known at that time. */
            raw_data?: {
                [key: string]: unknown;
            } | null;
        };
        SnapshotRow: components["schemas"]["HistoryRow"] & {
            /**
             * Format: date-time
             * @description Moment of the snapshot.
             */
            timestamp?: string | null;
            /** @description Collateral plus unrealized PnL (total_asset_value). */
            equity?: string | null;
            /** @description Collateral, without unrealized PnL. */
            collateral?: string | null;
            /** @description Margin in use: collateral minus available balance. */
            margin?: string | null;
            /** @description Balance available for trading. */
            available_balance?: string | null;
            /** @description Unrealized PnL over all open positions. */
            pnl?: string | null;
            /** @description Open positions. */
            positions_count?: number | null;
            /** @description Live orders. */
            orders_count?: number | null;
            /** @description Traded quote volume of the last day. */
            daily_volume?: string | null;
            /** @description Traded quote volume of the last week. */
            weekly_volume?: string | null;
            /** @description Traded quote volume of the last month. */
            monthly_volume?: string | null;
            /** @description Traded quote volume of all time. */
            total_volume?: string | null;
            /** @description interval, or the notable moment: opened, flipped, closed. */
            reason?: string | null;
            /** @description Whether the data was stale at that time. */
            stale?: boolean | null;
        };
        HistoryPage: {
            count: number;
            next_cursor: string | null;
        };
        TradeRow: components["schemas"]["HistoryRow"] & {
            /**
             * Format: date-time
             * @description When the exchange made the trade.
             */
            timestamp?: string | null;
            /** @description Id of the trade. */
            trade_id?: string | null;
            /** @description Id of the market. */
            market_id?: number | null;
            /** @description Symbol of the market. */
            market?: string | null;
            /** @description buy or sell, from the account's point of view. */
            side?: string | null;
            /** @description maker or taker. */
            role?: string | null;
            /** @description trade, liquidation, deleverage or market-settlement. */
            type?: string | null;
            /** @description Price. */
            price?: string | null;
            /** @description Size. */
            size?: string | null;
            /** @description Size times price. */
            usd_amount?: string | null;
            /** @description Fee that the account paid, in quote units; negative is a rebate. */
            fee?: string | null;
            /** @description Realized PnL of this trade: as reported by REST, else computed from the position size and cost before it; null for spot. */
            realized_pnl?: string | null;
            /** @description Signed position size before the trade, if reported. */
            position_size_before?: string | null;
            /** @description Id of the account's order that was filled. */
            order_id?: string | null;
            /** @description Client id of that order. */
            client_order_id?: string | null;
            /** @description Hash of the transaction. */
            tx_hash?: string | null;
            /** @description Block of the transaction. */
            block_height?: number | null;
            /**
             * Format: date-time
             * @description When the transaction was sequenced.
             */
            transaction_time?: string | null;
        };
        OrderRow: components["schemas"]["HistoryRow"] & {
            /**
             * Format: date-time
             * @description When the order entered this state.
             */
            timestamp?: string | null;
            /** @description Id of the order. */
            order_id?: string | null;
            /** @description Id given by the client. */
            client_order_id?: string | null;
            /** @description Id of the market. */
            market_id?: number | null;
            /** @description Symbol of the market. */
            market?: string | null;
            /** @description buy or sell. */
            side?: string | null;
            /** @description limit, market, stop-loss, … */
            order_type?: string | null;
            /** @description good-till-time, immediate-or-cancel or post-only. */
            time_in_force?: string | null;
            /** @description Limit price. */
            price?: string | null;
            /** @description Trigger price; 0 when there is none. */
            trigger_price?: string | null;
            /** @description State of the trigger. */
            trigger_status?: string | null;
            /** @description Size when placed. */
            size?: string | null;
            /** @description Size filled so far. */
            filled?: string | null;
            /** @description Size not yet filled. */
            remaining?: string | null;
            /** @description Amount filled so far, in quote units. */
            filled_quote?: string | null;
            /** @description Status of the exchange, or gone when the order disappeared without a final status. */
            status?: string | null;
            /** @description Whether it can only reduce a position. */
            reduce_only?: boolean | null;
            /** @description Id of the parent order; 0 when there is none. */
            parent_order_id?: string | null;
            /** @description When it expires, in epoch ms. */
            order_expiry?: number | null;
            /**
             * Format: date-time
             * @description When it was placed.
             */
            placed_at?: string | null;
        };
        PositionRow: components["schemas"]["HistoryRow"] & {
            /**
             * Format: date-time
             * @description When the change happened.
             */
            timestamp?: string | null;
            /** @description Id of the market. */
            market_id?: number | null;
            /** @description Symbol of the market. */
            market?: string | null;
            /** @description opened, changed, flipped or closed. */
            event?: string | null;
            /** @description long or short; for a closed position, its last side. */
            side?: string | null;
            /** @description Size without sign; 0 when closed. */
            size?: string | null;
            /** @description Average entry price. */
            entry_price?: string | null;
            /** @description Mark price at that time. */
            mark_price?: string | null;
            /**
             * Format: date-time
             * @description When the exchange last reported that mark price.
             */
            mark_at?: string | null;
            /** @description Value at the mark price. */
            position_value?: string | null;
            /** @description Unrealized PnL. */
            unrealized_pnl?: string | null;
            /** @description Realized PnL of the account in this market so far; null when never reported. */
            realized_pnl?: string | null;
            /** @description Liquidation price; 0 when there is none, null when never reported. */
            liquidation_price?: string | null;
            /** @description cross or isolated; null when never reported. */
            margin_mode?: string | null;
            /** @description Percent: 5.00 is 20x; null when never reported. */
            initial_margin_fraction?: string | null;
            /** @description Margin allocated to an isolated position. */
            allocated_margin?: string | null;
            /** @description Funding paid so far, if reported. */
            total_funding_paid_out?: string | null;
        };
        FundingRow: components["schemas"]["HistoryRow"] & {
            /**
             * Format: date-time
             * @description When it was paid.
             */
            timestamp?: string | null;
            /** @description Id of the payment. */
            funding_id?: string | null;
            /** @description Id of the market. */
            market_id?: number | null;
            /** @description Symbol of the market. */
            market?: string | null;
            /** @description Amount received; negative when paid. */
            change?: string | null;
            /** @description Funding rate. */
            rate?: string | null;
            /** @description Position size at that time. */
            position_size?: string | null;
            /** @description long or short. */
            position_side?: string | null;
            /** @description Discount on the payment. */
            discount?: string | null;
        };
        CashFlowRow: components["schemas"]["HistoryRow"] & {
            /**
             * Format: date-time
             * @description When the collateral moved; for a flow that only the exchange reports, the start of its hour.
             */
            timestamp?: string | null;
            /** @description Id of the cash flow. */
            flow_id?: string | null;
            /** @description Deposited or transferred in; negative when withdrawn or transferred out. */
            amount?: string | null;
            /** @description exchange, or derived from collateral that trades, fees and funding do not explain. */
            source?: string | null;
            /**
             * Format: date-time
             * @description When the exchange confirmed or corrected it; null for a derived flow that it has not.
             */
            confirmed_at?: string | null;
        };
        GapRow: components["schemas"]["HistoryRow"] & {
            /**
             * Format: date-time
             * @description When it opened.
             */
            timestamp?: string | null;
            /** @description Id of the gap. */
            gap_id?: string | null;
            /** @description Why it opened. */
            cause?: string | null;
            /** @description Last trade known before the gap. */
            from_trade_id?: string | null;
            /** @description First trade known after the gap. */
            to_trade_id?: string | null;
            /**
             * Format: date-time
             * @description When it opened.
             */
            opened_at?: string | null;
            /**
             * Format: date-time
             * @description When it closed; null while open.
             */
            closed_at?: string | null;
            /** @description Number of trades recovered. */
            trades_recovered?: number | null;
            /** @description Whether every trade of the span was recovered. */
            complete?: boolean | null;
            /** @description Why it is not complete. */
            reason?: string | null;
            /** @description How far its trades were read, so that a restart continues there, as JSON; null from the newest on, and once closed. */
            progress?: string | null;
        };
        OutageRow: components["schemas"]["HistoryRow"] & {
            /**
             * Format: date-time
             * @description When the connection went down.
             */
            timestamp?: string | null;
            /** @description rest/{index}, websocket/{index} or websocket/markets. */
            link_id?: string | null;
            /** @description rest or websocket. */
            kind?: string | null;
            /** @description Name of the account. */
            account_name?: string | null;
            /** @description State of the connection when it went down. */
            state?: string | null;
            /** @description Last error of the connection. */
            reason?: string | null;
            /**
             * Format: date-time
             * @description When it was up again; null while down.
             */
            ended_at?: string | null;
        };
    };
    responses: {
        /** @description No such account is configured, or the key cannot see it. */
        AccountNotFound: {
            headers: {
                [name: string]: unknown;
            };
            content: {
                /**
                 * @example {
                 *       "statusCode": 404,
                 *       "code": "ACCOUNT_NOT_FOUND",
                 *       "error": "Not Found",
                 *       "message": "No such account is configured, or the key cannot see it.",
                 *       "detail": "No such account is configured, or the key cannot see it."
                 *     }
                 */
                "application/json": components["schemas"]["ProblemDto"];
            };
        };
        /** @description The service is restarting; reconnect after the seconds in `Retry-After`. */
        Draining: {
            headers: {
                [name: string]: unknown;
            };
            content: {
                /**
                 * @example {
                 *       "statusCode": 503,
                 *       "code": "DRAINING",
                 *       "error": "Service Unavailable",
                 *       "message": "The service is restarting; reconnect after the seconds in `Retry-After`.",
                 *       "detail": "The service is restarting; reconnect after the seconds in `Retry-After`."
                 *     }
                 */
                "application/json": components["schemas"]["ProblemDto"];
            };
        };
        /** @description What the processes of a cluster share cannot be reached; retry after the seconds in `Retry-After`. */
        EngineUnavailable: {
            headers: {
                [name: string]: unknown;
            };
            content: {
                /**
                 * @example {
                 *       "statusCode": 503,
                 *       "code": "ENGINE_UNAVAILABLE",
                 *       "error": "Service Unavailable",
                 *       "message": "What the processes of a cluster share cannot be reached; retry after the seconds in `Retry-After`.",
                 *       "detail": "What the processes of a cluster share cannot be reached; retry after the seconds in `Retry-After`."
                 *     }
                 */
                "application/json": components["schemas"]["ProblemDto"];
            };
        };
        /** @description The key lacks the right to do this. */
        Forbidden: {
            headers: {
                [name: string]: unknown;
            };
            content: {
                /**
                 * @example {
                 *       "statusCode": 403,
                 *       "code": "FORBIDDEN",
                 *       "error": "Forbidden",
                 *       "message": "The key lacks the right to do this.",
                 *       "detail": "The key lacks the right to do this."
                 *     }
                 */
                "application/json": components["schemas"]["ProblemDto"];
            };
        };
        /** @description The history is switched off (`HISTORY_OFF`), its store cannot be reached (`HISTORY_UNAVAILABLE`), or too many sums are being computed (`HISTORY_BUSY`; retry after the seconds in `Retry-After`). */
        HistoryUnavailable: {
            headers: {
                [name: string]: unknown;
            };
            content: {
                /**
                 * @example {
                 *       "statusCode": 503,
                 *       "code": "HISTORY_UNAVAILABLE",
                 *       "error": "Service Unavailable",
                 *       "message": "The history is switched off (`HISTORY_OFF`), its store cannot be reached (`HISTORY_UNAVAILABLE`), or too many sums are being computed (`HISTORY_BUSY`; retry after the seconds in `Retry-After`).",
                 *       "detail": "The history is switched off (`HISTORY_OFF`), its store cannot be reached (`HISTORY_UNAVAILABLE`), or too many sums are being computed (`HISTORY_BUSY`; retry after the seconds in `Retry-After`)."
                 *     }
                 */
                "application/json": components["schemas"]["ProblemDto"];
            };
        };
        /** @description A fault of the service, logged under the `x-request-id` of the response. */
        Internal: {
            headers: {
                [name: string]: unknown;
            };
            content: {
                /**
                 * @example {
                 *       "statusCode": 500,
                 *       "code": "INTERNAL",
                 *       "error": "Internal Server Error",
                 *       "message": "A fault of the service, logged under the `x-request-id` of the response.",
                 *       "detail": "A fault of the service, logged under the `x-request-id` of the response."
                 *     }
                 */
                "application/json": components["schemas"]["ProblemDto"];
            };
        };
        /** @description The input is invalid; the message names the field. */
        InvalidRequest: {
            headers: {
                [name: string]: unknown;
            };
            content: {
                /**
                 * @example {
                 *       "statusCode": 400,
                 *       "code": "INVALID_REQUEST",
                 *       "error": "Bad Request",
                 *       "message": "The input is invalid; the message names the field.",
                 *       "detail": "The input is invalid; the message names the field."
                 *     }
                 */
                "application/json": components["schemas"]["ProblemDto"];
            };
        };
        /** @description Not Found */
        NotFound: {
            headers: {
                [name: string]: unknown;
            };
            content: {
                /**
                 * @example {
                 *       "statusCode": 404,
                 *       "code": "NOT_FOUND",
                 *       "error": "Not Found",
                 *       "message": "Not Found",
                 *       "detail": "Not Found"
                 *     }
                 */
                "application/json": components["schemas"]["ProblemDto"];
            };
        };
        /** @description The body exceeds 64 KiB. */
        PayloadTooLarge: {
            headers: {
                [name: string]: unknown;
            };
            content: {
                /**
                 * @example {
                 *       "statusCode": 413,
                 *       "code": "PAYLOAD_TOO_LARGE",
                 *       "error": "Payload Too Large",
                 *       "message": "The body exceeds 64 KiB.",
                 *       "detail": "The body exceeds 64 KiB."
                 *     }
                 */
                "application/json": components["schemas"]["ProblemDto"];
            };
        };
        /** @description Too many requests; retry after the seconds in `Retry-After`. */
        RateLimited: {
            headers: {
                [name: string]: unknown;
            };
            content: {
                /**
                 * @example {
                 *       "statusCode": 429,
                 *       "code": "RATE_LIMITED",
                 *       "error": "Too Many Requests",
                 *       "message": "Too many requests; retry after the seconds in `Retry-After`.",
                 *       "detail": "Too many requests; retry after the seconds in `Retry-After`."
                 *     }
                 */
                "application/json": components["schemas"]["ProblemDto"];
            };
        };
        /** @description The caller is unknown; the message names the credentials to send. */
        Unauthenticated: {
            headers: {
                [name: string]: unknown;
            };
            content: {
                /**
                 * @example {
                 *       "statusCode": 401,
                 *       "code": "UNAUTHENTICATED",
                 *       "error": "Unauthorized",
                 *       "message": "The caller is unknown; the message names the credentials to send.",
                 *       "detail": "The caller is unknown; the message names the credentials to send."
                 *     }
                 */
                "application/json": components["schemas"]["ProblemDto"];
            };
        };
        /** @description The body is not JSON. */
        UnsupportedMediaType: {
            headers: {
                [name: string]: unknown;
            };
            content: {
                /**
                 * @example {
                 *       "statusCode": 415,
                 *       "code": "UNSUPPORTED_MEDIA_TYPE",
                 *       "error": "Unsupported Media Type",
                 *       "message": "The body is not JSON.",
                 *       "detail": "The body is not JSON."
                 *     }
                 */
                "application/json": components["schemas"]["ProblemDto"];
            };
        };
    };
    parameters: {
        /** @description Start of the span, inclusive: epoch ms or ISO 8601 (UTC unless an offset is given). */
        "query.from": string;
        /** @description End of the span, exclusive: epoch ms or ISO 8601. */
        "query.to": string;
        /** @description Rows per response, 1 to 1000. CSV and NDJSON without a limit return the whole span. */
        "query.limit": number;
        /** @description `next_cursor` of the previous page; rows that arrive meanwhile do not shift pages. */
        "query.cursor": string;
        /** @description Order by time. */
        "query.order": "asc" | "desc";
        /** @description CSV and NDJSON are streamed. */
        "query.format": "json" | "csv" | "ndjson";
        /** @description Index of the account on the exchange. */
        "path.index": number;
        /** @description Account indexes separated by commas; by default every configured account that the key sees. */
        "query.accounts": string;
        /** @description Width of a bucket; one point each. */
        "query.resolution": "1m" | "15m" | "1h" | "1d";
        /** @description Only this account; all accounts without it. */
        "query.account_index": number;
        /** @description Index of the account on the exchange. */
        "path.rule_id": string;
        /** @description Index of the account on the exchange. */
        "path.account_index": number;
        /** @description The `ETag` of an earlier answer. */
        "header.If-None-Match": string;
    };
    requestBodies: never;
    headers: never;
    pathItems: never;
}
export type $defs = Record<string, never>;
export interface operations {
    LogLevelController_read: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Current log level */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "level": "debug"
                     *     }
                     */
                    "application/json": components["schemas"]["LogLevelDto"];
                };
            };
            401: components["responses"]["Unauthenticated"];
            403: components["responses"]["Forbidden"];
            429: components["responses"]["RateLimited"];
            500: components["responses"]["Internal"];
        };
    };
    LogLevelController_change: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                /**
                 * @example {
                 *       "level": "debug"
                 *     }
                 */
                "application/json": components["schemas"]["LogLevelDto"];
            };
        };
        responses: {
            /** @description Change the log level until the next start */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "level": "debug"
                     *     }
                     */
                    "application/json": components["schemas"]["LogLevelDto"];
                };
            };
            400: components["responses"]["InvalidRequest"];
            401: components["responses"]["Unauthenticated"];
            403: components["responses"]["Forbidden"];
            413: components["responses"]["PayloadTooLarge"];
            415: components["responses"]["UnsupportedMediaType"];
            429: components["responses"]["RateLimited"];
            500: components["responses"]["Internal"];
        };
    };
    SessionController_current: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description The caller, and the accounts it can see */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "name": "bot",
                     *       "scope": "read",
                     *       "accounts": [
                     *         281001
                     *       ]
                     *     }
                     */
                    "application/json": components["schemas"]["SessionDto"];
                };
            };
            401: components["responses"]["Unauthenticated"];
            429: components["responses"]["RateLimited"];
            500: components["responses"]["Internal"];
        };
    };
    SessionController_signIn: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                /**
                 * @example {
                 *       "key": "lbk_…",
                 *       "ticket": "text"
                 *     }
                 */
                "application/json": components["schemas"]["SignInDto"];
            };
        };
        responses: {
            /** @description Sign in with an API key or a sign-in ticket: sets the session cookie */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "name": "bot",
                     *       "scope": "read",
                     *       "accounts": [
                     *         281001
                     *       ]
                     *     }
                     */
                    "application/json": components["schemas"]["SessionDto"];
                };
            };
            400: components["responses"]["InvalidRequest"];
            401: components["responses"]["Unauthenticated"];
            403: components["responses"]["Forbidden"];
            413: components["responses"]["PayloadTooLarge"];
            415: components["responses"]["UnsupportedMediaType"];
            429: components["responses"]["RateLimited"];
            500: components["responses"]["Internal"];
            503: components["responses"]["EngineUnavailable"];
        };
    };
    SessionController_signOut: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Sign out: ends the session of the cookie, and closes the streams that it opened */
            204: {
                headers: {
                    [name: string]: unknown;
                };
                content?: never;
            };
            400: components["responses"]["InvalidRequest"];
            403: components["responses"]["Forbidden"];
            413: components["responses"]["PayloadTooLarge"];
            415: components["responses"]["UnsupportedMediaType"];
            429: components["responses"]["RateLimited"];
            500: components["responses"]["Internal"];
            503: components["responses"]["EngineUnavailable"];
        };
    };
    SessionController_ticket: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description A single-use ticket for a sign-in link, `/#ticket=…`, valid for ten minutes */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "ticket": "text",
                     *       "expires_in_ms": 30000
                     *     }
                     */
                    "application/json": components["schemas"]["TicketDto"];
                };
            };
            400: components["responses"]["InvalidRequest"];
            401: components["responses"]["Unauthenticated"];
            403: components["responses"]["Forbidden"];
            413: components["responses"]["PayloadTooLarge"];
            415: components["responses"]["UnsupportedMediaType"];
            429: components["responses"]["RateLimited"];
            500: components["responses"]["Internal"];
        };
    };
    TicketController_issue: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description A single-use ticket for /ws or /api/stream (`?ticket=…`), for clients that cannot send headers */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "ticket": "text",
                     *       "expires_in_ms": 30000
                     *     }
                     */
                    "application/json": components["schemas"]["TicketDto"];
                };
            };
            400: components["responses"]["InvalidRequest"];
            401: components["responses"]["Unauthenticated"];
            403: components["responses"]["Forbidden"];
            413: components["responses"]["PayloadTooLarge"];
            415: components["responses"]["UnsupportedMediaType"];
            429: components["responses"]["RateLimited"];
            500: components["responses"]["Internal"];
        };
    };
    ErrorsController_list: {
        parameters: {
            query?: {
                /** @description Maximum number of incidents, newest first. */
                limit?: number;
                /** @description Only incidents of this source. */
                source?: "rest" | "websocket" | "egress" | "history" | "gateway" | "system";
            };
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Recent incidents, newest first */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "errors": [
                     *         {
                     *           "error_type": "rate-limited",
                     *           "source": "rest",
                     *           "timestamp": 1795392000.125,
                     *           "time_str": "2026-11-23T00:00:00.125Z",
                     *           "account_index": "281001",
                     *           "account_name": "Lighter_1_aE42d3",
                     *           "error_code": "23000",
                     *           "message": "Too Many Requests!",
                     *           "severity": "warning"
                     *         }
                     *       ],
                     *       "summary": {
                     *         "total_errors": 3,
                     *         "errors_last_1min": 1,
                     *         "errors_last_5min": 2,
                     *         "by_type": {
                     *           "rate-limited": 2,
                     *           "proxy-auth": 1
                     *         },
                     *         "by_source": {
                     *           "rest": 3
                     *         }
                     *       }
                     *     }
                     */
                    "application/json": components["schemas"]["ErrorsDto"];
                };
            };
            400: components["responses"]["InvalidRequest"];
            401: components["responses"]["Unauthenticated"];
            429: components["responses"]["RateLimited"];
            500: components["responses"]["Internal"];
        };
    };
    ErrorsController_clear: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Clear all incidents */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "success": true,
                     *       "cleared": 3
                     *     }
                     */
                    "application/json": components["schemas"]["ErrorsClearedDto"];
                };
            };
            400: components["responses"]["InvalidRequest"];
            401: components["responses"]["Unauthenticated"];
            403: components["responses"]["Forbidden"];
            413: components["responses"]["PayloadTooLarge"];
            415: components["responses"]["UnsupportedMediaType"];
            429: components["responses"]["RateLimited"];
            500: components["responses"]["Internal"];
        };
    };
    HistoryController_accounts: {
        parameters: {
            query?: {
                /** @description Start of the span, inclusive: epoch ms or ISO 8601 (UTC unless an offset is given). */
                from?: components["parameters"]["query.from"];
                /** @description End of the span, exclusive: epoch ms or ISO 8601. */
                to?: components["parameters"]["query.to"];
                /** @description Rows per response, 1 to 1000. CSV and NDJSON without a limit return the whole span. */
                limit?: components["parameters"]["query.limit"];
                /** @description `next_cursor` of the previous page; rows that arrive meanwhile do not shift pages. */
                cursor?: components["parameters"]["query.cursor"];
                /** @description Order by time. */
                order?: components["parameters"]["query.order"];
                /** @description CSV and NDJSON are streamed. */
                format?: components["parameters"]["query.format"];
            };
            header?: never;
            path: {
                /** @description Index of the account on the exchange. */
                index: components["parameters"]["path.index"];
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Snapshots of an account */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "account_index": 281001,
                     *       "count": 50,
                     *       "next_cursor": "MTc5MzQ5MTIwMDAwMC40Mg",
                     *       "snapshots": [
                     *         {
                     *           "id": "text",
                     *           "exchange": "text",
                     *           "network": "text",
                     *           "account_index": 1,
                     *           "epoch": "text",
                     *           "seq": 1,
                     *           "received_at": "2026-11-01T00:00:00.000Z",
                     *           "raw_data": {},
                     *           "timestamp": "2026-11-01T00:00:00.000Z",
                     *           "equity": "2500.1000",
                     *           "collateral": "2500.1000",
                     *           "margin": "2500.1000",
                     *           "available_balance": "2500.1000",
                     *           "pnl": "2500.1000",
                     *           "positions_count": 1,
                     *           "orders_count": 1,
                     *           "daily_volume": "2500.1000",
                     *           "weekly_volume": "2500.1000",
                     *           "monthly_volume": "2500.1000",
                     *           "total_volume": "2500.1000",
                     *           "reason": "text",
                     *           "stale": true
                     *         }
                     *       ]
                     *     }
                     */
                    "application/json": components["schemas"]["AccountHistoryPage"] & {
                        snapshots: components["schemas"]["SnapshotRow"][];
                    };
                    "text/csv": string;
                    "application/x-ndjson": string;
                };
            };
            400: components["responses"]["InvalidRequest"];
            401: components["responses"]["Unauthenticated"];
            404: components["responses"]["AccountNotFound"];
            429: components["responses"]["RateLimited"];
            500: components["responses"]["Internal"];
            503: components["responses"]["HistoryUnavailable"];
        };
    };
    HistoryController_allTrades: {
        parameters: {
            query?: {
                /** @description Start of the span, inclusive: epoch ms or ISO 8601 (UTC unless an offset is given). */
                from?: components["parameters"]["query.from"];
                /** @description End of the span, exclusive: epoch ms or ISO 8601. */
                to?: components["parameters"]["query.to"];
                /** @description Rows per response, 1 to 1000. CSV and NDJSON without a limit return the whole span. */
                limit?: components["parameters"]["query.limit"];
                /** @description `next_cursor` of the previous page; rows that arrive meanwhile do not shift pages. */
                cursor?: components["parameters"]["query.cursor"];
                /** @description Order by time. */
                order?: components["parameters"]["query.order"];
                /** @description CSV and NDJSON are streamed. */
                format?: components["parameters"]["query.format"];
            };
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Trades of all accounts */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "count": 50,
                     *       "next_cursor": "MTc5MzQ5MTIwMDAwMC40Mg",
                     *       "trades": [
                     *         {
                     *           "id": "text",
                     *           "exchange": "text",
                     *           "network": "text",
                     *           "account_index": 1,
                     *           "epoch": "text",
                     *           "seq": 1,
                     *           "received_at": "2026-11-01T00:00:00.000Z",
                     *           "raw_data": {},
                     *           "timestamp": "2026-11-01T00:00:00.000Z",
                     *           "trade_id": "text",
                     *           "market_id": 1,
                     *           "market": "text",
                     *           "side": "text",
                     *           "role": "text",
                     *           "type": "text",
                     *           "price": "2500.1000",
                     *           "size": "2500.1000",
                     *           "usd_amount": "2500.1000",
                     *           "fee": "2500.1000",
                     *           "realized_pnl": "2500.1000",
                     *           "position_size_before": "2500.1000",
                     *           "order_id": "text",
                     *           "client_order_id": "text",
                     *           "tx_hash": "text",
                     *           "block_height": 1,
                     *           "transaction_time": "2026-11-01T00:00:00.000Z"
                     *         }
                     *       ]
                     *     }
                     */
                    "application/json": components["schemas"]["HistoryPage"] & {
                        trades: components["schemas"]["TradeRow"][];
                    };
                    "text/csv": string;
                    "application/x-ndjson": string;
                };
            };
            400: components["responses"]["InvalidRequest"];
            401: components["responses"]["Unauthenticated"];
            429: components["responses"]["RateLimited"];
            500: components["responses"]["Internal"];
            503: components["responses"]["HistoryUnavailable"];
        };
    };
    HistoryController_trades: {
        parameters: {
            query?: {
                /** @description Start of the span, inclusive: epoch ms or ISO 8601 (UTC unless an offset is given). */
                from?: components["parameters"]["query.from"];
                /** @description End of the span, exclusive: epoch ms or ISO 8601. */
                to?: components["parameters"]["query.to"];
                /** @description Rows per response, 1 to 1000. CSV and NDJSON without a limit return the whole span. */
                limit?: components["parameters"]["query.limit"];
                /** @description `next_cursor` of the previous page; rows that arrive meanwhile do not shift pages. */
                cursor?: components["parameters"]["query.cursor"];
                /** @description Order by time. */
                order?: components["parameters"]["query.order"];
                /** @description CSV and NDJSON are streamed. */
                format?: components["parameters"]["query.format"];
            };
            header?: never;
            path: {
                /** @description Index of the account on the exchange. */
                index: components["parameters"]["path.index"];
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Trades of an account */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "account_index": 281001,
                     *       "count": 50,
                     *       "next_cursor": "MTc5MzQ5MTIwMDAwMC40Mg",
                     *       "trades": [
                     *         {
                     *           "id": "text",
                     *           "exchange": "text",
                     *           "network": "text",
                     *           "account_index": 1,
                     *           "epoch": "text",
                     *           "seq": 1,
                     *           "received_at": "2026-11-01T00:00:00.000Z",
                     *           "raw_data": {},
                     *           "timestamp": "2026-11-01T00:00:00.000Z",
                     *           "trade_id": "text",
                     *           "market_id": 1,
                     *           "market": "text",
                     *           "side": "text",
                     *           "role": "text",
                     *           "type": "text",
                     *           "price": "2500.1000",
                     *           "size": "2500.1000",
                     *           "usd_amount": "2500.1000",
                     *           "fee": "2500.1000",
                     *           "realized_pnl": "2500.1000",
                     *           "position_size_before": "2500.1000",
                     *           "order_id": "text",
                     *           "client_order_id": "text",
                     *           "tx_hash": "text",
                     *           "block_height": 1,
                     *           "transaction_time": "2026-11-01T00:00:00.000Z"
                     *         }
                     *       ]
                     *     }
                     */
                    "application/json": components["schemas"]["AccountHistoryPage"] & {
                        trades: components["schemas"]["TradeRow"][];
                    };
                    "text/csv": string;
                    "application/x-ndjson": string;
                };
            };
            400: components["responses"]["InvalidRequest"];
            401: components["responses"]["Unauthenticated"];
            404: components["responses"]["AccountNotFound"];
            429: components["responses"]["RateLimited"];
            500: components["responses"]["Internal"];
            503: components["responses"]["HistoryUnavailable"];
        };
    };
    HistoryController_orders: {
        parameters: {
            query?: {
                /** @description Start of the span, inclusive: epoch ms or ISO 8601 (UTC unless an offset is given). */
                from?: components["parameters"]["query.from"];
                /** @description End of the span, exclusive: epoch ms or ISO 8601. */
                to?: components["parameters"]["query.to"];
                /** @description Rows per response, 1 to 1000. CSV and NDJSON without a limit return the whole span. */
                limit?: components["parameters"]["query.limit"];
                /** @description `next_cursor` of the previous page; rows that arrive meanwhile do not shift pages. */
                cursor?: components["parameters"]["query.cursor"];
                /** @description Order by time. */
                order?: components["parameters"]["query.order"];
                /** @description CSV and NDJSON are streamed. */
                format?: components["parameters"]["query.format"];
            };
            header?: never;
            path: {
                /** @description Index of the account on the exchange. */
                index: components["parameters"]["path.index"];
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Every observed state of each order of an account */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "account_index": 281001,
                     *       "count": 50,
                     *       "next_cursor": "MTc5MzQ5MTIwMDAwMC40Mg",
                     *       "orders": [
                     *         {
                     *           "id": "text",
                     *           "exchange": "text",
                     *           "network": "text",
                     *           "account_index": 1,
                     *           "epoch": "text",
                     *           "seq": 1,
                     *           "received_at": "2026-11-01T00:00:00.000Z",
                     *           "raw_data": {},
                     *           "timestamp": "2026-11-01T00:00:00.000Z",
                     *           "order_id": "text",
                     *           "client_order_id": "text",
                     *           "market_id": 1,
                     *           "market": "text",
                     *           "side": "text",
                     *           "order_type": "text",
                     *           "time_in_force": "text",
                     *           "price": "2500.1000",
                     *           "trigger_price": "2500.1000",
                     *           "trigger_status": "text",
                     *           "size": "2500.1000",
                     *           "filled": "2500.1000",
                     *           "remaining": "2500.1000",
                     *           "filled_quote": "2500.1000",
                     *           "status": "text",
                     *           "reduce_only": true,
                     *           "parent_order_id": "text",
                     *           "order_expiry": 1,
                     *           "placed_at": "2026-11-01T00:00:00.000Z"
                     *         }
                     *       ]
                     *     }
                     */
                    "application/json": components["schemas"]["AccountHistoryPage"] & {
                        orders: components["schemas"]["OrderRow"][];
                    };
                    "text/csv": string;
                    "application/x-ndjson": string;
                };
            };
            400: components["responses"]["InvalidRequest"];
            401: components["responses"]["Unauthenticated"];
            404: components["responses"]["AccountNotFound"];
            429: components["responses"]["RateLimited"];
            500: components["responses"]["Internal"];
            503: components["responses"]["HistoryUnavailable"];
        };
    };
    HistoryController_positions: {
        parameters: {
            query?: {
                /** @description Start of the span, inclusive: epoch ms or ISO 8601 (UTC unless an offset is given). */
                from?: components["parameters"]["query.from"];
                /** @description End of the span, exclusive: epoch ms or ISO 8601. */
                to?: components["parameters"]["query.to"];
                /** @description Rows per response, 1 to 1000. CSV and NDJSON without a limit return the whole span. */
                limit?: components["parameters"]["query.limit"];
                /** @description `next_cursor` of the previous page; rows that arrive meanwhile do not shift pages. */
                cursor?: components["parameters"]["query.cursor"];
                /** @description Order by time. */
                order?: components["parameters"]["query.order"];
                /** @description CSV and NDJSON are streamed. */
                format?: components["parameters"]["query.format"];
            };
            header?: never;
            path: {
                /** @description Index of the account on the exchange. */
                index: components["parameters"]["path.index"];
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Positions of an account as they opened, changed, flipped and closed */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "account_index": 281001,
                     *       "count": 50,
                     *       "next_cursor": "MTc5MzQ5MTIwMDAwMC40Mg",
                     *       "positions": [
                     *         {
                     *           "id": "text",
                     *           "exchange": "text",
                     *           "network": "text",
                     *           "account_index": 1,
                     *           "epoch": "text",
                     *           "seq": 1,
                     *           "received_at": "2026-11-01T00:00:00.000Z",
                     *           "raw_data": {},
                     *           "timestamp": "2026-11-01T00:00:00.000Z",
                     *           "market_id": 1,
                     *           "market": "text",
                     *           "event": "text",
                     *           "side": "text",
                     *           "size": "2500.1000",
                     *           "entry_price": "2500.1000",
                     *           "mark_price": "2500.1000",
                     *           "mark_at": "2026-11-01T00:00:00.000Z",
                     *           "position_value": "2500.1000",
                     *           "unrealized_pnl": "2500.1000",
                     *           "realized_pnl": "2500.1000",
                     *           "liquidation_price": "2500.1000",
                     *           "margin_mode": "text",
                     *           "initial_margin_fraction": "2500.1000",
                     *           "allocated_margin": "2500.1000",
                     *           "total_funding_paid_out": "2500.1000"
                     *         }
                     *       ]
                     *     }
                     */
                    "application/json": components["schemas"]["AccountHistoryPage"] & {
                        positions: components["schemas"]["PositionRow"][];
                    };
                    "text/csv": string;
                    "application/x-ndjson": string;
                };
            };
            400: components["responses"]["InvalidRequest"];
            401: components["responses"]["Unauthenticated"];
            404: components["responses"]["AccountNotFound"];
            429: components["responses"]["RateLimited"];
            500: components["responses"]["Internal"];
            503: components["responses"]["HistoryUnavailable"];
        };
    };
    HistoryController_funding: {
        parameters: {
            query?: {
                /** @description Start of the span, inclusive: epoch ms or ISO 8601 (UTC unless an offset is given). */
                from?: components["parameters"]["query.from"];
                /** @description End of the span, exclusive: epoch ms or ISO 8601. */
                to?: components["parameters"]["query.to"];
                /** @description Rows per response, 1 to 1000. CSV and NDJSON without a limit return the whole span. */
                limit?: components["parameters"]["query.limit"];
                /** @description `next_cursor` of the previous page; rows that arrive meanwhile do not shift pages. */
                cursor?: components["parameters"]["query.cursor"];
                /** @description Order by time. */
                order?: components["parameters"]["query.order"];
                /** @description CSV and NDJSON are streamed. */
                format?: components["parameters"]["query.format"];
            };
            header?: never;
            path: {
                /** @description Index of the account on the exchange. */
                index: components["parameters"]["path.index"];
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Funding payments of an account */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "account_index": 281001,
                     *       "count": 50,
                     *       "next_cursor": "MTc5MzQ5MTIwMDAwMC40Mg",
                     *       "funding": [
                     *         {
                     *           "id": "text",
                     *           "exchange": "text",
                     *           "network": "text",
                     *           "account_index": 1,
                     *           "epoch": "text",
                     *           "seq": 1,
                     *           "received_at": "2026-11-01T00:00:00.000Z",
                     *           "raw_data": {},
                     *           "timestamp": "2026-11-01T00:00:00.000Z",
                     *           "funding_id": "text",
                     *           "market_id": 1,
                     *           "market": "text",
                     *           "change": "2500.1000",
                     *           "rate": "2500.1000",
                     *           "position_size": "2500.1000",
                     *           "position_side": "text",
                     *           "discount": "2500.1000"
                     *         }
                     *       ]
                     *     }
                     */
                    "application/json": components["schemas"]["AccountHistoryPage"] & {
                        funding: components["schemas"]["FundingRow"][];
                    };
                    "text/csv": string;
                    "application/x-ndjson": string;
                };
            };
            400: components["responses"]["InvalidRequest"];
            401: components["responses"]["Unauthenticated"];
            404: components["responses"]["AccountNotFound"];
            429: components["responses"]["RateLimited"];
            500: components["responses"]["Internal"];
            503: components["responses"]["HistoryUnavailable"];
        };
    };
    HistoryController_allCashFlows: {
        parameters: {
            query?: {
                /** @description Start of the span, inclusive: epoch ms or ISO 8601 (UTC unless an offset is given). */
                from?: components["parameters"]["query.from"];
                /** @description End of the span, exclusive: epoch ms or ISO 8601. */
                to?: components["parameters"]["query.to"];
                /** @description Rows per response, 1 to 1000. CSV and NDJSON without a limit return the whole span. */
                limit?: components["parameters"]["query.limit"];
                /** @description `next_cursor` of the previous page; rows that arrive meanwhile do not shift pages. */
                cursor?: components["parameters"]["query.cursor"];
                /** @description Order by time. */
                order?: components["parameters"]["query.order"];
                /** @description CSV and NDJSON are streamed. */
                format?: components["parameters"]["query.format"];
            };
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Deposits, withdrawals and transfers of all accounts */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "count": 50,
                     *       "next_cursor": "MTc5MzQ5MTIwMDAwMC40Mg",
                     *       "cash_flows": [
                     *         {
                     *           "id": "text",
                     *           "exchange": "text",
                     *           "network": "text",
                     *           "account_index": 1,
                     *           "epoch": "text",
                     *           "seq": 1,
                     *           "received_at": "2026-11-01T00:00:00.000Z",
                     *           "raw_data": {},
                     *           "timestamp": "2026-11-01T00:00:00.000Z",
                     *           "flow_id": "text",
                     *           "amount": "2500.1000",
                     *           "source": "text",
                     *           "confirmed_at": "2026-11-01T00:00:00.000Z"
                     *         }
                     *       ]
                     *     }
                     */
                    "application/json": components["schemas"]["HistoryPage"] & {
                        cash_flows: components["schemas"]["CashFlowRow"][];
                    };
                    "text/csv": string;
                    "application/x-ndjson": string;
                };
            };
            400: components["responses"]["InvalidRequest"];
            401: components["responses"]["Unauthenticated"];
            429: components["responses"]["RateLimited"];
            500: components["responses"]["Internal"];
            503: components["responses"]["HistoryUnavailable"];
        };
    };
    HistoryController_cashFlows: {
        parameters: {
            query?: {
                /** @description Start of the span, inclusive: epoch ms or ISO 8601 (UTC unless an offset is given). */
                from?: components["parameters"]["query.from"];
                /** @description End of the span, exclusive: epoch ms or ISO 8601. */
                to?: components["parameters"]["query.to"];
                /** @description Rows per response, 1 to 1000. CSV and NDJSON without a limit return the whole span. */
                limit?: components["parameters"]["query.limit"];
                /** @description `next_cursor` of the previous page; rows that arrive meanwhile do not shift pages. */
                cursor?: components["parameters"]["query.cursor"];
                /** @description Order by time. */
                order?: components["parameters"]["query.order"];
                /** @description CSV and NDJSON are streamed. */
                format?: components["parameters"]["query.format"];
            };
            header?: never;
            path: {
                /** @description Index of the account on the exchange. */
                index: components["parameters"]["path.index"];
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Deposits, withdrawals and transfers of an account */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "account_index": 281001,
                     *       "count": 50,
                     *       "next_cursor": "MTc5MzQ5MTIwMDAwMC40Mg",
                     *       "cash_flows": [
                     *         {
                     *           "id": "text",
                     *           "exchange": "text",
                     *           "network": "text",
                     *           "account_index": 1,
                     *           "epoch": "text",
                     *           "seq": 1,
                     *           "received_at": "2026-11-01T00:00:00.000Z",
                     *           "raw_data": {},
                     *           "timestamp": "2026-11-01T00:00:00.000Z",
                     *           "flow_id": "text",
                     *           "amount": "2500.1000",
                     *           "source": "text",
                     *           "confirmed_at": "2026-11-01T00:00:00.000Z"
                     *         }
                     *       ]
                     *     }
                     */
                    "application/json": components["schemas"]["AccountHistoryPage"] & {
                        cash_flows: components["schemas"]["CashFlowRow"][];
                    };
                    "text/csv": string;
                    "application/x-ndjson": string;
                };
            };
            400: components["responses"]["InvalidRequest"];
            401: components["responses"]["Unauthenticated"];
            404: components["responses"]["AccountNotFound"];
            429: components["responses"]["RateLimited"];
            500: components["responses"]["Internal"];
            503: components["responses"]["HistoryUnavailable"];
        };
    };
    HistoryController_gaps: {
        parameters: {
            query?: {
                /** @description Start of the span, inclusive: epoch ms or ISO 8601 (UTC unless an offset is given). */
                from?: components["parameters"]["query.from"];
                /** @description End of the span, exclusive: epoch ms or ISO 8601. */
                to?: components["parameters"]["query.to"];
                /** @description Rows per response, 1 to 1000. CSV and NDJSON without a limit return the whole span. */
                limit?: components["parameters"]["query.limit"];
                /** @description `next_cursor` of the previous page; rows that arrive meanwhile do not shift pages. */
                cursor?: components["parameters"]["query.cursor"];
                /** @description Order by time. */
                order?: components["parameters"]["query.order"];
                /** @description CSV and NDJSON are streamed. */
                format?: components["parameters"]["query.format"];
            };
            header?: never;
            path: {
                /** @description Index of the account on the exchange. */
                index: components["parameters"]["path.index"];
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Spans in which fills of the account may have been missed, and whether they were recovered */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "account_index": 281001,
                     *       "count": 50,
                     *       "next_cursor": "MTc5MzQ5MTIwMDAwMC40Mg",
                     *       "gaps": [
                     *         {
                     *           "id": "text",
                     *           "exchange": "text",
                     *           "network": "text",
                     *           "account_index": 1,
                     *           "epoch": "text",
                     *           "seq": 1,
                     *           "received_at": "2026-11-01T00:00:00.000Z",
                     *           "raw_data": {},
                     *           "timestamp": "2026-11-01T00:00:00.000Z",
                     *           "gap_id": "text",
                     *           "cause": "text",
                     *           "from_trade_id": "text",
                     *           "to_trade_id": "text",
                     *           "opened_at": "2026-11-01T00:00:00.000Z",
                     *           "closed_at": "2026-11-01T00:00:00.000Z",
                     *           "trades_recovered": 1,
                     *           "complete": true,
                     *           "reason": "text",
                     *           "progress": "text"
                     *         }
                     *       ]
                     *     }
                     */
                    "application/json": components["schemas"]["AccountHistoryPage"] & {
                        gaps: components["schemas"]["GapRow"][];
                    };
                    "text/csv": string;
                    "application/x-ndjson": string;
                };
            };
            400: components["responses"]["InvalidRequest"];
            401: components["responses"]["Unauthenticated"];
            404: components["responses"]["AccountNotFound"];
            429: components["responses"]["RateLimited"];
            500: components["responses"]["Internal"];
            503: components["responses"]["HistoryUnavailable"];
        };
    };
    HistoryController_outages: {
        parameters: {
            query?: {
                /** @description Start of the span, inclusive: epoch ms or ISO 8601 (UTC unless an offset is given). */
                from?: components["parameters"]["query.from"];
                /** @description End of the span, exclusive: epoch ms or ISO 8601. */
                to?: components["parameters"]["query.to"];
                /** @description Rows per response, 1 to 1000. CSV and NDJSON without a limit return the whole span. */
                limit?: components["parameters"]["query.limit"];
                /** @description `next_cursor` of the previous page; rows that arrive meanwhile do not shift pages. */
                cursor?: components["parameters"]["query.cursor"];
                /** @description Order by time. */
                order?: components["parameters"]["query.order"];
                /** @description CSV and NDJSON are streamed. */
                format?: components["parameters"]["query.format"];
            };
            header?: never;
            path: {
                /** @description Index of the account on the exchange. */
                index: components["parameters"]["path.index"];
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Spans in which a connection of the account to the exchange was down */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "account_index": 281001,
                     *       "count": 50,
                     *       "next_cursor": "MTc5MzQ5MTIwMDAwMC40Mg",
                     *       "outages": [
                     *         {
                     *           "id": "text",
                     *           "exchange": "text",
                     *           "network": "text",
                     *           "account_index": 1,
                     *           "epoch": "text",
                     *           "seq": 1,
                     *           "received_at": "2026-11-01T00:00:00.000Z",
                     *           "raw_data": {},
                     *           "timestamp": "2026-11-01T00:00:00.000Z",
                     *           "link_id": "text",
                     *           "kind": "text",
                     *           "account_name": "text",
                     *           "state": "text",
                     *           "reason": "text",
                     *           "ended_at": "2026-11-01T00:00:00.000Z"
                     *         }
                     *       ]
                     *     }
                     */
                    "application/json": components["schemas"]["AccountHistoryPage"] & {
                        outages: components["schemas"]["OutageRow"][];
                    };
                    "text/csv": string;
                    "application/x-ndjson": string;
                };
            };
            400: components["responses"]["InvalidRequest"];
            401: components["responses"]["Unauthenticated"];
            404: components["responses"]["AccountNotFound"];
            429: components["responses"]["RateLimited"];
            500: components["responses"]["Internal"];
            503: components["responses"]["HistoryUnavailable"];
        };
    };
    SumsController_equityOfAll: {
        parameters: {
            query?: {
                /** @description Start of the span, inclusive: epoch ms or ISO 8601 (UTC unless an offset is given). */
                from?: components["parameters"]["query.from"];
                /** @description End of the span, exclusive: epoch ms or ISO 8601. */
                to?: components["parameters"]["query.to"];
                /** @description Width of a bucket; one point each. */
                resolution?: components["parameters"]["query.resolution"];
                /** @description Account indexes separated by commas; by default every configured account that the key sees. */
                accounts?: components["parameters"]["query.accounts"];
            };
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Combined equity of several accounts over time, downsampled; the last 1000 points by default */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "accounts": [
                     *         281001,
                     *         281002
                     *       ],
                     *       "resolution": "1m",
                     *       "from": "2026-11-01T00:00:00.000Z",
                     *       "to": "text",
                     *       "points": [
                     *         {
                     *           "timestamp": "2026-11-01T00:15:00.000Z",
                     *           "equity": "30750.360000",
                     *           "collateral": "text",
                     *           "available_balance": "text",
                     *           "pnl": "text",
                     *           "daily_volume": "text",
                     *           "positions_count": 1,
                     *           "orders_count": 1,
                     *           "accounts": 1,
                     *           "stale_accounts": 1
                     *         }
                     *       ],
                     *       "count": 1
                     *     }
                     */
                    "application/json": components["schemas"]["EquitySumDto"];
                };
            };
            400: components["responses"]["InvalidRequest"];
            401: components["responses"]["Unauthenticated"];
            404: components["responses"]["AccountNotFound"];
            429: components["responses"]["RateLimited"];
            500: components["responses"]["Internal"];
            503: components["responses"]["HistoryUnavailable"];
        };
    };
    SumsController_changes: {
        parameters: {
            query?: {
                /** @description Start of the span, inclusive: epoch ms or ISO 8601 (UTC unless an offset is given). */
                from?: components["parameters"]["query.from"];
                /** @description End of the span, exclusive: epoch ms or ISO 8601. */
                to?: components["parameters"]["query.to"];
                /** @description Account indexes separated by commas; by default every configured account that the key sees. */
                accounts?: components["parameters"]["query.accounts"];
            };
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Opening and closing equity of each account, cash flows, and the PnL between them */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "from": "text",
                     *       "to": "text",
                     *       "accounts": [
                     *         {
                     *           "account_index": 281001,
                     *           "opening_equity": "10250.120000",
                     *           "opening_at": "text",
                     *           "closing_equity": "text",
                     *           "closing_at": "text",
                     *           "cash_flows": "text",
                     *           "total_pnl": "text"
                     *         }
                     *       ],
                     *       "count": 1
                     *     }
                     */
                    "application/json": components["schemas"]["EquityChangesDto"];
                };
            };
            400: components["responses"]["InvalidRequest"];
            401: components["responses"]["Unauthenticated"];
            404: components["responses"]["AccountNotFound"];
            429: components["responses"]["RateLimited"];
            500: components["responses"]["Internal"];
            503: components["responses"]["HistoryUnavailable"];
        };
    };
    SumsController_curves: {
        parameters: {
            query?: {
                /** @description Start of the span, inclusive: epoch ms or ISO 8601 (UTC unless an offset is given). */
                from?: components["parameters"]["query.from"];
                /** @description End of the span, exclusive: epoch ms or ISO 8601. */
                to?: components["parameters"]["query.to"];
                /** @description Account indexes separated by commas; by default every configured account that the key sees. */
                accounts?: components["parameters"]["query.accounts"];
                /** @description Points per account. */
                points?: number;
            };
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Small equity curve of each account; the last seven days by default */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "times": [
                     *         "2026-11-01T00:00:00.000Z"
                     *       ],
                     *       "accounts": [
                     *         {
                     *           "equity": [
                     *             "10250.120000",
                     *             null
                     *           ],
                     *           "account_index": 281001
                     *         }
                     *       ]
                     *     }
                     */
                    "application/json": components["schemas"]["CurvesDto"];
                };
            };
            400: components["responses"]["InvalidRequest"];
            401: components["responses"]["Unauthenticated"];
            404: components["responses"]["AccountNotFound"];
            429: components["responses"]["RateLimited"];
            500: components["responses"]["Internal"];
            503: components["responses"]["HistoryUnavailable"];
        };
    };
    SumsController_equity: {
        parameters: {
            query?: {
                /** @description Start of the span, inclusive: epoch ms or ISO 8601 (UTC unless an offset is given). */
                from?: components["parameters"]["query.from"];
                /** @description End of the span, exclusive: epoch ms or ISO 8601. */
                to?: components["parameters"]["query.to"];
                /** @description Width of a bucket; one point each. */
                resolution?: components["parameters"]["query.resolution"];
            };
            header?: never;
            path: {
                /** @description Index of the account on the exchange. */
                index: components["parameters"]["path.index"];
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Equity of an account over time, downsampled; the last 1000 points by default */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "account_index": 281001,
                     *       "resolution": "1m",
                     *       "from": "2026-11-01T00:00:00.000Z",
                     *       "to": "text",
                     *       "points": [
                     *         {
                     *           "timestamp": "2026-11-01T00:15:00.000Z",
                     *           "equity": "10250.120000",
                     *           "collateral": "text",
                     *           "available_balance": "text",
                     *           "pnl": "text",
                     *           "stale": true
                     *         }
                     *       ],
                     *       "count": 1
                     *     }
                     */
                    "application/json": components["schemas"]["EquityDto"];
                };
            };
            400: components["responses"]["InvalidRequest"];
            401: components["responses"]["Unauthenticated"];
            404: components["responses"]["AccountNotFound"];
            429: components["responses"]["RateLimited"];
            500: components["responses"]["Internal"];
            503: components["responses"]["HistoryUnavailable"];
        };
    };
    SumsController_pnl: {
        parameters: {
            query?: {
                /** @description Start of the span, inclusive: epoch ms or ISO 8601 (UTC unless an offset is given). */
                from?: components["parameters"]["query.from"];
                /** @description End of the span, exclusive: epoch ms or ISO 8601. */
                to?: components["parameters"]["query.to"];
                /** @description Time zone of the days of `by=day` (IANA); UTC by default. A day in which the clocks change has 23 or 25 hours. */
                tz?: string;
                /** @description What to group the sums by. */
                by?: "account" | "market" | "day" | "hour";
                /** @description Only these accounts, separated by commas; not together with `account_index`. */
                accounts?: string;
                /** @description Only this account. */
                account_index?: number;
            };
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Exact sums of realized PnL, fees, funding, cash flows and volume */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "tz": "text",
                     *       "by": "account",
                     *       "from": "text",
                     *       "to": "text",
                     *       "rows": [
                     *         {
                     *           "account_index": 1,
                     *           "market_id": 1,
                     *           "market": "text",
                     *           "day": "2026-11-01",
                     *           "day_start": "2026-11-01T00:00:00.000Z",
                     *           "hour": "2026-11-01T14:00:00.000Z",
                     *           "realized_pnl": "12.500000",
                     *           "fees": "text",
                     *           "funding": "text",
                     *           "net": "text",
                     *           "cash_flows": "text",
                     *           "volume": "text",
                     *           "trades": 1,
                     *           "trades_without_pnl": 1
                     *         }
                     *       ],
                     *       "count": 1,
                     *       "total": {
                     *         "realized_pnl": "12.500000",
                     *         "fees": "text",
                     *         "funding": "text",
                     *         "net": "text",
                     *         "cash_flows": "text",
                     *         "volume": "text",
                     *         "trades": 1,
                     *         "trades_without_pnl": 1
                     *       }
                     *     }
                     */
                    "application/json": components["schemas"]["PnlDto"];
                };
            };
            400: components["responses"]["InvalidRequest"];
            401: components["responses"]["Unauthenticated"];
            404: components["responses"]["AccountNotFound"];
            429: components["responses"]["RateLimited"];
            500: components["responses"]["Internal"];
            503: components["responses"]["HistoryUnavailable"];
        };
    };
    SupabaseStatusController_status: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Status of the history store, with a remedy for each fault */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "initialized": true,
                     *       "persistence_enabled": true,
                     *       "backend": "sqlite",
                     *       "lag_rows": 1,
                     *       "lag_seconds": 1,
                     *       "last_success": "2026-11-01T00:00:00.000Z",
                     *       "last_error": "text",
                     *       "faults": [
                     *         {
                     *           "kind": "missing-table",
                     *           "message": "text",
                     *           "what_to_do": "Run supabase_schema.sql in the SQL editor of the project.",
                     *           "since": "2026-11-01T00:00:00.000Z"
                     *         }
                     *       ],
                     *       "quarantined_rows": 1,
                     *       "dropped_rows": 1,
                     *       "journal_bytes": 1,
                     *       "database_bytes": 1,
                     *       "ready": true
                     *     }
                     */
                    "application/json": components["schemas"]["SupabaseStatusDto"];
                };
            };
            401: components["responses"]["Unauthenticated"];
            429: components["responses"]["RateLimited"];
            500: components["responses"]["Internal"];
        };
    };
    LabelsController_change: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                /** @description Index of the account on the exchange. */
                account_index: components["parameters"]["path.account_index"];
            };
            cookie?: never;
        };
        requestBody: {
            content: {
                /**
                 * @example {
                 *       "label": "desk05",
                 *       "group": "market-making",
                 *       "tags": [
                 *         "eu",
                 *         "hedged"
                 *       ]
                 *     }
                 */
                "application/json": components["schemas"]["LabelChangeDto"];
            };
        };
        responses: {
            /** @description Set what people call an account, its group and its tags */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "account_index": 281001,
                     *       "label": "desk05",
                     *       "group": "market-making",
                     *       "tags": [
                     *         "eu",
                     *         "hedged"
                     *       ]
                     *     }
                     */
                    "application/json": components["schemas"]["AccountLabelledDto"];
                };
            };
            400: components["responses"]["InvalidRequest"];
            401: components["responses"]["Unauthenticated"];
            403: components["responses"]["Forbidden"];
            404: components["responses"]["AccountNotFound"];
            413: components["responses"]["PayloadTooLarge"];
            415: components["responses"]["UnsupportedMediaType"];
            429: components["responses"]["RateLimited"];
            500: components["responses"]["Internal"];
        };
    };
    ControlController_status: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Whether collection runs */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "rest_paused": false,
                     *       "ws_paused": false,
                     *       "paused": false,
                     *       "rest_running": true,
                     *       "ws_running": true
                     *     }
                     */
                    "application/json": components["schemas"]["ControlStatusDto"];
                };
            };
            401: components["responses"]["Unauthenticated"];
            403: components["responses"]["Forbidden"];
            429: components["responses"]["RateLimited"];
            500: components["responses"]["Internal"];
        };
    };
    ControlController_pause: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Send nothing to the exchange until resumed or restarted; everything served turns stale */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "success": true,
                     *       "rest_paused": true,
                     *       "ws_paused": true
                     *     }
                     */
                    "application/json": components["schemas"]["ControlledDto"];
                };
            };
            400: components["responses"]["InvalidRequest"];
            401: components["responses"]["Unauthenticated"];
            403: components["responses"]["Forbidden"];
            413: components["responses"]["PayloadTooLarge"];
            415: components["responses"]["UnsupportedMediaType"];
            429: components["responses"]["RateLimited"];
            500: components["responses"]["Internal"];
        };
    };
    ControlController_resume: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Resume collection and recover what happened meanwhile */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "success": true,
                     *       "rest_paused": true,
                     *       "ws_paused": true
                     *     }
                     */
                    "application/json": components["schemas"]["ControlledDto"];
                };
            };
            400: components["responses"]["InvalidRequest"];
            401: components["responses"]["Unauthenticated"];
            403: components["responses"]["Forbidden"];
            413: components["responses"]["PayloadTooLarge"];
            415: components["responses"]["UnsupportedMediaType"];
            429: components["responses"]["RateLimited"];
            500: components["responses"]["Internal"];
        };
    };
    ReconnectController_stream: {
        parameters: {
            query?: {
                /** @description Only this account; all accounts without it. */
                account_index?: components["parameters"]["query.account_index"];
            };
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Reconnect the stream of an account, or all streams; lifts blocks */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "success": true,
                     *       "account_index": 281001,
                     *       "reconnected_count": 3
                     *     }
                     */
                    "application/json": components["schemas"]["WebSocketReconnectedDto"];
                };
            };
            400: components["responses"]["InvalidRequest"];
            401: components["responses"]["Unauthenticated"];
            403: components["responses"]["Forbidden"];
            404: components["responses"]["AccountNotFound"];
            413: components["responses"]["PayloadTooLarge"];
            415: components["responses"]["UnsupportedMediaType"];
            429: components["responses"]["RateLimited"];
            500: components["responses"]["Internal"];
        };
    };
    ReconnectController_rest: {
        parameters: {
            query?: {
                /** @description Only this account; all accounts without it. */
                account_index?: components["parameters"]["query.account_index"];
            };
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Forget the failures of one account's polling, or of all, lift blocks and poll at once */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "success": true,
                     *       "account_index": 281001,
                     *       "reset_count": 3
                     *     }
                     */
                    "application/json": components["schemas"]["RestResetDto"];
                };
            };
            400: components["responses"]["InvalidRequest"];
            401: components["responses"]["Unauthenticated"];
            403: components["responses"]["Forbidden"];
            404: components["responses"]["AccountNotFound"];
            413: components["responses"]["PayloadTooLarge"];
            415: components["responses"]["UnsupportedMediaType"];
            429: components["responses"]["RateLimited"];
            500: components["responses"]["Internal"];
        };
    };
    ReconnectController_both: {
        parameters: {
            query?: {
                /** @description Only this account; all accounts without it. */
                account_index?: components["parameters"]["query.account_index"];
            };
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Reconnect stream and polling of an account, or of all */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "success": true,
                     *       "websocket_reconnected": 3,
                     *       "rest_reset": 3
                     *     }
                     */
                    "application/json": components["schemas"]["AllReconnectedDto"];
                };
            };
            400: components["responses"]["InvalidRequest"];
            401: components["responses"]["Unauthenticated"];
            403: components["responses"]["Forbidden"];
            404: components["responses"]["AccountNotFound"];
            413: components["responses"]["PayloadTooLarge"];
            415: components["responses"]["UnsupportedMediaType"];
            429: components["responses"]["RateLimited"];
            500: components["responses"]["Internal"];
        };
    };
    RawMessagesController_list: {
        parameters: {
            query?: {
                /** @description Maximum number of frames, newest first. */
                limit?: number;
            };
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description The last frames of the exchange's streams, for debugging; secrets are removed */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "messages": [
                     *         {
                     *           "timestamp": 1795392000.125,
                     *           "time_str": "2026-11-23T00:00:00.125Z",
                     *           "account_indexes": [
                     *             281001
                     *           ],
                     *           "message": "{channel:user_stats:281001,type:update/user_stats}"
                     *         }
                     *       ],
                     *       "count": 1
                     *     }
                     */
                    "application/json": components["schemas"]["RawMessagesDto"];
                };
            };
            400: components["responses"]["InvalidRequest"];
            401: components["responses"]["Unauthenticated"];
            403: components["responses"]["Forbidden"];
            429: components["responses"]["RateLimited"];
            500: components["responses"]["Internal"];
        };
    };
    AlertChannelsController_list: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Channels to which alerts are delivered, and how that is going */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "channels": [
                     *         {
                     *           "name": "telegram",
                     *           "waiting": 0,
                     *           "waiting_since": "2026-11-28T13:05:12.000Z",
                     *           "delivered": 1,
                     *           "rejected": 1,
                     *           "dropped": 1,
                     *           "failed_attempts": 1,
                     *           "last_delivered_at": "2026-11-28T13:05:12.000Z",
                     *           "last_error": "text",
                     *           "next_attempt_at": "text"
                     *         }
                     *       ]
                     *     }
                     */
                    "application/json": components["schemas"]["AlertChannelsDto"];
                };
            };
            401: components["responses"]["Unauthenticated"];
            403: components["responses"]["Forbidden"];
            429: components["responses"]["RateLimited"];
            500: components["responses"]["Internal"];
        };
    };
    AlertChannelsController_test: {
        parameters: {
            query: {
                /** @description Name of the channel. */
                channel: string;
            };
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Send a test message and show what the far side answered */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "channel": "telegram",
                     *       "result": "delivered",
                     *       "answer": "200: OK"
                     *     }
                     */
                    "application/json": components["schemas"]["AlertTestDto"];
                };
            };
            400: components["responses"]["InvalidRequest"];
            401: components["responses"]["Unauthenticated"];
            403: components["responses"]["Forbidden"];
            404: components["responses"]["NotFound"];
            413: components["responses"]["PayloadTooLarge"];
            415: components["responses"]["UnsupportedMediaType"];
            429: components["responses"]["RateLimited"];
            500: components["responses"]["Internal"];
        };
    };
    PushController_status: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Whether push messages are on, and the key to subscribe with */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "enabled": true,
                     *       "public_key": "BN…"
                     *     }
                     */
                    "application/json": components["schemas"]["PushStatusDto"];
                };
            };
            401: components["responses"]["Unauthenticated"];
            429: components["responses"]["RateLimited"];
            500: components["responses"]["Internal"];
        };
    };
    PushController_subscribe: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                /**
                 * @example {
                 *       "endpoint": "https://push.example.net/JzLQ3raZJfFBR0aqvOMsLrt5",
                 *       "keys": {
                 *         "p256dh": "BCVxsr7N_eNgVRqvHtD0zTZsEc6-VV-JvLexhqUzORcxaOzi6-AYWXvTBHm4bjyPjs7Vd8pZGH6SRpkNtoIAiw4",
                 *         "auth": "q0Xb7Zt2kR9vL4mN8pW1sA"
                 *       },
                 *       "expirationTime": 1
                 *     }
                 */
                "application/json": components["schemas"]["PushSubscriptionDto"];
            };
        };
        responses: {
            /** @description Subscribe this browser to push messages */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "subscribed": true
                     *     }
                     */
                    "application/json": components["schemas"]["PushAnswerDto"];
                };
            };
            400: components["responses"]["InvalidRequest"];
            401: components["responses"]["Unauthenticated"];
            403: components["responses"]["Forbidden"];
            404: components["responses"]["NotFound"];
            413: components["responses"]["PayloadTooLarge"];
            415: components["responses"]["UnsupportedMediaType"];
            429: components["responses"]["RateLimited"];
            500: components["responses"]["Internal"];
            503: components["responses"]["EngineUnavailable"];
        };
    };
    PushController_unsubscribe: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                /**
                 * @example {
                 *       "endpoint": "https://push.example.net/JzLQ3raZJfFBR0aqvOMsLrt5"
                 *     }
                 */
                "application/json": components["schemas"]["PushEndpointDto"];
            };
        };
        responses: {
            /** @description End the push messages to this browser */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "subscribed": true
                     *     }
                     */
                    "application/json": components["schemas"]["PushAnswerDto"];
                };
            };
            400: components["responses"]["InvalidRequest"];
            401: components["responses"]["Unauthenticated"];
            403: components["responses"]["Forbidden"];
            413: components["responses"]["PayloadTooLarge"];
            415: components["responses"]["UnsupportedMediaType"];
            429: components["responses"]["RateLimited"];
            500: components["responses"]["Internal"];
            503: components["responses"]["EngineUnavailable"];
        };
    };
    AlertsController_list: {
        parameters: {
            query?: {
                /** @description `next_cursor` of the previous page. */
                cursor?: string;
                /** @description Only open alerts. */
                open?: boolean;
                /** @description Only alerts of this account. */
                account_index?: number;
                /** @description Maximum number of alerts, newest first. */
                limit?: number;
            };
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Alerts, newest first */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "alerts": [
                     *         {
                     *           "kind": "liquidation-distance",
                     *           "severity": "info",
                     *           "state": "firing",
                     *           "details": {
                     *             "distance": "4.20"
                     *           },
                     *           "alert_id": "0b5f2c1e6a3d4a559f0e",
                     *           "rule": "near-liquidation",
                     *           "account_index": 281001,
                     *           "account_name": "desk05",
                     *           "market": "BTC",
                     *           "subject": "281001/BTC",
                     *           "summary": "desk05: BTC is 4.2 % from liquidation",
                     *           "since": 1795392000125,
                     *           "updated_at": 1795392000125,
                     *           "acknowledged_by": "ops",
                     *           "acknowledged_at": 1795392060125,
                     *           "resolved_at": 1795392120125,
                     *           "count": 1
                     *         }
                     *       ],
                     *       "next_cursor": "1795392000125.0b5f2c1e6a3d4a559f0e"
                     *     }
                     */
                    "application/json": components["schemas"]["AlertsDto"];
                };
            };
            400: components["responses"]["InvalidRequest"];
            401: components["responses"]["Unauthenticated"];
            404: components["responses"]["AccountNotFound"];
            429: components["responses"]["RateLimited"];
            500: components["responses"]["Internal"];
            503: components["responses"]["HistoryUnavailable"];
        };
    };
    AlertsController_acknowledge: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                /** @description Index of the account on the exchange. */
                alert_id: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Acknowledge an alert: it is being handled */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "kind": "liquidation-distance",
                     *       "severity": "info",
                     *       "state": "firing",
                     *       "details": {
                     *         "distance": "4.20"
                     *       },
                     *       "alert_id": "0b5f2c1e6a3d4a559f0e",
                     *       "rule": "near-liquidation",
                     *       "account_index": 281001,
                     *       "account_name": "desk05",
                     *       "market": "BTC",
                     *       "subject": "281001/BTC",
                     *       "summary": "desk05: BTC is 4.2 % from liquidation",
                     *       "since": 1795392000125,
                     *       "updated_at": 1795392000125,
                     *       "acknowledged_by": "ops",
                     *       "acknowledged_at": 1795392060125,
                     *       "resolved_at": 1795392120125,
                     *       "count": 1
                     *     }
                     */
                    "application/json": components["schemas"]["AlertDto"];
                };
            };
            400: components["responses"]["InvalidRequest"];
            401: components["responses"]["Unauthenticated"];
            403: components["responses"]["Forbidden"];
            404: components["responses"]["NotFound"];
            413: components["responses"]["PayloadTooLarge"];
            415: components["responses"]["UnsupportedMediaType"];
            429: components["responses"]["RateLimited"];
            500: components["responses"]["Internal"];
        };
    };
    AlertsController_listRules: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description The rules in force */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "rules": [
                     *         {
                     *           "kind": "liquidation-distance",
                     *           "severity": "info",
                     *           "section": "summary",
                     *           "id": "near-liquidation",
                     *           "enabled": true,
                     *           "source": "default",
                     *           "scope": {
                     *             "accounts": [
                     *               281001
                     *             ],
                     *             "groups": [
                     *               "market-making"
                     *             ],
                     *             "markets": [
                     *               "BTC"
                     *             ]
                     *           },
                     *           "threshold": "10",
                     *           "clear": "12",
                     *           "for_s": 60,
                     *           "window_s": 86400,
                     *           "cooldown_s": 300,
                     *           "quiet_hours": {
                     *             "from": "22:00",
                     *             "to": "07:00",
                     *             "zone": "Europe/Berlin"
                     *           },
                     *           "channels": [
                     *             "telegram"
                     *           ]
                     *         }
                     *       ],
                     *       "channels": [
                     *         "telegram"
                     *       ],
                     *       "file_faults": [
                     *         {
                     *           "line": 12,
                     *           "message": "threshold must be a decimal number"
                     *         }
                     *       ]
                     *     }
                     */
                    "application/json": components["schemas"]["AlertRulesDto"];
                };
            };
            401: components["responses"]["Unauthenticated"];
            403: components["responses"]["Forbidden"];
            429: components["responses"]["RateLimited"];
            500: components["responses"]["Internal"];
        };
    };
    AlertsController_put: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                /** @description Index of the account on the exchange. */
                rule_id: components["parameters"]["path.rule_id"];
            };
            cookie?: never;
        };
        requestBody: {
            content: {
                /**
                 * @example {
                 *       "kind": "liquidation-distance",
                 *       "severity": "info",
                 *       "section": "summary",
                 *       "enabled": true,
                 *       "scope": {
                 *         "accounts": [
                 *           281001
                 *         ],
                 *         "groups": [
                 *           "market-making"
                 *         ],
                 *         "markets": [
                 *           "BTC"
                 *         ]
                 *       },
                 *       "threshold": "10",
                 *       "clear": "12",
                 *       "for_s": 60,
                 *       "window_s": 86400,
                 *       "cooldown_s": 300,
                 *       "quiet_hours": {
                 *         "from": "22:00",
                 *         "to": "07:00",
                 *         "zone": "Europe/Berlin"
                 *       },
                 *       "channels": [
                 *         "telegram"
                 *       ]
                 *     }
                 */
                "application/json": components["schemas"]["AlertRuleBody"];
            };
        };
        responses: {
            /** @description Set a rule, or override a default one */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "kind": "liquidation-distance",
                     *       "severity": "info",
                     *       "section": "summary",
                     *       "id": "near-liquidation",
                     *       "enabled": true,
                     *       "source": "default",
                     *       "scope": {
                     *         "accounts": [
                     *           281001
                     *         ],
                     *         "groups": [
                     *           "market-making"
                     *         ],
                     *         "markets": [
                     *           "BTC"
                     *         ]
                     *       },
                     *       "threshold": "10",
                     *       "clear": "12",
                     *       "for_s": 60,
                     *       "window_s": 86400,
                     *       "cooldown_s": 300,
                     *       "quiet_hours": {
                     *         "from": "22:00",
                     *         "to": "07:00",
                     *         "zone": "Europe/Berlin"
                     *       },
                     *       "channels": [
                     *         "telegram"
                     *       ]
                     *     }
                     */
                    "application/json": components["schemas"]["AlertRuleDto"];
                };
            };
            400: components["responses"]["InvalidRequest"];
            401: components["responses"]["Unauthenticated"];
            403: components["responses"]["Forbidden"];
            404: components["responses"]["AccountNotFound"];
            413: components["responses"]["PayloadTooLarge"];
            415: components["responses"]["UnsupportedMediaType"];
            429: components["responses"]["RateLimited"];
            500: components["responses"]["Internal"];
        };
    };
    AlertsController_remove: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                /** @description Index of the account on the exchange. */
                rule_id: components["parameters"]["path.rule_id"];
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Delete a rule that the API set; a default one is as it was again */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "success": true
                     *     }
                     */
                    "application/json": components["schemas"]["RuleDeletedDto"];
                };
            };
            400: components["responses"]["InvalidRequest"];
            401: components["responses"]["Unauthenticated"];
            403: components["responses"]["Forbidden"];
            404: components["responses"]["NotFound"];
            413: components["responses"]["PayloadTooLarge"];
            415: components["responses"]["UnsupportedMediaType"];
            429: components["responses"]["RateLimited"];
            500: components["responses"]["Internal"];
        };
    };
    AccountsController_list: {
        parameters: {
            query?: never;
            header?: {
                /** @description The `ETag` of an earlier answer. */
                "If-None-Match"?: components["parameters"]["header.If-None-Match"];
            };
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description All accounts, each with the exchange’s own response */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "accounts": {
                     *         "281001": {
                     *           "data": {
                     *             "raw_data": {
                     *               "code": 200,
                     *               "total": 1,
                     *               "accounts": [
                     *                 {
                     *                   "index": 281001,
                     *                   "collateral": "4000.125000"
                     *                 }
                     *               ]
                     *             },
                     *             "active_orders": [
                     *               {
                     *                 "order_id": "281476929510110",
                     *                 "price": "2500.00",
                     *                 "status": "open"
                     *               }
                     *             ],
                     *             "account_index": 281001,
                     *             "account_name": "Lighter_1_aE42d3",
                     *             "orders_known": true,
                     *             "last_update": 1792000000.125
                     *           },
                     *           "age": 0.412,
                     *           "ttl": 5
                     *         }
                     *       }
                     *     }
                     */
                    "application/json": components["schemas"]["AccountsDto"];
                };
            };
            /** @description Nothing but ages has changed since that `ETag`. */
            304: {
                headers: {
                    [name: string]: unknown;
                };
                content?: never;
            };
            401: components["responses"]["Unauthenticated"];
            429: components["responses"]["RateLimited"];
            500: components["responses"]["Internal"];
        };
    };
    AccountsController_one: {
        parameters: {
            query?: never;
            header?: {
                /** @description The `ETag` of an earlier answer. */
                "If-None-Match"?: components["parameters"]["header.If-None-Match"];
            };
            path: {
                /** @description Index of the account on the exchange. */
                account_index: components["parameters"]["path.account_index"];
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description One account with the exchange’s own response */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "account": {
                     *         "raw_data": {
                     *           "code": 200,
                     *           "total": 1,
                     *           "accounts": [
                     *             {
                     *               "index": 281001,
                     *               "collateral": "4000.125000"
                     *             }
                     *           ]
                     *         },
                     *         "active_orders": [
                     *           {
                     *             "order_id": "281476929510110",
                     *             "price": "2500.00",
                     *             "status": "open"
                     *           }
                     *         ],
                     *         "account_index": 281001,
                     *         "account_name": "Lighter_1_aE42d3",
                     *         "orders_known": true,
                     *         "last_update": 1792000000.125
                     *       },
                     *       "source": "cache",
                     *       "stale": false,
                     *       "age": 0.412
                     *     }
                     */
                    "application/json": components["schemas"]["AccountDto"];
                };
            };
            /** @description Nothing but ages has changed since that `ETag`. */
            304: {
                headers: {
                    [name: string]: unknown;
                };
                content?: never;
            };
            400: components["responses"]["InvalidRequest"];
            401: components["responses"]["Unauthenticated"];
            404: components["responses"]["AccountNotFound"];
            429: components["responses"]["RateLimited"];
            500: components["responses"]["Internal"];
        };
    };
    AccountsController_state: {
        parameters: {
            query?: never;
            header?: {
                /** @description The `ETag` of an earlier answer. */
                "If-None-Match"?: components["parameters"]["header.If-None-Match"];
            };
            path: {
                /** @description Index of the account on the exchange. */
                account_index: components["parameters"]["path.account_index"];
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description The canonical account, as the channel `account/{index}` carries it */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "account_index": 281001,
                     *       "name": "Lighter_1_aE42d3",
                     *       "label": {
                     *         "label": "desk05",
                     *         "group": "market-making",
                     *         "tags": [
                     *           "eu",
                     *           "hedged"
                     *         ]
                     *       },
                     *       "summary": {
                     *         "collateral": "4000.125000",
                     *         "total_asset_value": "4052.206250",
                     *         "available_balance": "3563.280125",
                     *         "cross_asset_value": "4052.206250",
                     *         "cross_initial_margin_requirement": "258.917500",
                     *         "cross_maintenance_margin_requirement": "155.350500",
                     *         "leverage": "1.08",
                     *         "margin_usage": "6.39",
                     *         "buying_power": "70000.000000",
                     *         "account_trading_mode": 0,
                     *         "account_type": 0,
                     *         "status": 1,
                     *         "l1_address": "0x5a1f3e9c0b7d42a86e15c3f0d9b8a7746c2e1d03",
                     *         "total_order_count": 2,
                     *         "pending_order_count": 1
                     *       },
                     *       "positions": [
                     *         {
                     *           "market_id": 0,
                     *           "symbol": "ETH",
                     *           "size": "-1.5000",
                     *           "avg_entry_price": "2350.10",
                     *           "position_value": "3575.850000",
                     *           "unrealized_pnl": "50.700000",
                     *           "realized_pnl": "12.340000",
                     *           "liquidation_price": "1421.88",
                     *           "initial_margin_fraction": "5.00",
                     *           "margin_mode": "cross",
                     *           "allocated_margin": "0.000000",
                     *           "total_funding_paid_out": "0.512000",
                     *           "open_order_count": 1,
                     *           "pending_order_count": 0,
                     *           "position_tied_order_count": 0,
                     *           "mark_price": "2383.90",
                     *           "mark_at": 1792000000000,
                     *           "pnl_source": "exchange",
                     *           "liquidation_distance": "40.35"
                     *         }
                     *       ],
                     *       "orders": [
                     *         {
                     *           "order_id": "281476929510110",
                     *           "client_order_id": "790001",
                     *           "market_id": 0,
                     *           "symbol": "ETH",
                     *           "side": "buy",
                     *           "type": "limit",
                     *           "time_in_force": "good-till-time",
                     *           "status": "open",
                     *           "price": "2500.00",
                     *           "trigger_price": "0.00",
                     *           "trigger_status": "na",
                     *           "initial_base_amount": "0.5000",
                     *           "remaining_base_amount": "0.3000",
                     *           "filled_base_amount": "0.2000",
                     *           "filled_quote_amount": "500.000000",
                     *           "reduce_only": true,
                     *           "parent_order_id": "0",
                     *           "order_expiry": 1794419200000,
                     *           "created_at": 1792000000000,
                     *           "updated_at": 1792000000000,
                     *           "transaction_time": 1792000000000
                     *         }
                     *       ],
                     *       "trades": [
                     *         {
                     *           "trade_id": "5000001",
                     *           "market_id": 0,
                     *           "symbol": "ETH",
                     *           "side": "buy",
                     *           "role": "maker",
                     *           "type": "trade",
                     *           "size": "0.1000",
                     *           "price": "2383.90",
                     *           "usd_amount": "238.390000",
                     *           "fee": "0",
                     *           "realized_pnl": "1.250000",
                     *           "position_size_before": "1.4000",
                     *           "order_id": "281476929510110",
                     *           "client_order_id": "790001",
                     *           "tx_hash": "0a1b2c",
                     *           "block_height": 303153000,
                     *           "timestamp": 1792000000000,
                     *           "transaction_time": 1792000000000
                     *         }
                     *       ],
                     *       "assets": [
                     *         {
                     *           "asset_id": 3,
                     *           "symbol": "USDC",
                     *           "balance": "10.000000",
                     *           "locked_balance": "0.000000",
                     *           "margin_mode": "enabled",
                     *           "margin_balance": "4000.125000"
                     *         }
                     *       ],
                     *       "funding": [
                     *         {
                     *           "funding_id": "900001",
                     *           "market_id": 0,
                     *           "symbol": "ETH",
                     *           "timestamp": 1792000000000,
                     *           "change": "-0.012000",
                     *           "rate": "0.0012",
                     *           "position_size": "1.5000",
                     *           "position_side": "long",
                     *           "discount": "0"
                     *         }
                     *       ],
                     *       "volumes": {
                     *         "daily_volume": "0",
                     *         "weekly_volume": "616.6",
                     *         "monthly_volume": "1116.6",
                     *         "total_volume": "90210.25"
                     *       },
                     *       "gaps": [
                     *         {
                     *           "gap_id": "1792000000000-1",
                     *           "account_index": 281001,
                     *           "cause": "stream-lost",
                     *           "from_trade_id": "5000001",
                     *           "to_trade_id": "5000009",
                     *           "opened_at": 1792000000000,
                     *           "closed_at": 1792000004000,
                     *           "trades_recovered": 8,
                     *           "complete": true,
                     *           "reason": "text"
                     *         }
                     *       ],
                     *       "sections": {
                     *         "summary": {
                     *           "source": "stream",
                     *           "updated_at": 1792000000000,
                     *           "confirmed_at": 1792000000000,
                     *           "stale": true,
                     *           "reason": "stream lost: closed 1006"
                     *         },
                     *         "requirements": {
                     *           "source": "stream",
                     *           "updated_at": 1792000000000,
                     *           "confirmed_at": 1792000000000,
                     *           "stale": true,
                     *           "reason": "stream lost: closed 1006"
                     *         },
                     *         "positions": {
                     *           "source": "stream",
                     *           "updated_at": 1792000000000,
                     *           "confirmed_at": 1792000000000,
                     *           "stale": true,
                     *           "reason": "stream lost: closed 1006"
                     *         },
                     *         "marks": {
                     *           "source": "stream",
                     *           "updated_at": 1792000000000,
                     *           "confirmed_at": 1792000000000,
                     *           "stale": true,
                     *           "reason": "stream lost: closed 1006"
                     *         },
                     *         "orders": {
                     *           "source": "stream",
                     *           "updated_at": 1792000000000,
                     *           "confirmed_at": 1792000000000,
                     *           "stale": true,
                     *           "reason": "stream lost: closed 1006"
                     *         },
                     *         "trades": {
                     *           "source": "stream",
                     *           "updated_at": 1792000000000,
                     *           "confirmed_at": 1792000000000,
                     *           "stale": true,
                     *           "reason": "stream lost: closed 1006"
                     *         },
                     *         "assets": {
                     *           "source": "stream",
                     *           "updated_at": 1792000000000,
                     *           "confirmed_at": 1792000000000,
                     *           "stale": true,
                     *           "reason": "stream lost: closed 1006"
                     *         },
                     *         "funding": {
                     *           "source": "stream",
                     *           "updated_at": 1792000000000,
                     *           "confirmed_at": 1792000000000,
                     *           "stale": true,
                     *           "reason": "stream lost: closed 1006"
                     *         },
                     *         "volumes": {
                     *           "source": "stream",
                     *           "updated_at": 1792000000000,
                     *           "confirmed_at": 1792000000000,
                     *           "stale": true,
                     *           "reason": "stream lost: closed 1006"
                     *         }
                     *       }
                     *     }
                     */
                    "application/json": components["schemas"]["AccountStateDto"];
                };
            };
            /** @description Nothing but ages has changed since that `ETag`. */
            304: {
                headers: {
                    [name: string]: unknown;
                };
                content?: never;
            };
            400: components["responses"]["InvalidRequest"];
            401: components["responses"]["Unauthenticated"];
            404: components["responses"]["AccountNotFound"];
            429: components["responses"]["RateLimited"];
            500: components["responses"]["Internal"];
        };
    };
    AccountsController_texts: {
        parameters: {
            query?: never;
            header?: {
                /** @description The `ETag` of an earlier answer. */
                "If-None-Match"?: components["parameters"]["header.If-None-Match"];
            };
            path: {
                /** @description Index of the account on the exchange. */
                account_index: components["parameters"]["path.account_index"];
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Verbatim texts of the exchange, for a frontend instance */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "account": "{\"code\":200,\"total\":1,\"accounts\":[]}",
                     *       "account_received_at": 1792000000000,
                     *       "account_revision": 3,
                     *       "orders": [
                     *         [
                     *           "281476929510110",
                     *           0,
                     *           "{}"
                     *         ]
                     *       ],
                     *       "positions": [
                     *         [
                     *           0,
                     *           "{}"
                     *         ]
                     *       ],
                     *       "trades": [
                     *         [
                     *           "26412422124",
                     *           0,
                     *           "{}"
                     *         ]
                     *       ]
                     *     }
                     */
                    "application/json": components["schemas"]["AccountTextsDto"];
                };
            };
            /** @description Nothing but ages has changed since that `ETag`. */
            304: {
                headers: {
                    [name: string]: unknown;
                };
                content?: never;
            };
            400: components["responses"]["InvalidRequest"];
            401: components["responses"]["Unauthenticated"];
            404: components["responses"]["AccountNotFound"];
            429: components["responses"]["RateLimited"];
            500: components["responses"]["Internal"];
        };
    };
    SectionsController_allPositions: {
        parameters: {
            query?: never;
            header?: {
                /** @description The `ETag` of an earlier answer. */
                "If-None-Match"?: components["parameters"]["header.If-None-Match"];
            };
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Positions of all accounts */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "accounts": [
                     *         {
                     *           "positions": {
                     *             "0": {
                     *               "market_id": 0,
                     *               "symbol": "ETH",
                     *               "sign": 1,
                     *               "position": "1.5000"
                     *             }
                     *           },
                     *           "account_index": "281001",
                     *           "stale": false,
                     *           "timestamp": 1792000000.125,
                     *           "age_seconds": 0.412
                     *         }
                     *       ],
                     *       "total_accounts": 1
                     *     }
                     */
                    "application/json": components["schemas"]["AllPositionsDto"];
                };
            };
            /** @description Nothing but ages has changed since that `ETag`. */
            304: {
                headers: {
                    [name: string]: unknown;
                };
                content?: never;
            };
            401: components["responses"]["Unauthenticated"];
            429: components["responses"]["RateLimited"];
            500: components["responses"]["Internal"];
        };
    };
    SectionsController_allOrders: {
        parameters: {
            query?: never;
            header?: {
                /** @description The `ETag` of an earlier answer. */
                "If-None-Match"?: components["parameters"]["header.If-None-Match"];
            };
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Live orders of all accounts */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "accounts": [
                     *         {
                     *           "orders": {
                     *             "0": [
                     *               {
                     *                 "order_id": "281476929510110",
                     *                 "price": "2500.00",
                     *                 "status": "open"
                     *               }
                     *             ]
                     *           },
                     *           "account_index": "281001",
                     *           "orders_count": 1,
                     *           "orders_known": true,
                     *           "stale": false,
                     *           "timestamp": 1792000000.125,
                     *           "age_seconds": 0.412
                     *         }
                     *       ],
                     *       "total_accounts": 1
                     *     }
                     */
                    "application/json": components["schemas"]["AllOrdersDto"];
                };
            };
            /** @description Nothing but ages has changed since that `ETag`. */
            304: {
                headers: {
                    [name: string]: unknown;
                };
                content?: never;
            };
            401: components["responses"]["Unauthenticated"];
            429: components["responses"]["RateLimited"];
            500: components["responses"]["Internal"];
        };
    };
    SectionsController_allTrades: {
        parameters: {
            query?: never;
            header?: {
                /** @description The `ETag` of an earlier answer. */
                "If-None-Match"?: components["parameters"]["header.If-None-Match"];
            };
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Latest trades of all accounts */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "accounts": [
                     *         {
                     *           "trades": {
                     *             "0": [
                     *               {
                     *                 "trade_id": 5000001,
                     *                 "price": "2383.90",
                     *                 "size": "0.1000"
                     *               }
                     *             ]
                     *           },
                     *           "account_index": "281001",
                     *           "trades_count": 1,
                     *           "volumes": {
                     *             "total_volume": 90210.25,
                     *             "monthly_volume": 1116.6,
                     *             "weekly_volume": 616.6,
                     *             "daily_volume": 0
                     *           },
                     *           "stale": false,
                     *           "timestamp": 1792000000.125,
                     *           "age_seconds": 0.412
                     *         }
                     *       ],
                     *       "total_accounts": 1
                     *     }
                     */
                    "application/json": components["schemas"]["AllTradesDto"];
                };
            };
            /** @description Nothing but ages has changed since that `ETag`. */
            304: {
                headers: {
                    [name: string]: unknown;
                };
                content?: never;
            };
            401: components["responses"]["Unauthenticated"];
            429: components["responses"]["RateLimited"];
            500: components["responses"]["Internal"];
        };
    };
    SectionsController_positions: {
        parameters: {
            query?: never;
            header?: {
                /** @description The `ETag` of an earlier answer. */
                "If-None-Match"?: components["parameters"]["header.If-None-Match"];
            };
            path: {
                /** @description Index of the account on the exchange. */
                account_index: components["parameters"]["path.account_index"];
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Positions of one account */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "positions": {
                     *         "0": {
                     *           "market_id": 0,
                     *           "symbol": "ETH",
                     *           "sign": 1,
                     *           "position": "1.5000"
                     *         }
                     *       },
                     *       "account_index": 281001,
                     *       "stale": false,
                     *       "timestamp": 1792000000.125,
                     *       "age_seconds": 0.412
                     *     }
                     */
                    "application/json": components["schemas"]["PositionsOfAccountDto"];
                };
            };
            /** @description Nothing but ages has changed since that `ETag`. */
            304: {
                headers: {
                    [name: string]: unknown;
                };
                content?: never;
            };
            400: components["responses"]["InvalidRequest"];
            401: components["responses"]["Unauthenticated"];
            404: components["responses"]["AccountNotFound"];
            429: components["responses"]["RateLimited"];
            500: components["responses"]["Internal"];
        };
    };
    SectionsController_orders: {
        parameters: {
            query?: never;
            header?: {
                /** @description The `ETag` of an earlier answer. */
                "If-None-Match"?: components["parameters"]["header.If-None-Match"];
            };
            path: {
                /** @description Index of the account on the exchange. */
                account_index: components["parameters"]["path.account_index"];
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Live orders of one account */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "orders": {
                     *         "0": [
                     *           {
                     *             "order_id": "281476929510110",
                     *             "price": "2500.00",
                     *             "status": "open"
                     *           }
                     *         ]
                     *       },
                     *       "account_index": 281001,
                     *       "orders_count": 1,
                     *       "orders_known": true,
                     *       "stale": false,
                     *       "timestamp": 1792000000.125,
                     *       "age_seconds": 0.412
                     *     }
                     */
                    "application/json": components["schemas"]["OrdersOfAccountDto"];
                };
            };
            /** @description Nothing but ages has changed since that `ETag`. */
            304: {
                headers: {
                    [name: string]: unknown;
                };
                content?: never;
            };
            400: components["responses"]["InvalidRequest"];
            401: components["responses"]["Unauthenticated"];
            404: components["responses"]["AccountNotFound"];
            429: components["responses"]["RateLimited"];
            500: components["responses"]["Internal"];
        };
    };
    SectionsController_trades: {
        parameters: {
            query?: never;
            header?: {
                /** @description The `ETag` of an earlier answer. */
                "If-None-Match"?: components["parameters"]["header.If-None-Match"];
            };
            path: {
                /** @description Index of the account on the exchange. */
                account_index: components["parameters"]["path.account_index"];
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Latest trades of one account */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "trades": {
                     *         "0": [
                     *           {
                     *             "trade_id": 5000001,
                     *             "price": "2383.90",
                     *             "size": "0.1000"
                     *           }
                     *         ]
                     *       },
                     *       "account_index": 281001,
                     *       "trades_count": 1,
                     *       "volumes": {
                     *         "total_volume": 90210.25,
                     *         "monthly_volume": 1116.6,
                     *         "weekly_volume": 616.6,
                     *         "daily_volume": 0
                     *       },
                     *       "stale": false,
                     *       "timestamp": 1792000000.125,
                     *       "age_seconds": 0.412
                     *     }
                     */
                    "application/json": components["schemas"]["TradesOfAccountDto"];
                };
            };
            /** @description Nothing but ages has changed since that `ETag`. */
            304: {
                headers: {
                    [name: string]: unknown;
                };
                content?: never;
            };
            400: components["responses"]["InvalidRequest"];
            401: components["responses"]["Unauthenticated"];
            404: components["responses"]["AccountNotFound"];
            429: components["responses"]["RateLimited"];
            500: components["responses"]["Internal"];
        };
    };
    PortfolioController_read: {
        parameters: {
            query?: {
                /** @description Sums the known accounts although some are unknown; without it such a total is `null`. */
                partial?: boolean;
            };
            header?: {
                /** @description The `ETag` of an earlier answer. */
                "If-None-Match"?: components["parameters"]["header.If-None-Match"];
            };
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description All accounts with positions, orders and trades, and their totals */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "timestamp": 1792000001,
                     *       "accounts": [
                     *         {
                     *           "last_update": 1792000000,
                     *           "positions": [
                     *             {
                     *               "market_id": 0,
                     *               "symbol": "ETH",
                     *               "sign": 1,
                     *               "position": "1.5000"
                     *             }
                     *           ],
                     *           "active_orders": [
                     *             {
                     *               "order_id": "281476929510110",
                     *               "price": "2500.00",
                     *               "status": "open"
                     *             }
                     *           ],
                     *           "trades": [
                     *             {
                     *               "trade_id": 5000001,
                     *               "price": "2383.90",
                     *               "size": "0.1000"
                     *             }
                     *           ],
                     *           "account_index": "281001",
                     *           "name": "Lighter_1_aE42d3",
                     *           "exchange": "lighter",
                     *           "is_live": true,
                     *           "equity": 4052.20625,
                     *           "collateral": 4000.125,
                     *           "available_balance": 3563.280125,
                     *           "unrealized_pnl": 52.08125,
                     *           "margin_used": 436.844875,
                     *           "margin_ratio": 0.109207806006,
                     *           "volume_24h": 0,
                     *           "total_volume": 90210.25,
                     *           "monthly_volume": 1116.6,
                     *           "weekly_volume": 616.6,
                     *           "orders_known": true
                     *         }
                     *       ],
                     *       "aggregated": {
                     *         "total_equity": 4052.20625,
                     *         "total_unrealized_pnl": 52.08125,
                     *         "total_margin_used": 436.844875,
                     *         "total_positions": 2,
                     *         "total_active_orders": 3,
                     *         "total_trades": 10,
                     *         "coverage": {
                     *           "total_equity": {
                     *             "known": 2,
                     *             "stale": 0,
                     *             "total": 2
                     *           },
                     *           "total_unrealized_pnl": {
                     *             "known": 2,
                     *             "stale": 0,
                     *             "total": 2
                     *           },
                     *           "total_margin_used": {
                     *             "known": 2,
                     *             "stale": 0,
                     *             "total": 2
                     *           },
                     *           "total_positions": {
                     *             "known": 2,
                     *             "stale": 0,
                     *             "total": 2
                     *           },
                     *           "total_active_orders": {
                     *             "known": 2,
                     *             "stale": 0,
                     *             "total": 2
                     *           },
                     *           "total_trades": {
                     *             "known": 2,
                     *             "stale": 0,
                     *             "total": 2
                     *           }
                     *         },
                     *         "accounts_live": 1,
                     *         "accounts_total": 1
                     *       }
                     *     }
                     */
                    "application/json": components["schemas"]["PortfolioDto"];
                };
            };
            /** @description Nothing but ages has changed since that `ETag`. */
            304: {
                headers: {
                    [name: string]: unknown;
                };
                content?: never;
            };
            400: components["responses"]["InvalidRequest"];
            401: components["responses"]["Unauthenticated"];
            429: components["responses"]["RateLimited"];
            500: components["responses"]["Internal"];
        };
    };
    ConnectionsController_webSocket: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Health of the exchange streams */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "type": "websocket",
                     *       "total_connections": 3,
                     *       "connected_count": 3,
                     *       "disconnected_count": 0,
                     *       "total_messages_received": 54633,
                     *       "total_reconnect_attempts": 2,
                     *       "uptime_seconds": 8140.2,
                     *       "connections": [
                     *         {
                     *           "connected": true,
                     *           "last_message_age": 0.412,
                     *           "last_pong_age": 12.05,
                     *           "reconnect_count": 2,
                     *           "total_messages": 18211,
                     *           "has_proxy": true,
                     *           "last_successful_connect": 1795392000.125,
                     *           "raw_messages_count": 30,
                     *           "refused_channels": [],
                     *           "rtt_ms": 38,
                     *           "credential_expires_at": 1,
                     *           "account_id": 281001,
                     *           "account_name": "Lighter_1_aE42d3",
                     *           "state": "connected",
                     *           "retry_phase": 1,
                     *           "phase_attempts": 0,
                     *           "uptime_seconds": 8132.4,
                     *           "next_attempt_at": 1,
                     *           "last_error": "text",
                     *           "egress_id": "direct"
                     *         }
                     *       ]
                     *     }
                     */
                    "application/json": components["schemas"]["WebSocketHealthDto"];
                };
            };
            401: components["responses"]["Unauthenticated"];
            429: components["responses"]["RateLimited"];
            500: components["responses"]["Internal"];
        };
    };
    ConnectionsController_rest: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Health of the polling, and the rate budget of each egress */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "type": "rest_api",
                     *       "total_connections": 3,
                     *       "connected_count": 3,
                     *       "disconnected_count": 0,
                     *       "total_requests": 3612,
                     *       "total_failures": 0,
                     *       "success_rate": 100,
                     *       "uptime_seconds": 8140.2,
                     *       "polling": true,
                     *       "poll_interval": 0.5,
                     *       "connections": [
                     *         {
                     *           "connected": true,
                     *           "last_success_age": 1.204,
                     *           "last_failure_age": -1,
                     *           "total_requests": 1204,
                     *           "successful_requests": 1204,
                     *           "failed_requests": 0,
                     *           "success_rate": 100,
                     *           "consecutive_failures": 0,
                     *           "requests_per_minute": 16,
                     *           "poll_interval_effective": 3.75,
                     *           "account_id": 281001,
                     *           "account_name": "Lighter_1_aE42d3",
                     *           "state": "connected",
                     *           "retry_phase": 1,
                     *           "phase_attempts": 0,
                     *           "uptime_seconds": 8132.4,
                     *           "next_attempt_at": 1,
                     *           "last_error": "text",
                     *           "egress_id": "direct"
                     *         }
                     *       ],
                     *       "egresses": [
                     *         {
                     *           "egress_id": "proxy.example:8080",
                     *           "host": "proxy.example",
                     *           "protocol": "socks5h",
                     *           "healthy": true,
                     *           "fault": "text",
                     *           "transports": {
                     *             "rest": {
                     *               "healthy": true,
                     *               "fault": "text",
                     *               "rests_until": 1
                     *             },
                     *             "websocket": {
                     *               "healthy": true,
                     *               "fault": "text",
                     *               "rests_until": 1
                     *             }
                     *           },
                     *           "accounts": [
                     *             281001
                     *           ],
                     *           "budget": {
                     *             "limit": 60,
                     *             "used": 41,
                     *             "remaining": 19,
                     *             "window_s": 60
                     *           },
                     *           "blocked_until": 1,
                     *           "rate_limited_count": 0
                     *         }
                     *       ]
                     *     }
                     */
                    "application/json": components["schemas"]["RestHealthDto"];
                };
            };
            401: components["responses"]["Unauthenticated"];
            429: components["responses"]["RateLimited"];
            500: components["responses"]["Internal"];
        };
    };
    ConnectionsController_all: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Both and the mirror, with a summary */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "websocket": {
                     *         "type": "websocket",
                     *         "total_connections": 3,
                     *         "connected_count": 3,
                     *         "disconnected_count": 0,
                     *         "total_messages_received": 54633,
                     *         "total_reconnect_attempts": 2,
                     *         "uptime_seconds": 8140.2,
                     *         "connections": [
                     *           {
                     *             "connected": true,
                     *             "last_message_age": 0.412,
                     *             "last_pong_age": 12.05,
                     *             "reconnect_count": 2,
                     *             "total_messages": 18211,
                     *             "has_proxy": true,
                     *             "last_successful_connect": 1795392000.125,
                     *             "raw_messages_count": 30,
                     *             "refused_channels": [],
                     *             "rtt_ms": 38,
                     *             "credential_expires_at": 1,
                     *             "account_id": 281001,
                     *             "account_name": "Lighter_1_aE42d3",
                     *             "state": "connected",
                     *             "retry_phase": 1,
                     *             "phase_attempts": 0,
                     *             "uptime_seconds": 8132.4,
                     *             "next_attempt_at": 1,
                     *             "last_error": "text",
                     *             "egress_id": "direct"
                     *           }
                     *         ]
                     *       },
                     *       "rest_api": {
                     *         "type": "rest_api",
                     *         "total_connections": 3,
                     *         "connected_count": 3,
                     *         "disconnected_count": 0,
                     *         "total_requests": 3612,
                     *         "total_failures": 0,
                     *         "success_rate": 100,
                     *         "uptime_seconds": 8140.2,
                     *         "polling": true,
                     *         "poll_interval": 0.5,
                     *         "connections": [
                     *           {
                     *             "connected": true,
                     *             "last_success_age": 1.204,
                     *             "last_failure_age": -1,
                     *             "total_requests": 1204,
                     *             "successful_requests": 1204,
                     *             "failed_requests": 0,
                     *             "success_rate": 100,
                     *             "consecutive_failures": 0,
                     *             "requests_per_minute": 16,
                     *             "poll_interval_effective": 3.75,
                     *             "account_id": 281001,
                     *             "account_name": "Lighter_1_aE42d3",
                     *             "state": "connected",
                     *             "retry_phase": 1,
                     *             "phase_attempts": 0,
                     *             "uptime_seconds": 8132.4,
                     *             "next_attempt_at": 1,
                     *             "last_error": "text",
                     *             "egress_id": "direct"
                     *           }
                     *         ],
                     *         "egresses": [
                     *           {
                     *             "egress_id": "proxy.example:8080",
                     *             "host": "proxy.example",
                     *             "protocol": "socks5h",
                     *             "healthy": true,
                     *             "fault": "text",
                     *             "transports": {
                     *               "rest": {
                     *                 "healthy": true,
                     *                 "fault": "text",
                     *                 "rests_until": 1
                     *               },
                     *               "websocket": {
                     *                 "healthy": true,
                     *                 "fault": "text",
                     *                 "rests_until": 1
                     *               }
                     *             },
                     *             "accounts": [
                     *               281001
                     *             ],
                     *             "budget": {
                     *               "limit": 60,
                     *               "used": 41,
                     *               "remaining": 19,
                     *               "window_s": 60
                     *             },
                     *             "blocked_until": 1,
                     *             "rate_limited_count": 0
                     *           }
                     *         ]
                     *       },
                     *       "mirror": {
                     *         "connected": true,
                     *         "clients": 12,
                     *         "subscriptions": 60,
                     *         "frames_made": 18211,
                     *         "frames_given": 91055,
                     *         "answers": 4211,
                     *         "refusals": 3,
                     *         "passed_on": 214,
                     *         "waiting": 0,
                     *         "over_budget": 0,
                     *         "verifications": 7,
                     *         "added_delay_ms": 0.4
                     *       },
                     *       "summary": {
                     *         "ws_connected": 3,
                     *         "ws_total": 3,
                     *         "rest_connected": 3,
                     *         "rest_total": 3,
                     *         "all_healthy": true
                     *       }
                     *     }
                     */
                    "application/json": components["schemas"]["ConnectionsHealthDto"];
                };
            };
            401: components["responses"]["Unauthenticated"];
            429: components["responses"]["RateLimited"];
            500: components["responses"]["Internal"];
        };
    };
    StreamController_stream: {
        parameters: {
            query?: {
                /** @description Comma-separated channels, as for /ws. Default: accounts,portfolio */
                channels?: unknown;
            };
            header?: {
                /** @description The id of the last event received. */
                "Last-Event-ID"?: string;
            };
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description An endless stream of frames. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "text/event-stream": string;
                };
            };
            400: components["responses"]["InvalidRequest"];
            401: components["responses"]["Unauthenticated"];
            403: components["responses"]["Forbidden"];
            429: components["responses"]["RateLimited"];
            500: components["responses"]["Internal"];
            503: components["responses"]["Draining"];
        };
    };
    LatencyController_read: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Latency from the exchange to the service, and from the service to its clients */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "frontend_polling": {
                     *         "ws_interval_avg": 512.4,
                     *         "time_since_ws": 204,
                     *         "rest_interval_avg": 1250,
                     *         "time_since_rest": 840,
                     *         "stats_poll_interval": 310,
                     *         "stats_fetch_time": 38.2
                     *       },
                     *       "backend_polling": {
                     *         "api_poll_rate": 1250,
                     *         "positions_age": 204,
                     *         "balance_age": 204,
                     *         "active_accounts": 3,
                     *         "total_accounts": 3,
                     *         "connected_clients": 1
                     *       },
                     *       "websocket": {
                     *         "connected": true,
                     *         "message_count": 18211,
                     *         "last_message_age": 204,
                     *         "connection_uptime": 8132,
                     *         "interval_min": 3,
                     *         "interval_avg": 512.4,
                     *         "interval_max": 2014,
                     *         "samples": [
                     *           1000,
                     *           3,
                     *           497
                     *         ]
                     *       },
                     *       "rest": {
                     *         "request_count": 1204,
                     *         "last_update": 1795392000.125,
                     *         "interval_min": 3,
                     *         "interval_avg": 512.4,
                     *         "interval_max": 2014,
                     *         "samples": [
                     *           1000,
                     *           3,
                     *           497
                     *         ]
                     *       },
                     *       "timestamps": {
                     *         "ws": 1795392000.125,
                     *         "rest": 1795391999.489,
                     *         "stats": 1795392000.019,
                     *         "now": 1795392000.329
                     *       },
                     *       "hops": {
                     *         "exchange_to_received": {
                     *           "p50": 41,
                     *           "p95": 88,
                     *           "p99": 120,
                     *           "count": 256
                     *         },
                     *         "received_to_state": {
                     *           "p50": 41,
                     *           "p95": 88,
                     *           "p99": 120,
                     *           "count": 256
                     *         },
                     *         "received_to_sent": {
                     *           "p50": 41,
                     *           "p95": 88,
                     *           "p99": 120,
                     *           "count": 256
                     *         },
                     *         "received_to_mirrored": {
                     *           "p50": 41,
                     *           "p95": 88,
                     *           "p99": 120,
                     *           "count": 256
                     *         }
                     *       },
                     *       "clock_offset_ms": -2
                     *     }
                     */
                    "application/json": components["schemas"]["LatencyDto"];
                };
            };
            401: components["responses"]["Unauthenticated"];
            429: components["responses"]["RateLimited"];
            500: components["responses"]["Internal"];
        };
    };
    StatusController_status: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description The service at a glance */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "mode": "demo",
                     *       "version": "0.1.0",
                     *       "polling": true,
                     *       "poll_interval": 1,
                     *       "ws_connected": true,
                     *       "broadcast_clients": 1,
                     *       "accounts_configured": 1,
                     *       "alerts": "stored",
                     *       "cache": {
                     *         "total_entries": 1,
                     *         "valid_entries": 1,
                     *         "expired_entries": 1
                     *       },
                     *       "cluster": {
                     *         "engine": "up",
                     *         "rate_limits": "shared",
                     *         "leads_since": 1795392000125,
                     *         "shares": {
                     *           "count": 4,
                     *           "led": 4
                     *         },
                     *         "members": [
                     *           {
                     *             "name": "gateway-1-4711",
                     *             "roles": [
                     *               "collector"
                     *             ],
                     *             "version": "0.1.0",
                     *             "leads": true,
                     *             "seen_ms": 412,
                     *             "lag_ms": 203,
                     *             "share": "2"
                     *           }
                     *         ]
                     *       }
                     *     }
                     */
                    "application/json": components["schemas"]["StatusDto"];
                };
            };
            401: components["responses"]["Unauthenticated"];
            429: components["responses"]["RateLimited"];
            500: components["responses"]["Internal"];
        };
    };
    MetricsController_metrics: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Metrics in the Prometheus text format */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "text/plain": string;
                };
            };
            401: components["responses"]["Unauthenticated"];
            429: components["responses"]["RateLimited"];
            500: components["responses"]["Internal"];
        };
    };
    HealthController_overall: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Overall health, in the shape of the original service; 200 while the process serves */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "details": {
                     *         "accounts": {
                     *           "status": "up",
                     *           "fresh": 3,
                     *           "total": 3
                     *         },
                     *         "broadcast": {
                     *           "status": "up"
                     *         }
                     *       },
                     *       "status": "healthy",
                     *       "ws_connected": true,
                     *       "accounts_configured": 3,
                     *       "broadcast_clients": 12
                     *     }
                     */
                    "application/json": components["schemas"]["HealthDto"];
                };
            };
            500: components["responses"]["Internal"];
        };
    };
    HealthController_live: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description The process is alive. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "status": "ok",
                     *       "info": {},
                     *       "error": {},
                     *       "details": {}
                     *     }
                     */
                    "application/json": Record<string, never>;
                };
            };
            500: components["responses"]["Internal"];
        };
    };
    HealthController_ready: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Ready. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "info": {
                     *         "281001": {
                     *           "status": "up"
                     *         }
                     *       },
                     *       "error": {},
                     *       "details": {
                     *         "281001": {
                     *           "status": "up"
                     *         }
                     *       },
                     *       "status": "ok"
                     *     }
                     */
                    "application/json": components["schemas"]["ReadinessDto"];
                };
            };
            500: components["responses"]["Internal"];
            /** @description Not ready; `error` has the reasons. */
            503: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "info": {
                     *         "281001": {
                     *           "status": "up"
                     *         }
                     *       },
                     *       "error": {},
                     *       "details": {
                     *         "281001": {
                     *           "status": "up"
                     *         }
                     *       },
                     *       "status": "ok"
                     *     }
                     */
                    "application/json": components["schemas"]["ReadinessDto"];
                };
            };
        };
    };
}
type WithRequired<T, K extends keyof T> = T & {
    [P in K]-?: T[P];
};
