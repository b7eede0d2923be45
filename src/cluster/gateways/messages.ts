/** Connections that a gateway has: in all, and by client address where these changed. */
export interface Connections {
  total: number;
  byAddress: readonly (readonly [address: string, count: number])[];
}

/** What a gateway sends to the process that started it. */
export type FromGateway =
  | { type: 'listening' }
  | ({ type: 'connections' } & Connections)
  /** A question to every other process of the service. */
  | { type: 'ask'; id: number; topic: string }
  | { type: 'answer'; id: number; body: unknown };

/** What it gets from there. */
export type ToGateway =
  | ({ type: 'connections'; from: number } & Connections)
  /** A sibling has ended. */
  | { type: 'gone'; from: number }
  | { type: 'ask'; id: number; topic: string }
  | { type: 'answers'; id: number; bodies: unknown[] };
