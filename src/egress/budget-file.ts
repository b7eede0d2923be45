import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { replaceFile } from '../files/durable-file.js';
import { BudgetStore } from './budget-store.port.js';
import { type RateBudgetsImage, UNSAVED_MS } from './rate-budgets.js';

const NAME = 'rate-budget.json';

/** The file in `DATA_DIR` that carries the rate windows over a restart. */
export class BudgetFile extends BudgetStore {
  override readonly unsavedMs = UNSAVED_MS;
  private readonly path: string;
  private writing: Promise<void> = Promise.resolve();
  /** A write that has not begun yet; it covers every request for a save until then. */
  private waiting: Promise<void> | null = null;
  private closed = false;

  constructor(folder: string) {
    super();
    this.path = join(folder, NAME);
  }

  /** `null` without a readable file. */
  override read(): RateBudgetsImage | null {
    try {
      const image = aged(JSON.parse(readFileSync(this.path, 'utf8')));
      return isImage(image) ? image : null;
    } catch {
      return null;
    }
  }

  override write(image: () => RateBudgetsImage): Promise<void> {
    if (this.closed) return this.writing;
    return (this.waiting ??= this.enqueue(() => {
      this.waiting = null;
      return image();
    }));
  }

  override writeLast(image: () => RateBudgetsImage): Promise<void> {
    const last = this.enqueue(image);
    this.closed = true;
    return last;
  }

  private enqueue(image: () => RateBudgetsImage): Promise<void> {
    this.writing = this.writing
      .catch(() => undefined)
      .then(() => replaceFile(this.path, JSON.stringify(image())));
    return this.writing;
  }
}

/** Version 1 held wall-clock stamps instead of ages. */
function aged(image: unknown): unknown {
  const old = image as { version?: unknown; saved_at?: number; sockets?: unknown } | null;
  if (old?.version !== 1) return image;
  return JSON.parse(JSON.stringify({ sockets: {}, ...old, version: 2 }), (_key: string, value: unknown) => {
    const at = (value as { at?: unknown } | null)?.at;
    return typeof at === 'number' ? { ...(value as object), age: Math.max(0, old.saved_at! - at) } : value;
  });
}

/** Whether parsed JSON is an image of this version. */
export function isImage(value: unknown): value is RateBudgetsImage {
  const image = value as Partial<RateBudgetsImage> | null;
  return (
    image?.version === 2 &&
    Number.isFinite(image.saved_at) &&
    typeof image.clean === 'boolean' &&
    Object.values(image.budgets ?? { bad: null }).every(
      (budget) => isSpent(budget?.poll) && isSpent(budget?.reserve) && isSpent(budget?.mirror ?? []),
    ) &&
    Object.values(image.addresses ?? { bad: null }).every((address) => typeof address === 'string') &&
    Object.values(image.sockets ?? { bad: null }).every(
      (sockets) => isSpent(sockets?.messages) && isSpent(sockets?.connects),
    )
  );
}

function isSpent(list: unknown): boolean {
  return (
    Array.isArray(list) &&
    list.every((entry: Record<string, unknown> | null) =>
      ['age', 'requests', 'weight'].every((field) => Number.isFinite(entry?.[field])),
    )
  );
}
