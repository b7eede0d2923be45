import { ValidationPipe, type ValidationError } from '@nestjs/common';
import { Problem } from './problems.js';

/** Validates query, path and body into DTOs. Invalid input is answered 400 with the field's name. */
export function validationPipe(): ValidationPipe {
  return new ValidationPipe({
    transform: true,
    whitelist: true,
    forbidNonWhitelisted: true,
    exceptionFactory: (errors) =>
      new Problem('INVALID_REQUEST', errors.flatMap((error) => describe(error)).join('; ')),
  });
}

function describe(error: ValidationError): string[] {
  const own = Object.values(error.constraints ?? {});
  return [...own, ...(error.children ?? []).flatMap((child) => describe(child))];
}
