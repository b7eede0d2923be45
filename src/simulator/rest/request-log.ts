/** One request as the exchange saw it. `status` 0 means it got no answer. */
export interface RequestRecord {
  readonly at: number;
  readonly ip: string;
  readonly method: string;
  readonly path: string;
  readonly endpoint: string;
  readonly account: number | null;
  readonly status: number;
  readonly auth: 'none' | 'signed' | 'read-only';
}

/** A transaction as a client sent it. */
export interface TransactionRecord {
  readonly endpoint: string;
  readonly contentType: string | undefined;
  readonly body: Buffer;
}

/** The latest requests, and counts of all answers so far. */
export class RequestLog {
  /** As they arrived, oldest first, refused ones too. None has an effect on the exchange. */
  readonly transactions: TransactionRecord[] = [];
  private records: RequestRecord[] = [];
  readonly byStatus = new Map<number, number>();
  readonly byEndpoint = new Map<string, number>();
  total = 0;

  constructor(private readonly kept: number) {}

  add(record: RequestRecord): void {
    this.total += 1;
    this.byStatus.set(record.status, (this.byStatus.get(record.status) ?? 0) + 1);
    this.byEndpoint.set(record.endpoint, (this.byEndpoint.get(record.endpoint) ?? 0) + 1);
    this.records.push(record);
    if (this.records.length > this.kept * 2) this.records = this.records.slice(-this.kept);
  }

  /** Oldest first. */
  get all(): readonly RequestRecord[] {
    return this.records;
  }

  /** Number of 429 answers, WebSocket upgrades included. */
  get refusedByLimit(): number {
    return this.byStatus.get(429) ?? 0;
  }

  to(endpoint: string): readonly RequestRecord[] {
    return this.records.filter((record) => record.endpoint === endpoint);
  }

  clear(): void {
    this.records = [];
    this.total = 0;
    this.transactions.length = 0;
    this.byStatus.clear();
    this.byEndpoint.clear();
  }
}
