// A stand-in for Supabase: PostgREST over a real in-memory Postgres, with scripted outages.
import { setTimeout as pause } from 'node:timers/promises';
import { loadTypeScript } from '../support/built.mjs';
import { serve } from './part.mjs';
import { TRADE_TEXT_SQL } from './trade-text.mjs';

loadTypeScript();
const { Project } = await import('../../test/support/postgrest/project.js');

const { database, server } = await Project.open();
/** @type {import('node:http').ServerResponse[]} */
const hanging = [];
let struck = 0;
const SLOW_MS = 30_000;

/** @param {number} status @param {string} body @returns {import('../../test/support/postgrest/server.js').RequestFault} */
const answering = (status, body) => (_, response) => {
  const type = body.startsWith('<') ? 'text/html' : 'application/json';
  return !!response.writeHead(status, { 'content-type': type }).end(body);
};

/** The kinds of outages. @type {Record<string, import('../../test/support/postgrest/server.js').RequestFault>} */
const OUTAGES = {
  gone: (_, response) => !!response.destroy(),
  'answers 503': answering(503, '{"message":"unavailable"}'),
  'answers 429': answering(429, '{"message":"slow down"}'),
  'answers a gateway’s page': answering(502, '<html>Bad gateway</html>'),
  'writes, but its answer is lost': () => 'after',
  hangs: (_, response) => hanging.push(response) > 0,
  'answers 500': answering(500, '{"message":"oops"}'),
  'answers after 30 s': () => pause(SLOW_MS, false),
};
const KINDS = Object.keys(OUTAGES);
let turn = 0;

function back() {
  server.fault = () => false;
  for (const response of hanging.splice(0)) response.destroy();
}

serve({
  start: () => server.url,
  /** Begins an outage, of the next kind unless one is named. @param {string} [way] @returns its kind */
  leave: (way) => {
    const kind = way ?? KINDS[turn++ % KINDS.length] ?? '';
    server.fault = (request, response) => {
      struck += 1;
      return OUTAGES[kind]?.(request, response) ?? false;
    };
    return kind;
  },
  back,
  /** Requests that hit an outage. */
  struck: () => struck,
  stored: async () => (await database.query('select count(*)::int as count from trades')).rows[0],
  /** Every trade, as text. */
  trades: async () => {
    const { rows } = await database.query(`select ${TRADE_TEXT_SQL} as text from trades`);
    return /** @type {{ text: string }[]} */ (rows).map(({ text }) => text);
  },
});
