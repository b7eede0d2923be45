import { Injectable } from '@nestjs/common';
import { canSee, type Principal } from '../access/principal.js';
import { ClientCount } from '../broadcast/client-count.port.js';
import { Clock } from '../clock/clock.js';
import { isStale, type AccountState, type SectionName } from '../state/account-state.js';
import { ChangeFeed } from '../state/change-feed.port.js';
import type { LinkState } from '../state/operations-state.js';
import type { LatencyDto } from './latency.dto.js';
import { HOPS, LatencyRecorder, type Hop, type LatencyTrack } from './latency-recorder.js';
import { clockOffset, intervalsOf, mean, percentiles, type Intervals } from './latency-window.js';

const SAMPLES_SHOWN = 30;

/** What of the measurements a reader may see. */
interface Sight {
  now: number;
  accounts: AccountState[];
  tracks: LatencyTrack[];
  links: LinkState[];
}

/** How long things take, in the words of the original service and per hop. */
@Injectable()
export class LatencyService {
  constructor(
    private readonly clock: Clock,
    private readonly feed: ChangeFeed,
    private readonly recorder: LatencyRecorder,
    private readonly clients: ClientCount,
  ) {}

  latency(principal: Principal): LatencyDto {
    const sight = this.sightOf(principal);
    const { now, tracks } = sight;
    const last = {
      ws: latest(tracks.map(({ lastStreamAt }) => lastStreamAt)),
      rest: latest(tracks.map(({ lastRestAt }) => lastRestAt)),
      stats: this.recorder.markets.lastStreamAt,
    };
    const ws = intervals(sight, 'stream');
    const rest = intervals(sight, 'rest');
    const since = (at: number | null): number => ageAt(at, now);
    return {
      frontend_polling: {
        ws_interval_avg: ws.interval_avg,
        time_since_ws: since(last.ws),
        rest_interval_avg: rest.interval_avg,
        time_since_rest: since(last.rest),
        stats_poll_interval: since(last.stats),
        stats_fetch_time: mean(this.recorder.markets.hops.exchange_to_received.within(now)) ?? 0,
      },
      backend_polling: {
        api_poll_rate: rest.interval_avg,
        positions_age: since(confirmedAt(sight, 'positions')),
        balance_age: since(confirmedAt(sight, 'summary')),
        active_accounts: sight.accounts.filter((account) => !isStale(account)).length,
        total_accounts: sight.accounts.length,
        connected_clients: this.clients.count(),
      },
      websocket: { ...webSocketOf(sight, last.ws), ...ws },
      rest: {
        request_count: total(sight.links, 'rest'),
        last_update: unix(last.rest),
        ...rest,
      },
      timestamps: { ws: unix(last.ws), rest: unix(last.rest), stats: unix(last.stats), now: now / 1000 },
      hops: this.hops(sight),
      clock_offset_ms: this.offset(sight),
    };
  }

  private sightOf(principal: Principal): Sight {
    const seen = this.feed.accountIndexes().filter((index) => canSee(principal, index));
    return {
      now: this.clock.wallNow(),
      accounts: seen.flatMap((index) => this.feed.account(index) ?? []),
      tracks: seen.map((index) => this.recorder.of(index)),
      links: this.feed
        .connections()
        .links.filter(({ account_index: index }) => index !== null && canSee(principal, index)),
    };
  }

  private hops({ now, tracks }: Sight): LatencyDto['hops'] {
    const samples = (hop: Hop): number[] => tracks.flatMap((track) => track.hops[hop].within(now));
    return Object.fromEntries(
      HOPS.map((hop) => [hop, percentiles(samples(hop))]),
    ) as unknown as LatencyDto['hops'];
  }

  /** Market statistics are public, come often and are stamped as they are sent: they tell best. */
  private offset({ now, tracks, links }: Sight): number | null {
    const delays = [this.recorder.markets, ...tracks].flatMap((track) =>
      track.hops.exchange_to_received.within(now),
    );
    const pings = links.flatMap(({ kind, rtt_ms }) => (kind === 'websocket' ? (rtt_ms ?? []) : []));
    const polls = tracks.flatMap((track) => track.roundTrips.within(now));
    const trips = pings.length > 0 ? pings : polls;
    return clockOffset(delays, trips.length > 0 ? Math.min(...trips) : null);
  }
}

function intervals({ now, tracks }: Sight, source: 'stream' | 'rest'): Intervals {
  return intervalsOf(
    tracks.flatMap((track) => track.arrivals[source].within(now)),
    SAMPLES_SHOWN,
  );
}

function webSocketOf({ links, now }: Sight, lastAt: number | null) {
  const up = links.filter(({ kind, state }) => kind === 'websocket' && state === 'connected');
  const since = earliest(up.map(({ connected_since }) => connected_since));
  return {
    connected: up.length > 0,
    message_count: total(links, 'websocket'),
    last_message_age: ageAt(lastAt, now),
    connection_uptime: since === null ? 0 : (now - since) / 1000,
  };
}

function confirmedAt({ accounts }: Sight, section: SectionName): number | null {
  return latest(accounts.map(({ sections }) => sections[section].confirmed_at));
}

function total(links: readonly LinkState[], kind: LinkState['kind']): number {
  return links.reduce((sum, link) => sum + (link.kind === kind ? link.messages : 0), 0);
}

function latest(times: readonly (number | null)[]): number | null {
  return times.reduce((max, at) => (at !== null && (max === null || at > max) ? at : max), null);
}

function earliest(times: readonly (number | null)[]): number | null {
  return times.reduce((min, at) => (at !== null && (min === null || at < min) ? at : min), null);
}

/** The original's numbers stay numbers: an age of never is -1, a time of never 0. */
function ageAt(at: number | null, now: number): number {
  return at === null ? -1 : now - at;
}

function unix(ms: number | null): number {
  return (ms ?? 0) / 1000;
}
