import { Injectable, Logger, type OnModuleDestroy } from '@nestjs/common';
import { canSee, type Principal } from '../access/principal.js';
import { AppConfig } from '../config/app-config.js';
import { ProxyFault } from '../egress/proxy-fault.js';
import { MirrorBusy, type Transaction } from '../lighter/mirror-upstream.js';
import { ChangeFeed } from '../state/change-feed.port.js';
import {
  accountNotFound,
  authMissing,
  ExchangeRefusal,
  invalidParam,
  outcomeUnknown,
  tooManyRequests,
  transactionRefused,
  unavailable,
} from './exchange-answers.js';
import { TokenVerifier } from './token-verifier.js';
import { TransactionSender } from './transaction-sender.port.js';

/** A transaction as a client sent it. Secret in effect: never log its body. */
export type SentTransaction = Omit<Transaction, 'accountIndex'>;

/** Endpoints that take transactions. */
export const TRANSACTIONS: ReadonlySet<string> = new Set<SentTransaction['endpoint']>([
  'sendTx',
  'sendTxBatch',
]);
/** The exchange accepts batches of fifty, of some hundred bytes each. */
export const MAX_TRANSACTION_BYTES = 128 * 1024;

/** Passes signed transactions on, only if the operator said so (`MIRROR_WRITES`), and for callers that may trade. */
@Injectable()
export class Transactions implements OnModuleDestroy {
  /** Sent to the exchange since the start. */
  sent = 0;
  private readonly logger = new Logger(Transactions.name);
  private draining = false;

  constructor(
    private readonly config: AppConfig,
    private readonly feed: ChangeFeed,
    private readonly verifier: TokenVerifier,
    private readonly sender: TransactionSender,
  ) {}

  onModuleDestroy(): void {
    this.draining = true;
  }

  get areRefused(): boolean {
    return this.config.mirror.writes === 'refuse';
  }

  /** @returns the exchange's answer, unchanged. @throws ExchangeRefusal */
  async send(
    transaction: SentTransaction,
    principal: Principal | null,
  ): Promise<{ status: number; text: string }> {
    if (this.areRefused) throw transactionRefused('this is a read-only mirror');
    if (principal === null) throw authMissing();
    if (this.draining) throw unavailable('the server is restarting');
    const accountIndex = await accountOf(transaction);
    if (!canSee(principal, accountIndex) || !this.feed.account(accountIndex)) throw accountNotFound();
    if (principal.scope !== 'admin' && this.verifier.signerOf(principal) !== accountIndex)
      throw transactionRefused('this credential may only read');
    try {
      const answer = await this.sender.post({ ...transaction, accountIndex });
      this.sent += 1;
      return answer;
    } catch (error) {
      if (error instanceof ExchangeRefusal) throw error;
      if (error instanceof MirrorBusy) throw tooManyRequests(Math.ceil(error.retryAfterMs / 1000));
      if (wasNotSent(error)) throw unavailable('the exchange cannot be reached');
      this.logger.warn(
        `${transaction.endpoint} of ${accountIndex}: ${(error as Error).name}, outcome unknown`,
      );
      throw outcomeUnknown();
    }
  }
}

/** No connection could be made, so that nothing left. */
function wasNotSent(error: unknown): boolean {
  if (error instanceof ProxyFault) return true;
  const { code = '' } = ((error as Error).cause ?? error) as NodeJS.ErrnoException;
  return ['ECONNREFUSED', 'ENOTFOUND', 'EAI_AGAIN', 'UND_ERR_CONNECT_TIMEOUT'].includes(code);
}

/** The one account that every transaction of the form names. @throws ExchangeRefusal 20001 */
async function accountOf({ endpoint, body, contentType }: SentTransaction): Promise<number> {
  const field = endpoint === 'sendTx' ? 'tx_info' : 'tx_infos';
  const value = await fieldOf(body, contentType, field);
  const found = parsed(value, field);
  const infos = endpoint === 'sendTx' ? [found] : found;
  if (!Array.isArray(infos)) throw invalidParam(field);
  const accounts = new Set(
    infos.map((info) => ownerOf(typeof info === 'string' ? parsed(info, field) : info)),
  );
  const [account] = accounts;
  if (accounts.size !== 1 || account === null || account === undefined) throw invalidParam(field);
  return account;
}

/** Transfers name their source instead. */
function ownerOf(info: unknown): number | null {
  const { AccountIndex, FromAccountIndex } = (info ?? {}) as Record<string, unknown>;
  const index = AccountIndex ?? FromAccountIndex;
  return Number.isSafeInteger(index) ? (index as number) : null;
}

async function fieldOf(body: Buffer, contentType: string, name: string): Promise<string> {
  try {
    const headers = { 'content-type': contentType };
    const values = (await new Response(new Uint8Array(body), { headers }).formData()).getAll(name);
    // Of two fields the exchange might take the other one, of an account that the caller may not trade for.
    if (values.length === 1 && typeof values[0] === 'string') return values[0];
  } catch {
    // Not a form of this content type.
  }
  throw invalidParam(name);
}

function parsed(text: string, field: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    throw invalidParam(field);
  }
}
