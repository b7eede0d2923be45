import { getSchemaPath, type OpenAPIObject } from '@nestjs/swagger';
import { ProblemDto } from './problem.dto.js';
import { Problem } from './problems.js';
import { PROBLEMS, type ProblemCode } from 'lighter-broadcaster-protocol/errors';

type Components = NonNullable<OpenAPIObject['components']>;
type ResponseComponents = NonNullable<Components['responses']>;

const MEANINGS: Partial<Record<ProblemCode, string>> = {
  INVALID_REQUEST: 'The input is invalid; the message names the field.',
  UNAUTHENTICATED: 'The caller is unknown; the message names the credentials to send.',
  FORBIDDEN: 'The key lacks the right to do this.',
  ACCOUNT_NOT_FOUND: 'No such account is configured, or the key cannot see it.',
  PAYLOAD_TOO_LARGE: 'The body exceeds 64 KiB.',
  UNSUPPORTED_MEDIA_TYPE: 'The body is not JSON.',
  RATE_LIMITED: 'Too many requests; retry after the seconds in `Retry-After`.',
  INTERNAL: 'A fault of the service, logged under the `x-request-id` of the response.',
  HISTORY_UNAVAILABLE:
    'The history is switched off (`HISTORY_OFF`), its store cannot be reached (`HISTORY_UNAVAILABLE`), or too many sums are being computed (`HISTORY_BUSY`; retry after the seconds in `Retry-After`).',
  ENGINE_UNAVAILABLE:
    'What the processes of a cluster share cannot be reached; retry after the seconds in `Retry-After`.',
  DRAINING: 'The service is restarting; reconnect after the seconds in `Retry-After`.',
};

/** Reference to the shared response of an error code. */
export function errorResponse(code: ProblemCode): { $ref: string } {
  return { $ref: `#/components/responses/${componentName(code)}` };
}

/** The shared responses of these codes, for `components.responses`. */
export function errorResponses(codes: Iterable<ProblemCode>): ResponseComponents {
  return Object.fromEntries(
    [...codes].sort().map((code) => {
      const description = MEANINGS[code] ?? PROBLEMS[code].error;
      const schema = { $ref: getSchemaPath(ProblemDto) };
      const example = new Problem(code, description).toBody();
      return [componentName(code), { description, content: { 'application/json': { schema, example } } }];
    }),
  );
}

/** `RATE_LIMITED` → `RateLimited`. */
function componentName(code: ProblemCode): string {
  return code.toLowerCase().replace(/(?:^|_)([a-z])/g, (_, letter: string) => letter.toUpperCase());
}
