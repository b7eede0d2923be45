import type { Type } from '@nestjs/common';

const bases: Type[] = [];

/** Marks a class that other response classes extend: OpenAPI describes it once, and the others refer to it. */
export function ApiBase() {
  return (type: Type): void => void bases.push(type);
}

/** The marked classes of every module loaded so far. */
export function apiBases(): readonly Type[] {
  return bases;
}
