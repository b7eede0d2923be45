/** An error response in PostgREST's form. */
export class ApiProblem extends Error {
  constructor(
    readonly status: number,
    readonly body: object,
  ) {
    super(JSON.stringify(body));
  }
}

const BY_CODE: Record<string, number> = {
  '23503': 409,
  '23505': 409,
  '25006': 405,
  '42883': 404,
  '42P01': 404,
  '42P17': 500,
};
const BY_CLASS: Record<string, number> = {
  '08': 503,
  '09': 500,
  '0L': 403,
  '0P': 403,
  '25': 500,
  '28': 403,
  '2D': 500,
  '38': 500,
  '39': 500,
  '3B': 500,
  '40': 500,
  '53': 503,
  '54': 500,
  '55': 500,
  '57': 500,
  '58': 500,
  F0: 500,
  HV: 500,
  P0: 500,
  XX: 500,
};

/** A Postgres error as PostgREST reports it. */
export function fromPostgres(error: unknown, role: string): ApiProblem {
  const {
    code = 'XX000',
    message = '',
    detail = null,
    hint = null,
  } = error as Record<string, string | null | undefined>;
  const state = code ?? 'XX000';
  const status =
    state === '42501'
      ? role === 'anon'
        ? 401
        : 403
      : (BY_CODE[state] ?? BY_CLASS[state.slice(0, 2)] ?? 400);
  return new ApiProblem(status, { code: state, details: detail, hint, message });
}

export const invalidKey = (): ApiProblem =>
  new ApiProblem(401, {
    message: 'Invalid API key',
    hint: 'Double check your Supabase `anon` or `service_role` API key.',
  });

export const noTable = (table: string): ApiProblem =>
  new ApiProblem(404, {
    code: 'PGRST205',
    details: null,
    hint: null,
    message: `Could not find the table 'public.${table}' in the schema cache`,
  });

export const noColumn = (table: string, column: string): ApiProblem =>
  new ApiProblem(400, {
    code: 'PGRST204',
    details: null,
    hint: null,
    message: `Could not find the '${column}' column of '${table}' in the schema cache`,
  });

export const noFunction = (name: string): ApiProblem =>
  new ApiProblem(404, {
    code: 'PGRST202',
    details: null,
    hint: null,
    message: `Could not find the function public.${name} in the schema cache`,
  });
