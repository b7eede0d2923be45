import { randomBytes } from 'node:crypto';
import type { IncomingMessage } from 'node:http';

export const REQUEST_ID = 'x-request-id';

/** A request id from outside enters our log, so it must be one short word. */
const ACCEPTABLE = /^[\w.:-]{1,64}$/;

/** Returns the id of a request: its `x-request-id` if the client or a proxy set a valid one, else `<process>-<count>`. */
export function requestIds(): (request: IncomingMessage) => string {
  const run = randomBytes(4).toString('hex');
  let count = 0;
  return ({ headers }) => {
    const given = headers[REQUEST_ID];
    return typeof given === 'string' && ACCEPTABLE.test(given) ? given : `${run}-${(count += 1)}`;
  };
}
