import { applyDecorators } from '@nestjs/common';
import { ApiExtraModels, ApiResponse, getSchemaPath } from '@nestjs/swagger';
import { ProblemDto } from './problem.dto.js';
import { Problem, PROBLEMS, type ProblemCode } from './problems.js';

const MEANINGS: Partial<Record<ProblemCode, string>> = {
  INVALID_REQUEST: 'The input does not fit; the message names the field.',
  UNAUTHENTICATED: 'Who asks is not known; the message says what to send.',
  FORBIDDEN: 'The key may not do this.',
  ACCOUNT_NOT_FOUND: 'No such account is configured, or the key does not see it.',
  RATE_LIMITED: 'Too many requests; `Retry-After` says when to come back.',
};

/** Documents the errors that a route may answer with: those of every guarded route, and `codes`. */
export function ApiProblems(...codes: ProblemCode[]): MethodDecorator & ClassDecorator {
  const all: ProblemCode[] = ['UNAUTHENTICATED', 'RATE_LIMITED', ...codes];
  return applyDecorators(
    ApiExtraModels(ProblemDto),
    ...all.map((code) => {
      const { status, error } = PROBLEMS[code];
      const description = MEANINGS[code] ?? error;
      const example = new Problem(code, description).toBody();
      return ApiResponse({
        status,
        description,
        content: { 'application/json': { schema: { $ref: getSchemaPath(ProblemDto) }, example } },
      });
    }),
  );
}
