/** Whether this process is the one of several that sends the heartbeat. Abstract class = DI token; absent where there is one. */
export abstract class HeartbeatDuty {
  /** Why it sends none now; `null` when it does. */
  abstract reason(): string | null;
}
