import { createServer, type Server, type Socket } from 'node:net';
import { once } from 'node:events';
import { Logger } from '@nestjs/common';
import { scrubber } from '../secrets/scrubber.js';
import type { EngineMemory } from './engine-memory.js';
import type { StreamKind } from './engine.port.js';
import { MemoryEngine } from './memory-engine.js';
import type { EngineCall, EngineHello, EngineReply } from './socket-calls.js';
import { FrameReader, frameOf } from './socket-frames.js';

/** Serves an engine in the memory of this process to other processes of this machine (`SocketEngine`). */
export class EngineServer {
  private readonly logger = new Logger(EngineServer.name);
  private readonly server: Server;
  private readonly sockets = new Set<Socket>();

  private constructor(
    private readonly memory: EngineMemory,
    private readonly newEpoch: () => string,
  ) {
    this.server = createServer((socket) => this.accept(socket));
  }

  /** @param path of the socket, in a folder that only this user can enter: who reaches it is trusted */
  static async listen(memory: EngineMemory, path: string, newEpoch: () => string): Promise<EngineServer> {
    const served = new EngineServer(memory, newEpoch);
    served.server.listen(path);
    await once(served.server, 'listening');
    return served;
  }

  async close(): Promise<void> {
    this.server.close();
    for (const socket of this.sockets) socket.destroy();
    await once(this.server, 'close');
  }

  private accept(socket: Socket): void {
    this.sockets.add(socket);
    const ended = new AbortController();
    socket.once('close', () => {
      this.sockets.delete(socket);
      ended.abort();
    });
    // The close that follows ends the calls.
    socket.on('error', () => undefined);
    let calls: Calls | null = null;
    const frames = new FrameReader((message) => {
      if (calls) void calls.answer(message as EngineCall);
      else calls = new Calls(socket, this.engineFor(message as EngineHello), ended.signal, this.logger);
    });
    socket.on('data', (bytes) => frames.add(bytes));
  }

  private engineFor(hello: EngineHello): MemoryEngine {
    return new MemoryEngine(this.memory, { ...hello, newEpoch: this.newEpoch });
  }
}

/** The calls of one process. */
class Calls {
  private readonly reads = new Map<number, AbortController>();

  constructor(
    private readonly socket: Socket,
    private readonly engine: MemoryEngine,
    private readonly ended: AbortSignal,
    private readonly logger: Logger,
  ) {
    ended.addEventListener('abort', () => this.reads.forEach((read) => read.abort()), { once: true });
  }

  async answer({ id, method, args }: EngineCall): Promise<void> {
    try {
      if (method === 'stop') return this.reads.get(id)?.abort();
      if (method === 'read') await this.read(id, args as [string, string, StreamKind]);
      const result = method === 'read' ? undefined : await this.run(method, args);
      await this.send({ id, result });
    } catch (error) {
      const { name, message } = error as Error;
      if (name === 'Error' || name === 'TypeError') this.logger.error(scrubber.scrubError(error));
      await this.send({ id, error: { name, message } });
    }
  }

  private run(method: Exclude<EngineCall['method'], 'stop' | 'read'>, args: unknown[]): unknown {
    return (this.engine[method] as (...all: unknown[]) => unknown)(...args);
  }

  private async read(id: number, [share, after, stream]: [string, string, StreamKind]): Promise<void> {
    const stop = new AbortController();
    this.reads.set(id, stop);
    try {
      for await (const entries of this.engine.read(share, after, stop.signal, stream))
        await this.send({ id, entries });
    } finally {
      this.reads.delete(id);
    }
  }

  /** Waits for a reader that is behind, so that its backlog stays in the log and not in this process's buffers. */
  private async send(reply: EngineReply): Promise<void> {
    if (this.ended.aborted || this.socket.write(frameOf(reply))) return;
    await once(this.socket, 'drain', { signal: this.ended }).catch(() => undefined);
  }
}
