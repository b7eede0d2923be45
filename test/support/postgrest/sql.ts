/** Translates PostgREST's query language, as far as supabase-js and the history use it, to SQL. */
const OPERATORS: Record<string, string> = { eq: '=', neq: '<>', gt: '>', gte: '>=', lt: '<', lte: '<=' };
const RESERVED = new Set(['select', 'order', 'limit', 'offset', 'on_conflict', 'columns', 'or', 'and']);

export const quoteName = (name: string): string => `"${name.replaceAll('"', '""')}"`;
export const quoteText = (text: string): string => `'${text.replaceAll("'", "''")}'`;

export function selectSql(table: string, query: URLSearchParams): string {
  const columns = (query.get('select') ?? '*').split(',').map(selectItem).join(', ');
  const order = query.get('order');
  const orderBy = order ? ` order by ${order.split(',').map(orderItem).join(', ')}` : '';
  const limit = query.has('limit') ? ` limit ${Number(query.get('limit'))}` : '';
  return `select ${columns} from public.${quoteName(table)}${whereSql(query)}${orderBy}${limit}`;
}

export function upsertSql(table: string, query: URLSearchParams, columns: string[], prefer: string): string {
  const names = columns.map(quoteName).join(', ');
  const keys = (query.get('on_conflict') ?? '').split(',').filter(Boolean);
  const updates = columns
    .filter((name) => !keys.includes(name))
    .map((name) => `${quoteName(name)} = excluded.${quoteName(name)}`);
  const action = prefer.includes('ignore-duplicates') ? 'nothing' : `update set ${updates.join(', ')}`;
  const conflict = prefer.includes('resolution=')
    ? ` on conflict (${keys.map(quoteName).join(', ')}) do ${action}`
    : '';
  const target = `public.${quoteName(table)}`;
  return `insert into ${target} (${names}) select ${names} from json_populate_recordset(null::${target}, $1::json)${conflict}`;
}

export function updateSql(table: string, query: URLSearchParams, columns: string[]): string {
  const target = `public.${quoteName(table)}`;
  const values = columns.map((name) => `${quoteName(name)} = given.${quoteName(name)}`).join(', ');
  const given = `(select ${columns.map(quoteName).join(', ')} from json_populate_record(null::${target}, $1::json)) given`;
  const found = `(select ctid as row from ${target}${whereSql(query)})`;
  return `update ${target} set ${values} from ${given} where ${target}.ctid in ${found}`;
}

function whereSql(query: URLSearchParams): string {
  const conditions: string[] = [];
  for (const [name, value] of query) {
    if (name === 'or' || name === 'and') conditions.push(groupSql(name, value));
    else if (!RESERVED.has(name)) conditions.push(conditionSql(name, value));
  }
  return conditions.length > 0 ? ` where ${conditions.join(' and ')}` : '';
}

function groupSql(kind: string, list: string): string {
  const parts = splitTop(list.slice(1, -1)).map((part) => {
    const nested = /^(and|or)(\(.*\))$/.exec(part);
    if (nested?.[1] && nested[2]) return groupSql(nested[1], nested[2]);
    const dot = part.indexOf('.');
    return conditionSql(part.slice(0, dot), part.slice(dot + 1));
  });
  return `(${parts.join(` ${kind} `)})`;
}

function conditionSql(column: string, condition: string): string {
  const dot = condition.indexOf('.');
  const [operator, value] = [condition.slice(0, dot), condition.slice(dot + 1)];
  if (operator === 'is') return `${quoteName(column)} is ${value === 'null' ? 'null' : 'not null'}`;
  if (operator === 'in')
    return `${quoteName(column)} in (${value.slice(1, -1).split(',').map(quoteText).join(', ')})`;
  const symbol = OPERATORS[operator];
  if (!symbol) throw new Error(`the shim does not know the operator ${operator}`);
  return `${quoteName(column)} ${symbol} ${quoteText(value)}`;
}

function selectItem(item: string): string {
  const [column = '', cast] = item.trim().split('::');
  if (column === '*') return '*';
  return cast ? `${quoteName(column)}::${cast} as ${quoteName(column)}` : quoteName(column);
}

function orderItem(item: string): string {
  const [column = '', direction = 'asc'] = item.split('.');
  return `${quoteName(column)} ${direction}`;
}

/** Splits at commas outside parentheses. */
function splitTop(text: string): string[] {
  const parts = [''];
  let depth = 0;
  for (const char of text) {
    if (char === '(') depth += 1;
    if (char === ')') depth -= 1;
    if (char === ',' && depth === 0) parts.push('');
    else parts[parts.length - 1] += char;
  }
  return parts;
}
