import { applyDecorators } from '@nestjs/common';
import { ApiExtraModels, ApiResponse } from '@nestjs/swagger';
import { ProblemDto } from './problem.dto.js';
import { problemResponse } from './problem-response.js';
import { PROBLEMS, type ProblemCode } from './problems.js';

/** Documents the errors that a route may answer with: those of every guarded route, and `codes`. */
export function ApiProblems(...codes: ProblemCode[]): MethodDecorator & ClassDecorator {
  const all: ProblemCode[] = ['UNAUTHENTICATED', 'RATE_LIMITED', ...codes];
  return applyDecorators(
    ApiExtraModels(ProblemDto),
    ...all.map((code) => ApiResponse({ status: PROBLEMS[code].status, ...problemResponse(code) })),
  );
}
