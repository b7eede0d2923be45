import { spawn, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { createInterface } from 'node:readline';

/** A process under test: keeps its output and lets tests wait for lines of it. */
export class Child {
  private readonly lines: string[] = [];
  private readonly waiting = new Set<{ pattern: RegExp; found: (match: RegExpExecArray) => void }>();
  readonly process: ChildProcess;
  readonly exited: Promise<number | null>;
  /** Like `exited`, once all of its output has been read too. */
  readonly closed: Promise<number | null>;

  /**
   * @param fileBlocks limit on the size of files, in blocks of 512 bytes
   * @param ownGroup leads a group of processes, so that one signal reaches its children too
   */
  constructor(
    script: string,
    args: string[],
    env: NodeJS.ProcessEnv,
    { cwd, fileBlocks, ownGroup }: { cwd?: string; fileBlocks?: number; ownGroup?: boolean } = {},
  ) {
    const command = [process.execPath, script, ...args];
    const [file, ...rest] =
      fileBlocks === undefined
        ? command
        : ['sh', '-c', `ulimit -f ${fileBlocks}; exec "$@"`, 'sh', ...command];
    this.process = spawn(file!, rest, {
      env,
      cwd,
      detached: ownGroup,
      stdio: ['ignore', 'pipe', 'pipe'],
    });
    this.exited = once(this.process, 'exit').then(([code]) => code as number | null);
    this.closed = once(this.process, 'close').then(([code]) => code as number | null);
    for (const stream of [this.process.stdout, this.process.stderr]) {
      if (stream) createInterface({ input: stream }).on('line', (line) => this.onLine(line));
    }
  }

  get output(): string {
    return this.lines.join('\n');
  }

  /** The first matching line, past or future. Rejects when the process ends first. */
  async line(pattern: RegExp): Promise<RegExpExecArray> {
    for (const line of this.lines) {
      const match = pattern.exec(line);
      if (match) return match;
    }
    const found = new Promise<RegExpExecArray>((resolve) => this.waiting.add({ pattern, found: resolve }));
    const ended = this.exited.then((code) => {
      throw new Error(`ended with ${code} before ${String(pattern)}:\n${this.output}`);
    });
    ended.catch(() => undefined);
    return Promise.race([found, ended]);
  }

  /** Sends the signal and waits for the end and the last output. @returns the exit code, `null` when the signal ended it. */
  async stop(signal: NodeJS.Signals = 'SIGTERM'): Promise<number | null> {
    if (this.process.exitCode === null && this.process.signalCode === null) this.process.kill(signal);
    return this.closed;
  }

  private onLine(line: string): void {
    this.lines.push(line);
    for (const waiter of this.waiting) {
      const match = waiter.pattern.exec(line);
      if (!match) continue;
      this.waiting.delete(waiter);
      waiter.found(match);
    }
  }
}
