import { open, readFile, type FileHandle } from 'node:fs/promises';
import { replaceFile } from './durable-file.js';

/** Readable by the service's own user only, as every file of DATA_DIR. */
const MODE = 0o600;

interface Waiting {
  line: string;
  resolve: () => void;
  reject: (error: unknown) => void;
}

/**
 * A file of lines that survives crashes: an append resolves once its line is on the disk, and appends that come together
 * share one flush. A crash leaves whole lines and at most one torn one, which readers must skip.
 */
export class AppendLog {
  private file: FileHandle | null = null;
  private waiting: Waiting[] = [];
  private running: Promise<void> | null = null;
  /** The last line may be torn, because its write failed. */
  private torn = false;
  private size = 0;

  constructor(private readonly path: string) {}

  /** Bytes appended since the last `rewrite`. */
  get appended(): number {
    return this.size;
  }

  /** Lines of the file; none if it does not exist. @throws the error of the file system */
  async read(): Promise<string[]> {
    try {
      return (await readFile(this.path, 'utf8')).split('\n').filter((line) => line !== '');
    } catch (error) {
      if ((error as NodeJS.ErrnoException).code === 'ENOENT') return [];
      throw error;
    }
  }

  /**
   * Replaces the whole content atomically.
   * @param lines called once every append that came before is on the disk and resolved
   * @throws the error of the file system
   */
  async rewrite(lines: () => readonly string[]): Promise<void> {
    // Its failure is reported to its own caller.
    while (this.running) await this.running.catch(() => undefined);
    // Also after a failure: lines that came meanwhile wait for it to end.
    this.running = this.replace(lines()).finally(() => {
      this.running = null;
      this.flush();
    });
    await this.running;
  }

  /** @param line without a line break */
  append(line: string): Promise<void> {
    return new Promise((resolve, reject) => {
      this.waiting.push({ line, resolve, reject });
      this.flush();
    });
  }

  async close(): Promise<void> {
    while (this.running) await this.running.catch(() => undefined);
    await this.file?.close();
    this.file = null;
  }

  private flush(): void {
    if (this.running || this.waiting.length === 0) return;
    this.running = this.write().finally(() => {
      this.running = null;
      this.flush();
    });
  }

  private async write(): Promise<void> {
    const batch = this.waiting;
    this.waiting = [];
    try {
      this.file ??= await open(this.path, 'a', MODE);
      const text = `${this.torn ? '\n' : ''}${batch.map(({ line }) => `${line}\n`).join('')}`;
      await this.file.appendFile(text);
      await this.file.datasync();
      this.torn = false;
      this.size += text.length;
      for (const { resolve } of batch) resolve();
    } catch (error) {
      this.torn = true;
      for (const { reject } of batch) reject(error);
    }
  }

  private async replace(lines: readonly string[]): Promise<void> {
    await replaceFile(this.path, lines.map((line) => `${line}\n`).join(''));
    await this.file?.close();
    this.file = null;
    this.torn = false;
    this.size = 0;
  }
}
