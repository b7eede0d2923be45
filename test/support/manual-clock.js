import { Clock } from '../../src/clock/clock.js';
/** A clock that stands still until a test advances it; due tasks run in order of time, then of creation. */
export class ManualClock extends Clock {
    time;
    entries = new Set();
    order = 0;
    constructor(time = Date.parse('2026-11-01T00:00:00Z')) {
        super();
        this.time = time;
    }
    now() {
        return this.time;
    }
    after(delayMs, task) {
        return this.add(delayMs, task, null);
    }
    every(periodMs, task) {
        return this.add(periodMs, task, Math.max(1, periodMs));
    }
    /** Moves time forward by `ms`, running every task that falls due on the way at its own time. */
    advance(ms) {
        const end = this.time + ms;
        for (let next = this.nextDue(end); next; next = this.nextDue(end)) {
            this.time = Math.max(this.time, next.at);
            if (next.period === null)
                this.entries.delete(next);
            else
                next.at += next.period;
            next.task();
        }
        this.time = end;
    }
    /**
     * Like `advance`, but in steps, letting sockets and promises settle for `settle()` between them: for tests in which
     * real I/O answers to simulated time.
     */
    async advanceBy(ms, stepMs, settle) {
        for (let left = ms; left > 0; left -= stepMs) {
            this.advance(Math.min(stepMs, left));
            await settle();
        }
    }
    /** Number of timers waiting, for leak checks. */
    get pending() {
        return this.entries.size;
    }
    add(delayMs, task, period) {
        const entry = { at: this.time + Math.max(0, delayMs), order: this.order++, task, period };
        this.entries.add(entry);
        return { cancel: () => void this.entries.delete(entry) };
    }
    nextDue(end) {
        let next;
        for (const entry of this.entries) {
            if (entry.at > end)
                continue;
            if (!next || entry.at < next.at || (entry.at === next.at && entry.order < next.order))
                next = entry;
        }
        return next;
    }
}
