import type { ConnectionsElsewhere } from '../../broadcast/clients/connections-elsewhere.port.js';
import type { Clock } from '../../clock/clock.js';
import { Siblings } from './siblings.port.js';
import type { FromGateway, ToGateway } from './messages.js';

/** How long changes of the number of connections may wait to be sent together. */
const REPORT_WITHIN_MS = 20;

/** The other processes of this service, seen from one of its gateways. */
export class GatewaySiblings extends Siblings implements ConnectionsElsewhere {
  private readonly others = new Map<number, { total: number; byAddress: Map<string, number> }>();
  private readonly questions = new Map<number, (bodies: unknown[]) => void>();
  private lastQuestion = 0;
  private readonly changed = new Map<string, number>();
  private here = 0;
  private scheduled = false;

  constructor(private readonly clock: Clock) {
    super();
    process.on('message', (message) => void this.onMessage(message as ToGateway));
  }

  get total(): number {
    let sum = 0;
    for (const { total } of this.others.values()) sum += total;
    return sum;
  }

  of(address: string): number {
    let sum = 0;
    for (const { byAddress } of this.others.values()) sum += byAddress.get(address) ?? 0;
    return sum;
  }

  report(total: number, address: string | null, held: number): void {
    this.here = total;
    if (address !== null) this.changed.set(address, held);
    if (this.scheduled) return;
    this.scheduled = true;
    this.clock.after(REPORT_WITHIN_MS, () => {
      this.scheduled = false;
      send({ type: 'connections', total: this.here, byAddress: [...this.changed] });
      this.changed.clear();
    });
  }

  override ask(topic: string): Promise<unknown[]> {
    const id = ++this.lastQuestion;
    return new Promise((resolve) => {
      this.questions.set(id, resolve);
      send({ type: 'ask', id, topic });
    });
  }

  listening(): void {
    send({ type: 'listening' });
  }

  private async onMessage(message: ToGateway): Promise<void> {
    switch (message.type) {
      case 'connections': {
        const { from, total, byAddress } = message;
        const known = this.others.get(from)?.byAddress ?? new Map<string, number>();
        for (const [address, held] of byAddress)
          if (held > 0) known.set(address, held);
          else known.delete(address);
        this.others.set(from, { total, byAddress: known });
        return;
      }
      case 'gone':
        this.others.delete(message.from);
        return;
      case 'ask': {
        const body = await this.answer(message.topic);
        return send({ type: 'answer', id: message.id, body });
      }
      case 'answers':
        this.questions.get(message.id)?.(message.bodies);
        this.questions.delete(message.id);
    }
  }
}

function send(message: FromGateway): void {
  // Without a channel the parent has ended, and this process is about to.
  if (process.connected) process.send!(message, undefined, undefined, () => undefined);
}
