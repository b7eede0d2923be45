// The invariants of a soak, checked against its observations.
/** @typedef {import('./product.mjs').Sample} Sample */
/** @typedef {Pick<import('./product.mjs').Stall, 'ms' | 'ownMs' | 'ranMs' | 'gcMs' | 'fullMs' | 'calls'>} Stall */

/**
 * @typedef {object} Seen
 * @property {string[]} made every trade of the exchange, as text
 * @property {string[]} stored every trade of the store, as text
 * @property {string[]} storedByPair every trade in the history of the collector that restarts, as text
 * @property {{ compared: number, slow: number, differing: string[] }} states copies of a state, those of slow readers among them, and those unlike the server's
 * @property {{ compared: number, differing: string[] }} copies the same at the frontend
 * @property {string[]} disagreements accounts on which the frontend and its collector differ
 * @property {{ slow: { ended: number, resumed: number, anew: number } }} tally
 * @property {number} absent clients that did not reconnect
 * @property {string[]} losses what clients lost
 * @property {string[]} openGaps accounts of which a gap was not closed
 * @property {{ product: Sample[], frontend: Sample[] }} samples over the run
 * @property {{ product: Stall[], collector: Stall[], frontend: Stall[], cluster?: Stall[] }} stalls of each event loop
 * @property {{ floods: number, unended: number }} done floods of pings, and those that the service did not end
 * @property {Sample} alone before the clients came
 * @property {Sample} left after they went
 * @property {string[]} faults lines that the product should not have written
 * @property {(number | string)[]} exits how the products ended
 */

const MB = 1e6;
/** Longest part of a stall that the product itself may cause, in ms. */
const OWN_STALL_MS = 200;
/** Growth attributed to noise: memory after a collection, resident memory, open handles. */
const ROOM = { held: { share: 0.1, bytes: 10 * MB }, rss: { share: 0.2, bytes: 40 * MB }, handles: 15 };
/** More handles for the frontend: it reads every account at once when its collector is back. */
const READS_AT_ONCE = 25;

/**
 * Compares the second third, once everything is warm, with the last; checks slow readers where the run is long enough for
 * any to be found too slow. @param {Seen} seen @param {boolean} isLong @returns {{ what: string, found: string, holds: boolean }[]}
 */
export function verdict(seen, isLong) {
  const { made, stored, states, copies, samples, alone, left } = seen;
  return [
    trades('trades lost, unknown or duplicated', made, stored),
    trades('the same in the history of the restarting collector', made, seen.storedByPair),
    check('gaps left open', seen.openGaps),
    check('clients that did not reconnect', [], seen.absent),
    check(
      'copies that differ from the server’s state',
      states.differing,
      0,
      `of ${count(states.compared)}, ${count(states.slow)} of them slow readers’`,
    ),
    check(
      'copies that differ from the frontend’s state',
      copies.differing,
      0,
      `of ${count(copies.compared)}`,
    ),
    check('accounts that differ between the frontend and its collector', seen.disagreements),
    check('losses reported by clients', seen.losses),
    ...(isLong ? slowReaders(seen) : []),
    check(
      'floods of pings that the service did not end',
      [],
      seen.done.unended,
      `of ${count(seen.done.floods)}`,
    ),
    ...resources('', samples.product),
    ...resources('frontend: ', samples.frontend, READS_AT_ONCE),
    handles(
      'handles before clients connected, after they left',
      alone.handles + alone.clients,
      left.handles + left.clients,
    ),
    ...(isLong ? stalls(seen) : []),
    check('lines on stderr or of level error', seen.faults),
    {
      what: 'exit codes of orderly stops',
      found: seen.exits.join(', '),
      holds: seen.exits.every((exit) => exit === 0),
    },
  ];
}

/** @param {string} what @param {string[]} made @param {string[]} stored */
function trades(what, made, stored) {
  const doubled = stored.length - new Set(stored).size;
  return check(
    what,
    [...without(made, stored), ...without(stored, made)],
    doubled,
    `of ${count(made.length)}`,
  );
}

/** Whether memory and handles stay flat. @param {string} whose @param {Sample[]} samples @param {number} [more] handles */
function resources(whose, samples, more = 0) {
  const third = Math.floor(samples.length / 3);
  const [warm, late] = [typical(samples.slice(third, 2 * third)), typical(samples.slice(2 * third))];
  return [
    grown(`${whose}memory held after a collection`, warm.held, late.held, ROOM.held),
    grown(`${whose}resident memory`, warm.rss, late.rss, ROOM.rss),
    handles(`${whose}handles beside the clients’`, warm.handles, late.handles, more),
  ];
}

/** Not of a run of seconds, which a busy machine alone may hold up. @param {Seen} seen */
function stalls({ stalls: { product, frontend, collector, cluster } }) {
  return [
    stalled('event loop stalls caused by the product', product),
    stalled('frontend: event loop stalls caused by the product', frontend),
    stalled('restarting collector: event loop stalls caused by the product', collector),
    ...(cluster
      ? [stalled('collectors and recorder of the cluster: event loop stalls caused by the product', cluster)]
      : []),
  ];
}

/** @param {string} what @param {Stall[]} stalls */
function stalled(what, stalls) {
  const worst = stalls.toSorted((a, b) => b.ownMs - a.ownMs);
  const times = worst.filter(({ ownMs }) => ownMs > OWN_STALL_MS).length;
  const [longest] = worst;
  const own = longest
    ? `${ms(longest.ownMs)}, ${ms(longest.ranMs)} of it on a core, ${ms(longest.gcMs)} in garbage collection (${ms(longest.fullMs)} in full ones), else in calls ${Object.keys(longest.calls).join(', ')}`
    : 'none';
  const any = ms(Math.max(0, ...stalls.map((stall) => stall.ms)));
  return {
    what,
    found: `${times} times above ${OWN_STALL_MS} ms; longest ${own}; with waiting ${any}`,
    holds: times === 0,
  };
}

/** Checks that there were slow readers of both kinds, and that each closed one recovered. @param {Seen} seen */
function slowReaders({ samples, tally: { slow } }) {
  const { conflated = 0, slowClosed = 0 } = samples.product.at(-1) ?? {};
  return [
    {
      what: 'slow readers conflated, closed with 4008',
      found: `${count(conflated)}, ${count(slowClosed)} times`,
      holds: conflated > 0 && slowClosed > 0,
    },
    check(
      'connections of slow readers closed, and neither resumed nor restarted',
      [],
      slow.ended - slow.resumed - slow.anew,
      `of ${count(slow.ended)}`,
    ),
  ];
}

/** @param {string} what @param {string[]} examples @param {number} [more] @param {string} [of] */
function check(what, examples, more = 0, of = '') {
  const number = examples.length + more;
  const shown = examples.length > 0 ? `: ${examples.slice(0, 3).join('; ')}` : '';
  return { what, found: `${count(number)} ${of}`.trim() + shown, holds: number === 0 };
}

/** @param {string} what @param {number} warm @param {number} late @param {{ share: number, bytes: number }} room */
function grown(what, warm, late, { share, bytes }) {
  return { what, found: `${mb(warm)} → ${mb(late)}`, holds: late <= warm * (1 + share) + bytes };
}

/** @param {string} what @param {number} before @param {number} after @param {number} [more] */
function handles(what, before, after, more = 0) {
  return { what, found: `${before} → ${after}`, holds: after <= before + ROOM.handles + more };
}

/**
 * Medians, but the lower quartile of memory, because buffers for slow readers come and go on top of it. @param
 * {Sample[]} samples
 */
function typical(samples) {
  return {
    held: quantile(
      samples.map(({ held }) => held),
      0.25,
    ),
    rss: quantile(
      samples.map(({ rss }) => rss),
      0.5,
    ),
    handles: quantile(
      samples.map(({ handles }) => handles),
      0.5,
    ),
  };
}

/** @param {number[]} values @param {number} share */
function quantile(values, share) {
  return values.toSorted((a, b) => a - b)[Math.floor(values.length * share)] ?? NaN;
}

/** @param {string[]} all @param {string[]} known */
function without(all, known) {
  const set = new Set(known);
  return all.filter((item) => !set.has(item));
}

const count = /** @param {number} value */ (value) => value.toLocaleString('en');
const ms = /** @param {number} value */ (value) => `${Math.round(value)} ms`;
const mb = /** @param {number} bytes */ (bytes) => `${Math.round(bytes / MB)} MB`;
