import { fork, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';

const RESTART_AFTER_MS = 1_000;

export interface KeptProcessOptions {
  /** Arguments after the script. */
  args?: readonly string[];
  env: NodeJS.ProcessEnv;
  onMessage?: (message: unknown) => void;
  /** It ended, and will be started again unless this throws. */
  onEnd?: (code: number | null, signal: NodeJS.Signals | null) => void;
}

/** This program as a child process, started again when it ends. It ends when this process does. */
export class KeptProcess {
  private child: ChildProcess;
  private isStopped = false;

  constructor(private readonly options: KeptProcessOptions) {
    this.child = this.start();
  }

  send(message: object): void {
    // A child that has just ended is reported by its exit.
    if (this.child.connected) this.child.send(message, () => undefined);
  }

  /** Asks it to end, and waits until it has. */
  async stop(): Promise<void> {
    this.isStopped = true;
    if (this.child.exitCode !== null || this.child.signalCode !== null) return;
    const ended = once(this.child, 'exit');
    this.child.kill('SIGTERM');
    await ended;
  }

  private start(): ChildProcess {
    const { args = [], env, onMessage, onEnd } = this.options;
    const child = fork(process.argv[1]!, args, { env });
    if (onMessage) child.on('message', onMessage);
    child.once('exit', (code, signal) => {
      onEnd?.(code, signal);
      if (!this.isStopped) setTimeout(() => this.restart(), RESTART_AFTER_MS).unref();
    });
    return child;
  }

  private restart(): void {
    if (!this.isStopped) this.child = this.start();
  }
}
