import type { HistoryFault } from '../history-status.js';

/** Details of a failed request to Supabase. */
export interface FailedRequest {
  /** HTTP status; 0 when there was no answer. */
  status: number;
  /** Error code of Postgres or PostgREST; `null` when something else answered. */
  code: string | null;
  message: string;
  retry_after_ms: number | null;
}

/** What a failure affects: `row`: only these rows; `size`: so many at once; `table`: the whole table; `all`: the whole project. */
export interface WriteRefusal {
  scope: 'row' | 'size' | 'table' | 'all';
  kind: HistoryFault['kind'];
  message: string;
  what_to_do: string;
}

const RUN_SCHEMA =
  'Run supabase_schema.sql in the SQL editor of the project; waiting rows are then sent automatically.';
const CHECK_KEY =
  'Set Supabase_service_role to the service role (secret) key of the project, from Settings > API keys.';

const WHAT_TO_DO: Partial<Record<HistoryFault['kind'], string>> = {
  credentials: CHECK_KEY,
  'row-level-security': `${CHECK_KEY} A publishable or anon key cannot write. Then run supabase_schema.sql again.`,
  'missing-table': RUN_SCHEMA,
  'missing-column': RUN_SCHEMA,
  'schema-changed': RUN_SCHEMA,
  'rows-refused':
    'See the reason in the quarantine table of history.sqlite; the rows are retried at every start.',
  'slow-down':
    'Nothing: the service retries when Supabase allows it. If it lasts, check the limits of the project.',
  'too-slow':
    'Nothing: rows are sent in smaller batches. If it lasts, raise the statement timeout of the project, or its compute size.',
  unreachable:
    'Check Supabase_Url, the network and the status of the project; waiting rows are sent automatically.',
};

/** SQLSTATE classes of data and constraint errors: the row is at fault, not the table. */
const ROW_CLASSES = new Set(['21', '22', '23']);

const BY_CODE: Record<string, HistoryFault['kind']> = {
  '42501': 'row-level-security',
  '42P01': 'missing-table',
  '42883': 'missing-table',
  PGRST202: 'missing-table',
  PGRST205: 'missing-table',
  '42703': 'missing-column',
  PGRST204: 'missing-column',
  '42P10': 'schema-changed',
  '42804': 'schema-changed',
  '57014': 'too-slow',
  PGRST301: 'credentials',
  PGRST302: 'credentials',
  PGRST303: 'credentials',
};

const SCOPES: Partial<Record<HistoryFault['kind'], WriteRefusal['scope']>> = {
  'rows-refused': 'row',
  'too-slow': 'size',
  credentials: 'all',
  unreachable: 'all',
  'slow-down': 'all',
};

export function classify(failure: FailedRequest): WriteRefusal {
  const kind = kindOf(failure);
  const scope = SCOPES[kind] ?? 'table';
  return { scope, kind, message: describe(failure), what_to_do: whatToDo(kind) };
}

export function whatToDo(kind: HistoryFault['kind']): string {
  return WHAT_TO_DO[kind] ?? RUN_SCHEMA;
}

function kindOf({ status, code }: FailedRequest): HistoryFault['kind'] {
  const known = code === null ? undefined : BY_CODE[code];
  if (known) return known;
  if (status === 413 || (code !== null && ROW_CLASSES.has(code.slice(0, 2)) && code.length === 5))
    return 'rows-refused';
  if (status === 401) return 'credentials';
  if (status === 429) return 'slow-down';
  if (status === 408 || status === 504) return 'too-slow';
  return 'unreachable';
}

function describe({ status, code, message }: FailedRequest): string {
  const short = message.replace(/\s+/g, ' ').trim().slice(0, 200);
  return [status > 0 ? `Supabase answered ${status}` : 'Supabase did not answer', code, short]
    .filter(Boolean)
    .join(': ');
}
