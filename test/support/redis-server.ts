import { spawn, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { mkdtemp, rm } from 'node:fs/promises';
import { createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { redisServer } from '../../scripts/setup/redis.mjs';

/** A Redis or Valkey of its own, on a free port, with its data in a temporary folder. */
export class RedisServer {
  private process: ChildProcess | null = null;

  private constructor(
    private readonly folder: string,
    readonly port: number,
  ) {}

  static async start(args: string[] = []): Promise<RedisServer> {
    const server = new RedisServer(await mkdtemp(join(tmpdir(), 'redis-')), await freePort());
    await server.run(args);
    return server;
  }

  get url(): string {
    return `redis://127.0.0.1:${this.port}`;
  }

  get pid(): number {
    return this.process!.pid!;
  }

  /** Starts over on the same data, as after a crash. */
  async restart(): Promise<void> {
    await this.kill();
    await this.run([]);
  }

  async kill(signal: NodeJS.Signals = 'SIGKILL'): Promise<void> {
    const { process } = this;
    if (!process || process.exitCode !== null || process.signalCode !== null) return;
    process.kill(signal);
    await once(process, 'exit');
  }

  async stop(): Promise<void> {
    await this.kill();
    await rm(this.folder, { recursive: true, force: true });
  }

  private async run(args: string[]): Promise<void> {
    const found = redisServer(process.cwd());
    if (!found) throw new Error('no redis-server or valkey-server on this machine');
    const options = ['--bind', '127.0.0.1', '--port', String(this.port), '--dir', this.folder];
    // A kill loses nothing that was written, so a test need not wait for a disk that others keep busy.
    const data = ['--save', '', '--appendonly', 'yes', '--appendfsync', 'no', '--daemonize', 'no'];
    this.process = spawn(found.command, [...options, ...data, ...args], {
      stdio: ['ignore', 'pipe', 'inherit'],
      env: { ...process.env, ...(found.libraries && { LD_LIBRARY_PATH: found.libraries }) },
    });
    const lines: string[] = [];
    for await (const line of createInterface({ input: this.process.stdout! })) {
      lines.push(line);
      if (line.includes('Ready to accept connections')) break;
    }
    if (this.process.exitCode !== null) throw new Error(`the server ended at once:\n${lines.join('\n')}`);
    this.process.stdout!.resume();
  }
}

async function freePort(): Promise<number> {
  const probe = createServer().listen(0, '127.0.0.1');
  await once(probe, 'listening');
  const { port } = probe.address() as { port: number };
  probe.close();
  await once(probe, 'close');
  return port;
}
