/** Questions between the processes of one machine that are one service. Abstract class = DI token. */
export abstract class Siblings {
  private readonly answers = new Map<string, () => Promise<unknown>>();

  /** How this process answers questions of the others about a topic. */
  onAsk(topic: string, answer: () => Promise<unknown>): void {
    this.answers.set(topic, answer);
  }

  /** @returns undefined when this process knows nothing about the topic */
  async answer(topic: string): Promise<unknown> {
    return this.answers.get(topic)?.();
  }

  /** The others' answers, that of the process that leads first. Those that do not answer in time are left out. */
  abstract ask(topic: string): Promise<unknown[]>;
}
