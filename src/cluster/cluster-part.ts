import type { DynamicModule, Provider } from '@nestjs/common';
import type { Clock } from '../clock/clock.js';
import type { AppConfig } from '../config/app-config.js';

/** What this process does in a cluster. */
export interface ClusterPart {
  /** It follows the exchange and publishes; otherwise it serves what another one publishes. */
  leads: boolean;
  /** The engine outlives this process, so the gaps of the history are kept there, and not in `DATA_DIR`. */
  keepsGaps: boolean;
  module: DynamicModule;
  /** What its processes know together about their callers, for `AccessModule`. */
  access: readonly Provider[];
}

/** A process of a cluster, ready to create its application. */
export interface ClusterStart {
  config: AppConfig;
  clock: Clock;
  part: ClusterPart;
  listen: { host: string; port: number; reusePort?: boolean };
  /**
   * Called once the application listens.
   * @returns the address at which clients reach the service; `null` where another process reports it
   */
  opened: (url: string) => Promise<string | null>;
  /** Called when the application is to close, before it does. */
  closing: () => Promise<void>;
}

/** Processes that this one runs, without an application of its own. */
export interface ProcessGroup {
  /** The address at which clients reach the service; `null` where another process serves them. */
  url: string | null;
  stop(): Promise<void>;
}
