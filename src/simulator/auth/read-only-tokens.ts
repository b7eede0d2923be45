import { SimulatedError, invalidAuth, invalidParam } from '../simulated-error.js';
import type { Random } from '../exchange/random.js';

const DAY_S = 86_400;
const MAX_PER_ACCOUNT = 10;
const NAME = /^[A-Za-z0-9 _.-]{1,50}$/;

/** A read-only token as `tokens` lists it. Times in unix seconds. */
export interface ReadOnlyTokenRow {
  readonly tokenId: number;
  readonly text: string;
  readonly name: string;
  readonly accountIndex: number;
  expiry: number;
  readonly subAccountAccess: boolean;
  revoked: boolean;
  readonly scopes: string;
}

export interface TokenRequest {
  accountIndex: number;
  name: string;
  expiry: number;
  subAccountAccess: boolean;
}

/** The table of read-only tokens. A token missing from it is refused, even if well formed. */
export class ReadOnlyTokens {
  private readonly rows = new Map<string, ReadOnlyTokenRow>();
  private lastId = 0;

  constructor(private readonly random: Random) {}

  /** Creates a token. Throws SimulatedError where the exchange would refuse. */
  create(request: TokenRequest, nowS: number): ReadOnlyTokenRow {
    if (!NAME.test(request.name)) throw invalidParam('name');
    const { expiry } = request;
    if (!Number.isInteger(expiry) || expiry < nowS + DAY_S || expiry > nowS + 3650 * DAY_S) {
      throw new SimulatedError(400, 61001, 'invalid read only token expiry');
    }
    if (this.active(request.accountIndex, nowS).length >= MAX_PER_ACCOUNT) {
      throw new SimulatedError(400, 61003, 'too many read only tokens');
    }
    return this.issue(request);
  }

  /** Creates a token without checking its expiry. */
  issue({ accountIndex, name, expiry, subAccountAccess }: TokenRequest): ReadOnlyTokenRow {
    const scope = subAccountAccess ? 'all' : 'single';
    const text = `ro:${accountIndex}:${scope}:${expiry}:${this.random.hex(12)}`;
    const tokenId = (this.lastId += 1);
    const row = {
      tokenId,
      text,
      name,
      accountIndex,
      expiry,
      subAccountAccess,
      revoked: false,
      scopes: 'read.*',
    };
    this.rows.set(text, row);
    return row;
  }

  /** The row of a currently valid token. Throws SimulatedError when unknown, revoked or expired. */
  lookUp(text: string, nowS: number): ReadOnlyTokenRow {
    const row = this.rows.get(text);
    if (!row) throw new SimulatedError(401, 61005, 'read only token not found');
    if (row.revoked) throw new SimulatedError(401, 61006, 'read only token is revoked');
    if (row.expiry <= nowS) throw invalidAuth('token expired');
    return row;
  }

  list(accountIndex: number): ReadOnlyTokenRow[] {
    return [...this.rows.values()].filter((row) => row.accountIndex === accountIndex);
  }

  /** Throws SimulatedError 61005 when the account has no such token. */
  revoke(accountIndex: number, tokenId: number): ReadOnlyTokenRow {
    const row = this.list(accountIndex).find((candidate) => candidate.tokenId === tokenId);
    if (!row) throw new SimulatedError(400, 61005, 'read only token not found');
    row.revoked = true;
    return row;
  }

  private active(accountIndex: number, nowS: number): ReadOnlyTokenRow[] {
    return this.list(accountIndex).filter((row) => !row.revoked && row.expiry > nowS);
  }
}
