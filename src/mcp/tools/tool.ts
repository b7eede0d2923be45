import { z } from 'zod';
import type { FastifyRequest } from 'fastify';
import type { Principal } from '../../access/principal.js';

/** Who asks, and the request that carried the question. */
export interface McpCaller {
  readonly principal: Principal;
  readonly request: FastifyRequest;
}

/** A question that an agent may ask. Tools read and never change anything. */
export interface Tool {
  readonly name: string;
  readonly title: string;
  readonly description: string;
  readonly input: z.ZodObject;
  readonly output: z.ZodObject;
  /** @throws Problem that the agent gets as the error of this call. */
  run(caller: McpCaller, input: unknown): Promise<Record<string, unknown>>;
}

/** Ties the types of a tool's input and output to its schemas. */
export function tool<I extends z.ZodObject, O extends z.ZodObject>(
  definition: Omit<Tool, 'input' | 'output' | 'run'> & {
    input: I;
    output: O;
    run(caller: McpCaller, input: z.output<I>): z.output<O> | Promise<z.output<O>>;
  },
): Tool {
  return {
    ...definition,
    run: async (caller, input) => definition.run(caller, definition.input.parse(input)),
  };
}

export const accountIndex = z
  .number()
  .int()
  .nonnegative()
  .optional()
  .describe('Only this account; by default every account that the key sees');

export const marketSymbol = z
  .string()
  .max(40)
  .optional()
  .describe('Only this market, by symbol, such as ETH');

export const rowLimit = (most: number, usual: number): z.ZodDefault<z.ZodNumber> =>
  z.number().int().min(1).max(most).default(usual).describe(`At most this many rows, up to ${most}`);

/** A decimal as text, exactly as the exchange spelled it; `null` while unknown. */
export const decimal = z.string().nullable();

/** Lists are cut to the limit; `total` counts what there is. */
export function cut<T>(rows: readonly T[], limit: number): { rows: T[]; total: number; truncated: boolean } {
  return { rows: rows.slice(0, limit), total: rows.length, truncated: rows.length > limit };
}

export const listOf = <R extends z.ZodType>(
  row: R,
): { rows: z.ZodArray<R>; total: z.ZodNumber; truncated: z.ZodBoolean } => ({
  rows: z.array(row),
  total: z.number(),
  truncated: z.boolean(),
});

export function iso(time: number): string {
  return new Date(time).toISOString();
}
