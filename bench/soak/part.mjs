// A part of the soak in its own process, with its request interface.
import { fork } from 'node:child_process';
import { join } from 'node:path';

/** Answers the parent's questions; ends with it. @param {Record<string, (arg: any) => unknown>} answers */
export function serve(answers) {
  process.on('message', async (/** @type {{ id: number, question: string, arg: unknown }} */ message) => {
    const { id, question, arg } = message;
    try {
      process.send?.({ id, answer: await answers[question]?.(arg) });
    } catch (error) {
      process.send?.({ id, fault: error instanceof Error ? error.stack : String(error) });
    }
  });
  process.on('disconnect', () => process.exit());
}

export class Part {
  /** @param {string} file beside this one */
  constructor(file) {
    this.child = fork(join(import.meta.dirname, file));
    /** @type {Map<number, { resolve: (answer: any) => void, reject: (error: Error) => void }>} */
    this.waiting = new Map();
    this.asked = 0;
    this.child.on('message', (/** @type {{ id: number, answer?: unknown, fault?: string }} */ message) => {
      const { resolve, reject } = this.waiting.get(message.id) ?? {};
      this.waiting.delete(message.id);
      if (message.fault === undefined) resolve?.(message.answer);
      else reject?.(new Error(`${file}: ${message.fault}`));
    });
    this.child.on('exit', (code) => {
      for (const { reject } of this.waiting.values()) reject(new Error(`${file} ended with ${code}`));
    });
  }

  /** @param {string} question @param {unknown} [arg] @returns {Promise<any>} */
  ask(question, arg) {
    return new Promise((resolve, reject) => {
      if (!this.child.connected) return reject(new Error(`${this.child.spawnargs.at(-1)} has ended`));
      const id = this.asked++;
      this.waiting.set(id, { resolve, reject });
      this.child.send({ id, question, arg });
    });
  }

  /** @returns {Promise<void>} */
  end() {
    return new Promise((resolve) => {
      if (!this.child.connected) return resolve();
      this.child.once('exit', () => resolve());
      this.child.disconnect();
    });
  }
}
