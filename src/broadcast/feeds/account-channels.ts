import { Injectable } from '@nestjs/common';
import type { AccountState } from 'lighter-broadcaster-protocol/account';
import type { AccountDelta } from 'lighter-broadcaster-protocol/delta';
import { canSee, type Principal } from '../../access/principal.js';
import { ChangeFeed } from '../../state/change-feed.port.js';
import type { Change, StreamName } from '../../state/change.js';
import { mergeAccountDeltas } from '../fan-out/merge-account-delta.js';
import { ACCOUNT_VIEWS, viewOfDelta, viewOfState, type AccountViewName } from './account-views.js';
import { ChannelSource, type StreamedChannel } from './channel-source.port.js';

const NAME = /^account\/(\d{1,15})(?:\/([a-z]+))?$/;

/** `account/{index}` and its views. */
@Injectable()
export class AccountChannels extends ChannelSource {
  constructor(private readonly feed: ChangeFeed) {
    super();
  }

  override open(name: string, principal: Principal): AccountChannel | null {
    const named = parse(name);
    if (!named || !canSee(principal, named.index) || !this.feed.account(named.index)) return null;
    return new AccountChannel(this.feed, named.index, named.view);
  }

  override mayCome(name: string, principal: Principal): boolean {
    const named = parse(name);
    return named !== null && canSee(principal, named.index) && !this.feed.hasAllAccounts();
  }

  override available(principal: Principal): string[] {
    return this.feed
      .accountIndexes()
      .filter((index) => canSee(principal, index))
      .flatMap((index) => [`account/${index}`, ...VIEW_NAMES.map((view) => `account/${index}/${view}`)]);
  }
}

/** @returns `null` for what is no name of an account channel */
function parse(name: string): { index: number; view: AccountViewName | null } | null {
  const [, digits, view] = NAME.exec(name) ?? [];
  if (digits === undefined || String(Number(digits)) !== digits) return null;
  if (view === undefined) return { index: Number(digits), view: null };
  return isView(view) ? { index: Number(digits), view } : null;
}

class AccountChannel implements StreamedChannel<Partial<AccountState>, AccountDelta> {
  readonly kind = 'streamed';
  readonly view = '';
  readonly name: string;
  readonly stream: StreamName;
  readonly merge = mergeAccountDeltas;

  constructor(
    private readonly feed: ChangeFeed,
    private readonly index: number,
    private readonly part: AccountViewName | null,
  ) {
    this.stream = `account/${index}`;
    this.name = part ? `${this.stream}/${part}` : this.stream;
  }

  state(): Partial<AccountState> {
    const state = this.feed.account(this.index);
    if (!state) throw new Error(`Account ${this.index} is no longer in the change feed.`);
    return this.part ? viewOfState(state, this.part) : state;
  }

  project(change: Change): { type: 'change' | 'gap'; data: AccountDelta } | null {
    if (change.entity !== 'account') return null;
    const data = this.part ? viewOfDelta(change.delta, this.part) : change.delta;
    return data && { type: data.gaps ? change.kind : 'change', data };
  }
}

const VIEW_NAMES = Object.keys(ACCOUNT_VIEWS) as AccountViewName[];

function isView(name: string): name is AccountViewName {
  return Object.hasOwn(ACCOUNT_VIEWS, name);
}
