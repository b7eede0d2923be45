import { Injectable } from '@nestjs/common';
import type { Principal } from '../../access/principal.js';
import type { Transaction } from '../../lighter/mirror-upstream.js';
import { TransactionSender } from '../transaction-sender.port.js';
import { refusalOfThisInstance } from './collector-answers.js';
import { MirrorHome } from './mirror-home.port.js';

const TIMEOUT_MS = 20_000;

/** Hands transactions to the collecting instance, whose own `MIRROR_WRITES` decides too. */
@Injectable()
export class CollectorTransactions extends TransactionSender {
  constructor(private readonly home: MirrorHome) {
    super();
  }

  override async post({ endpoint, body, contentType, accountIndex }: Transaction) {
    // This side has found that the caller may trade for the account; the key of this instance may have to as well.
    const principal: Principal = {
      name: 'mirror',
      scope: 'admin',
      accounts: new Set([accountIndex]),
      rate: null,
    };
    const response = await fetch(`${this.home.base}/api/v1/${endpoint}`, {
      method: 'POST',
      headers: { ...this.home.headersFor(principal), 'content-type': contentType },
      body: new Uint8Array(body),
      signal: AbortSignal.timeout(TIMEOUT_MS),
      redirect: 'error',
    });
    const text = await response.text();
    const refusal = refusalOfThisInstance(response.status, text);
    if (refusal) throw refusal;
    return { status: response.status, text };
  }
}
