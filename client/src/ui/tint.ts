const TINT_MS = 700;
/** Tints end together, so that many changing values do not cause extra repaints. */
const SWEEP_MS = 100;

/** Tinted elements with the end time of each tint. All tints have the same duration, so the first to begin is the first to end. */
const tinted = new Map<HTMLElement, number>();
let sweep: ReturnType<typeof setTimeout> | undefined;

/** Briefly tints an element whose value changed. No fade: it would repaint on every frame. */
export function tint(element: HTMLElement, direction: 'up' | 'down'): void {
  element.setAttribute('data-moved', direction);
  tinted.delete(element);
  tinted.set(element, performance.now() + TINT_MS);
  sweep ??= setTimeout(sweepEnded, TINT_MS);
}

/** Ends the tint of an element that now shows something else. */
export function clearTint(element: HTMLElement): void {
  if (tinted.delete(element)) element.removeAttribute('data-moved');
}

function sweepEnded(): void {
  const now = performance.now();
  for (const [element, end] of tinted) {
    if (end > now) break;
    element.removeAttribute('data-moved');
    tinted.delete(element);
  }
  sweep = tinted.size > 0 ? setTimeout(sweepEnded, SWEEP_MS) : undefined;
}
