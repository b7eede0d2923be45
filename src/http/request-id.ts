import { randomBytes } from 'node:crypto';
import type { IncomingMessage } from 'node:http';

export const REQUEST_ID = 'x-request-id';

/** What may come from outside into our log: one short word. */
const ACCEPTABLE = /^[\w.:-]{1,64}$/;

/** Names requests: by what the client or a proxy calls them in `x-request-id`, or else by process and count. */
export function requestIds(): (request: IncomingMessage) => string {
  const run = randomBytes(4).toString('hex');
  let count = 0;
  return ({ headers }) => {
    const given = headers[REQUEST_ID];
    return typeof given === 'string' && ACCEPTABLE.test(given) ? given : `${run}-${(count += 1)}`;
  };
}
