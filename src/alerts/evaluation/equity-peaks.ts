import type { Decimal, Millis } from 'lighter-broadcaster-protocol/account';
import { compareDecimals } from 'lighter-broadcaster-protocol/decimal';
import { notesUnder, type NoteBook } from './alert-memory.js';

/** Parts of a window: its highest value is exact to this fraction of its length. */
const PARTS = 60;

/** The highest value of a window. */
export interface Peak {
  peak: Decimal;
  /** As a double, which decides in nearly all cases. */
  number: number;
}

interface Peaks extends Peak {
  /** Number of the newest part. */
  part: number;
  /** Highest value of each part, newest last. */
  highs: { part: number; value: Decimal }[];
}

/** The highest equity of each account within a moving window of wall time, across restarts. */
export class EquityPeaks {
  /** By window in seconds, then by account. */
  private readonly peaks = new Map<number, Map<number, Peaks>>();

  constructor(
    saved: Readonly<Record<string, string>>,
    private readonly notes: NoteBook,
  ) {
    for (const [key, text] of notesUnder(saved, 'equity/')) {
      const highs = JSON.parse(text) as Peaks['highs'];
      const [account, windowS] = key.split('/').map(Number) as [number, number];
      this.of(windowS).set(account, { part: highs.at(-1)?.part ?? 0, highs, ...highest(highs) });
    }
  }

  /** Takes a value. @returns the highest one of the window, this one included */
  note(account: number, windowS: number, value: Decimal, now: Millis): Peak {
    const part = Math.floor((now / (windowS * 1000)) * PARTS);
    const ofWindow = this.of(windowS);
    const known = ofWindow.get(account);
    if (known && part <= known.part && Number(value) < known.number) return known;
    const highs = (known?.highs ?? []).filter((high) => high.part > part - PARTS);
    const last = highs.at(-1);
    if (!last || last.part < part) highs.push({ part, value });
    else if (compareDecimals(value, last.value) > 0) highs[highs.length - 1] = { part: last.part, value };
    const peaks = { part: Math.max(part, known?.part ?? part), highs, ...highest(highs) };
    ofWindow.set(account, peaks);
    this.notes.set(`equity/${account}/${windowS}`, () => JSON.stringify(highs));
    return peaks;
  }

  private of(windowS: number): Map<number, Peaks> {
    let peaks = this.peaks.get(windowS);
    if (!peaks) this.peaks.set(windowS, (peaks = new Map<number, Peaks>()));
    return peaks;
  }
}

function highest(highs: Peaks['highs']): Peak {
  const peak = highs.reduce(
    (peak, { value }) => (compareDecimals(value, peak) > 0 ? value : peak),
    highs[0]?.value ?? '0',
  );
  return { peak, number: Number(peak) };
}
