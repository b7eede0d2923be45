// Maximum throughput and a steady load, with the peers interleaved round by round.
import { bareSockets, fedSockets, plainWs, product } from './contestants.mjs';
import { flood, median, steady, Subscribers, wait } from './measure.mjs';

const CONTESTANTS = [product, plainWs, bareSockets, fedSockets];
/** Messages in flight; fewer with many clients, where one round over all takes long. */
const aheadFor = /** @param {number} clients */ (clients) => (clients >= 5000 ? 16 : 64);

/** @typedef {{ clients: number, name: string, perSecond: number, cpuPerMillion: number, perRead: number, p50: number, p99: number, max: number, cpuShare: number }} Row */

/** @param {{ clients: number[], rounds: number, seconds: number }} plan @returns {Promise<Row[]>} medians over the rounds */
export async function throughput({ clients: counts, rounds, seconds }) {
  /** @type {Row[]} */
  const rows = [];
  for (const clients of counts) {
    /** @type {Row[]} */
    const measured = [];
    for (let round = 0; round < rounds; round++)
      for (const make of CONTESTANTS) measured.push(await once(make, clients, seconds));
    for (const name of new Set(measured.map((row) => row.name)))
      rows.push(medians(measured.filter((row) => row.name === name)));
  }
  return rows;
}

/** @param {() => Promise<import('./contestants.mjs').Contestant>} make @param {number} clients @param {number} seconds @returns {Promise<Row>} */
async function once(make, clients, seconds) {
  const contestant = await make();
  const subscribers = await Subscribers.open(contestant, clients);
  try {
    await wait(500);
    const fast = await flood(contestant, subscribers, { clients, ahead: aheadFor(clients), seconds });
    const slow = await steady(contestant, subscribers, { perSecond: 20, seconds: seconds * 2 });
    const row = {
      clients,
      name: contestant.name,
      ...fast,
      p50: slow.p50,
      p99: slow.p99,
      max: slow.max,
      cpuShare: slow.cpuShare,
    };
    process.stderr.write(`${JSON.stringify(row)}\n`);
    return row;
  } finally {
    await subscribers.close();
    await contestant.stop();
  }
}

/** @param {Row[]} rows @returns {Row} */
function medians(rows) {
  const of = /** @param {(row: Row) => number} pick */ (pick) => median(rows.map(pick));
  const { clients = 0, name = '' } = rows[0] ?? {};
  return {
    clients,
    name,
    perSecond: of((row) => row.perSecond),
    cpuPerMillion: of((row) => row.cpuPerMillion),
    perRead: of((row) => row.perRead),
    p50: of((row) => row.p50),
    p99: of((row) => row.p99),
    max: of((row) => row.max),
    cpuShare: of((row) => row.cpuShare),
  };
}
