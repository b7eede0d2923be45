import { applyDecorators } from '@nestjs/common';
import { ApiResponse } from '@nestjs/swagger';
import { PROBLEMS, type ProblemCode } from 'lighter-broadcaster-protocol/errors';

/**
 * Documents the errors of a route, beside those that every route of its kind has. `completeDocument` replaces the code in
 * the description by the shared response.
 */
export function ApiProblems(...codes: ProblemCode[]): MethodDecorator & ClassDecorator {
  return applyDecorators(
    ...codes.map((code) => ApiResponse({ status: PROBLEMS[code].status, description: code })),
  );
}
