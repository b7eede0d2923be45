/** A hidden page gets no animation frames; it is updated this often instead. */
const HIDDEN_PERIOD_MS = 1_000;

/** Runs `work` at most once per animation frame, however often it is requested. */
export class FrameBatch {
  private pending: (() => void) | null = null;

  constructor(private readonly work: () => void) {}

  ask(): void {
    if (this.pending) return;
    const run = (): void => {
      this.pending = null;
      this.work();
    };
    if (document.hidden) {
      const timer = setTimeout(run, HIDDEN_PERIOD_MS);
      this.pending = () => clearTimeout(timer);
    } else {
      const frame = requestAnimationFrame(run);
      this.pending = () => cancelAnimationFrame(frame);
    }
  }

  /** Runs pending work now; for a page that becomes hidden with a frame pending. */
  flush(): void {
    if (!this.pending) return;
    this.cancel();
    this.work();
  }

  cancel(): void {
    this.pending?.();
    this.pending = null;
  }
}
