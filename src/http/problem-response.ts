import { getSchemaPath } from '@nestjs/swagger';
import type { DocumentedResponse } from './complete-document.js';
import { ProblemDto } from './problem.dto.js';
import { Problem, PROBLEMS, type ProblemCode } from './problems.js';

const MEANINGS: Partial<Record<ProblemCode, string>> = {
  INVALID_REQUEST: 'The input does not fit; the message names the field.',
  UNAUTHENTICATED: 'Who asks is not known; the message says what to send.',
  FORBIDDEN: 'The key may not do this.',
  ACCOUNT_NOT_FOUND: 'No such account is configured, or the key does not see it.',
  PAYLOAD_TOO_LARGE: 'The body is larger than any that makes sense here.',
  UNSUPPORTED_MEDIA_TYPE: 'The body is not JSON.',
  RATE_LIMITED: 'Too many requests; `Retry-After` says when to come back.',
  INTERNAL: 'A fault of the service, which it has logged under the `x-request-id` of the answer.',
};

/** The error of that status, or of that code where several share one, as the document describes it. */
export function problemResponse(what: number | ProblemCode, description?: string): DocumentedResponse {
  const code = typeof what === 'number' ? codeOf(what) : what;
  const meaning = description ?? MEANINGS[code] ?? PROBLEMS[code].error;
  return {
    description: meaning,
    content: {
      'application/json': {
        schema: { $ref: getSchemaPath(ProblemDto) },
        example: new Problem(code, meaning).toBody(),
      },
    },
  };
}

function codeOf(status: number): ProblemCode {
  const codes = Object.keys(PROBLEMS) as ProblemCode[];
  return codes.find((code) => PROBLEMS[code].status === status) ?? 'INTERNAL';
}
