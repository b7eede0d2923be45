import type { ExchangeRefusal } from '../../mirror/exchange-answers.js';
import type { TokenRights } from '../../mirror/token-judge.port.js';

export const MIRROR_PATH = '/api/cluster/mirror';

/** What a gateway asks of the mirror of the leader. Channels are in slash form; `n` grows with every call of the gateway. */
export type MirrorCall =
  /** The next first frame of a channel goes into the log, and its updates after it. */
  | { type: 'follow'; member: string; n: number; channel: string }
  /** Everything that the clients of a gateway follow; repeated as long as they do. */
  | { type: 'following'; member: string; n: number; channels: readonly string[] }
  /** Whose token of the exchange this is. Secret: never log it. */
  | { type: 'identify'; token: string };

/** `rights` of a token. */
export type MirrorReply = { refused: Refused } | { refused: null; rights: TokenRights | null };

type Refused = Pick<ExchangeRefusal, 'status' | 'code' | 'message' | 'headers'>;

/** A gateway repeats what it follows this often. */
export const REPEAT_EVERY_MS = 5_000;
