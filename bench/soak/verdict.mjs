// The invariants of a soak, checked against its observations.
/** @typedef {import('./product.mjs').Sample} Sample */

/**
 * @typedef {object} Seen
 * @property {string[]} made every trade of the exchange, as text
 * @property {string[]} stored every trade of the store, as text
 * @property {{ compared: number, slow: number, differing: string[] }} states copies of a state, those of slow readers among them, and those unlike the server's
 * @property {{ slow: { ended: number, resumed: number, anew: number } }} tally
 * @property {number} absent clients that did not come back
 * @property {string[]} losses what clients lost
 * @property {string[]} openGaps accounts of which a gap was not closed
 * @property {Sample[]} samples over the run
 * @property {Sample} alone before the clients came
 * @property {Sample} left after they went
 * @property {string[]} faults lines that the product should not have written
 * @property {number | string} exit how the product ended
 */

const MB = 1e6;
/** Growth attributed to noise: memory after a collection, resident memory, open handles. */
const ROOM = { held: { share: 0.1, bytes: 10 * MB }, rss: { share: 0.2, bytes: 40 * MB }, handles: 15 };

/**
 * Compares the second third, once everything is warm, with the last; checks slow readers where the run is long enough for
 * any to be found too slow. @param {Seen} seen @param {boolean} isLong @returns {{ what: string, found: string, holds: boolean }[]}
 */
export function verdict(seen, isLong) {
  const { made, stored, states, alone, left } = seen;
  const [lost, strange] = [without(made, stored), without(stored, made)];
  const doubled = stored.length - new Set(stored).size;
  const third = Math.floor(seen.samples.length / 3);
  const [warm, late] = [
    typical(seen.samples.slice(third, 2 * third)),
    typical(seen.samples.slice(2 * third)),
  ];
  return [
    check('trades lost, strange or doubled', [...lost, ...strange], doubled, `of ${count(made.length)}`),
    check('gaps left open', seen.openGaps),
    check('clients that did not come back', [], seen.absent),
    check(
      'copies unlike the server’s state',
      states.differing,
      0,
      `of ${count(states.compared)}, ${count(states.slow)} of them slow readers’`,
    ),
    check('losses reported by clients', seen.losses),
    ...(isLong ? slowReaders(seen) : []),
    grown('memory held after a collection', warm.held, late.held, ROOM.held),
    grown('resident memory', warm.rss, late.rss, ROOM.rss),
    handles('handles beside the clients’', warm.handles, late.handles),
    handles(
      'handles before clients came, after they went',
      alone.handles + alone.clients,
      left.handles + left.clients,
    ),
    check('lines on stderr or of level error', seen.faults),
    { what: 'exit code', found: String(seen.exit), holds: seen.exit === 0 },
  ];
}

/** That there were any, of both kinds, and that each one that was closed came back. @param {Seen} seen */
function slowReaders({ samples, tally: { slow } }) {
  const { conflated = 0, slowClosed = 0 } = samples.at(-1) ?? {};
  return [
    {
      what: 'slow readers given the latest only, closed with 4008',
      found: `${count(conflated)}, ${count(slowClosed)} times`,
      holds: conflated > 0 && slowClosed > 0,
    },
    check(
      'lines of slow readers ended, and neither resumed nor begun anew',
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

/** @param {string} what @param {number} before @param {number} after */
function handles(what, before, after) {
  return { what, found: `${before} → ${after}`, holds: after <= before + ROOM.handles };
}

/** Medians; of memory the lower quartile, since what waits for slow readers comes on top of it and goes. @param {Sample[]} samples */
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
const mb = /** @param {number} bytes */ (bytes) => `${Math.round(bytes / MB)} MB`;
