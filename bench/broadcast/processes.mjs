// Processes to measure, read line by line; those with a `core` are pinned to it where `taskset` exists.
import { execFileSync, spawn } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { createInterface } from 'node:readline';

/** Clock ticks per second of /proc/PID/stat, which Linux fixes for user space. */
const TICKS = 100;
const PINNING = works('taskset', ['-c', '1', 'true']);

/** @param {string} command @param {string[]} args */
export function works(command, args) {
  try {
    execFileSync(command, args, { stdio: 'ignore' });
    return true;
  } catch {
    return false;
  }
}

/** @param {number} pid @returns its CPU time so far, seconds */
export function cpuOf(pid) {
  const fields = readFileSync(`/proc/${pid}/stat`, 'utf8').split(') ')[1]?.split(' ') ?? [];
  return (Number(fields[11]) + Number(fields[12])) / TICKS;
}

export class Running {
  /** @param {string[]} command @param {{ core?: number, env?: NodeJS.ProcessEnv }} place */
  constructor(command, { core, env = {} }) {
    const pinned = PINNING && core !== undefined ? ['taskset', '-c', String(core)] : [];
    const [file, ...args] = [...pinned, ...command];
    this.child = spawn(file ?? '', args, {
      stdio: ['pipe', 'pipe', 'inherit'],
      env: { ...process.env, ...env },
    });
    /** @type {Promise<number | null>} */
    this.ended = new Promise((resolve) => this.child.once('exit', resolve));
    /** @type {((line: string) => void)[]} */
    this.listeners = [];
    createInterface({ input: this.child.stdout }).on('line', (line) =>
      this.listeners.forEach((onLine) => onLine(line)),
    );
  }

  /** @param {string} line */
  send(line) {
    this.child.stdin.write(`${line}\n`);
  }

  /** @param {RegExp} pattern @returns {Promise<RegExpExecArray>} the next line that matches */
  line(pattern) {
    return new Promise((resolve, reject) => {
      const onLine = /** @param {string} line */ (line) => {
        const found = pattern.exec(line);
        if (!found) return;
        this.listeners = this.listeners.filter((other) => other !== onLine);
        resolve(found);
      };
      this.listeners.push(onLine);
      void this.ended.then((code) =>
        reject(new Error(`${this.child.spawnargs.join(' ')} ended with ${code}`)),
      );
    });
  }

  get pid() {
    return Number(this.child.pid);
  }

  /** CPU time so far, seconds. */
  cpu() {
    return cpuOf(this.pid);
  }

  /** Bytes in use after a garbage collection; the process must have preloaded gc-on-signal.mjs. */
  async held() {
    const answer = this.line(/"held":(\d+)/);
    this.child.kill('SIGUSR2');
    return Number((await answer)[1]);
  }

  /** Resident bytes. */
  memory() {
    const [, pages] = readFileSync(`/proc/${this.child.pid}/statm`, 'utf8').split(' ');
    return Number(pages) * 4096;
  }

  async stop() {
    this.child.kill('SIGKILL');
    await this.ended;
  }
}
