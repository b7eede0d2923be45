import { mkdirSync, readFileSync, renameSync, writeFileSync } from 'node:fs';
import { mkdir, rename, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { RateBudgetsImage } from './rate-budgets.js';

const NAME = 'rate-budget.json';

/** The file in `DATA_DIR` through which the rate windows survive a restart. Written whole, then put in place. */
export class BudgetFile {
  private readonly path: string;
  private writing: Promise<void> = Promise.resolve();
  /** A write whose turn has not come yet: it serves all who ask meanwhile. */
  private waiting: Promise<void> | null = null;

  constructor(private readonly folder: string) {
    this.path = join(folder, NAME);
  }

  /** `null` when there is none, or none that can be read: then nothing is known. */
  read(): RateBudgetsImage | null {
    try {
      const image = JSON.parse(readFileSync(this.path, 'utf8')) as Partial<RateBudgetsImage> | null;
      return isImage(image) ? image : null;
    } catch {
      return null;
    }
  }

  /** One after the other; what is spent until its turn comes is in it. @throws what the disk said. */
  write(image: () => RateBudgetsImage): Promise<void> {
    return (this.waiting ??= this.writing =
      this.writing
        .catch(() => undefined)
        .then(async () => {
          this.waiting = null;
          await mkdir(this.folder, { recursive: true });
          await writeFile(`${this.path}.new`, JSON.stringify(image()), { mode: 0o600 });
          await rename(`${this.path}.new`, this.path);
        }));
  }

  /** The last word, at shutdown. */
  async writeLast(image: RateBudgetsImage): Promise<void> {
    await this.writing.catch(() => undefined);
    mkdirSync(this.folder, { recursive: true });
    writeFileSync(`${this.path}.last`, JSON.stringify(image), { mode: 0o600 });
    renameSync(`${this.path}.last`, this.path);
  }
}

function isImage(image: Partial<RateBudgetsImage> | null): image is RateBudgetsImage {
  return (
    image?.version === 1 &&
    Number.isFinite(image.saved_at) &&
    typeof image.clean === 'boolean' &&
    Object.values(image.budgets ?? { bad: null }).every(
      (budget) => isSpent(budget?.poll) && isSpent(budget?.reserve),
    ) &&
    Object.values(image.addresses ?? { bad: null }).every((address) => typeof address === 'string') &&
    Object.values(image.sockets ?? {}).every(
      (sockets) => isSpent(sockets?.messages) && isSpent(sockets?.connects),
    )
  );
}

function isSpent(list: unknown): boolean {
  return (
    Array.isArray(list) &&
    list.every((entry: Record<string, unknown> | null) =>
      ['at', 'requests', 'weight'].every((field) => Number.isFinite(entry?.[field])),
    )
  );
}
