import { Injectable } from '@nestjs/common';
import { canSee, type Principal } from '../access/principal.js';
import { ClientCount } from '../broadcast/clients/client-count.port.js';
import { Clock } from '../clock/clock.js';
import { isLive, type AccountState, type SectionName } from 'lighter-broadcaster-protocol/account';
import { ChangeFeed } from '../state/change-feed.port.js';
import type { LinkState } from 'lighter-broadcaster-protocol/operations';
import type { LatencyDto } from './latency.dto.js';
import { HOPS, LatencyRecorder, type Hop, type LatencyTrack } from './latency-recorder.js';
import { clockOffset, intervalsOf, mean, percentiles, type Intervals } from './latency-window.js';

const SAMPLES_SHOWN = 30;

/** The measurements that a principal can see. */
interface VisibleMeasurements {
  now: number;
  accounts: AccountState[];
  tracks: LatencyTrack[];
  links: LinkState[];
}

/** Latency in the shape of the original service, and per hop. */
@Injectable()
export class LatencyService {
  constructor(
    private readonly clock: Clock,
    private readonly feed: ChangeFeed,
    private readonly recorder: LatencyRecorder,
    private readonly clients: ClientCount,
  ) {}

  latency(principal: Principal): LatencyDto {
    const visible = this.visibleTo(principal);
    const { now, tracks } = visible;
    const last = {
      ws: latest(tracks.map(({ lastStreamAt }) => lastStreamAt)),
      rest: latest(tracks.map(({ lastRestAt }) => lastRestAt)),
      stats: this.recorder.markets.lastStreamAt,
    };
    const ws = intervals(visible, 'stream');
    const rest = intervals(visible, 'rest');
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
        positions_age: since(confirmedAt(visible, 'positions')),
        balance_age: since(confirmedAt(visible, 'summary')),
        active_accounts: visible.accounts.filter((account) => isLive(account)).length,
        total_accounts: visible.accounts.length,
        connected_clients: this.clients.count(),
      },
      websocket: { ...webSocketOf(visible, last.ws), ...ws },
      rest: {
        request_count: total(visible.links, 'rest'),
        last_update: unix(last.rest),
        ...rest,
      },
      timestamps: { ws: unix(last.ws), rest: unix(last.rest), stats: unix(last.stats), now: now / 1000 },
      hops: this.hops(visible),
      clock_offset_ms: this.offset(visible),
    };
  }

  private visibleTo(principal: Principal): VisibleMeasurements {
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

  private hops({ now, tracks }: VisibleMeasurements): LatencyDto['hops'] {
    const samples = (hop: Hop): number[] => tracks.flatMap((track) => track.hops[hop].within(now));
    return Object.fromEntries(
      HOPS.map((hop) => [hop, percentiles(samples(hop))]),
    ) as unknown as LatencyDto['hops'];
  }

  /** Market statistics are the best source: public, frequent, and stamped as they are sent. */
  private offset({ now, tracks, links }: VisibleMeasurements): number | null {
    const delays = [this.recorder.markets, ...tracks].flatMap((track) =>
      track.hops.exchange_to_received.within(now),
    );
    const pings = links.flatMap(({ kind, rtt_ms }) => (kind === 'websocket' ? (rtt_ms ?? []) : []));
    const polls = tracks.flatMap((track) => track.roundTrips.within(now));
    const trips = pings.length > 0 ? pings : polls;
    return clockOffset(delays, trips.length > 0 ? Math.min(...trips) : null);
  }
}

function intervals({ now, tracks }: VisibleMeasurements, source: 'stream' | 'rest'): Intervals {
  return intervalsOf(
    tracks.flatMap((track) => track.arrivals[source].within(now)),
    SAMPLES_SHOWN,
  );
}

function webSocketOf({ links, now }: VisibleMeasurements, lastAt: number | null) {
  const up = links.filter(({ kind, state }) => kind === 'websocket' && state === 'connected');
  const since = earliest(up.map(({ connected_since }) => connected_since));
  return {
    connected: up.length > 0,
    message_count: total(links, 'websocket'),
    last_message_age: ageAt(lastAt, now),
    connection_uptime: since === null ? 0 : (now - since) / 1000,
  };
}

function confirmedAt({ accounts }: VisibleMeasurements, section: SectionName): number | null {
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

/** As in the original, `never` stays a number: -1 for an age, 0 for a time. */
function ageAt(at: number | null, now: number): number {
  return at === null ? -1 : now - at;
}

function unix(ms: number | null): number {
  return (ms ?? 0) / 1000;
}
