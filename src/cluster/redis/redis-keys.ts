import type { HashName, StreamKind, ValueName } from '../engine.port.js';

/** Names of the keys of one cluster. All keys of a share have one hash tag, so that a script may touch them together. */
export class Keys {
  private readonly common: string;

  constructor(private readonly name: string) {
    this.common = `lb:{${name}}`;
  }

  lease(share: string): string {
    return `${this.share(share)}:lease`;
  }

  term(share: string): string {
    return `${this.share(share)}:term`;
  }

  head(share: string): string {
    return `${this.share(share)}:head`;
  }

  log(share: string): string {
    return `${this.share(share)}:log`;
  }

  rows(share: string): string {
    return `${this.share(share)}:rows`;
  }

  /** @returns the key of what `read` follows */
  stream(share: string, stream: StreamKind): string {
    return stream === 'log' ? this.log(share) : this.rows(share);
  }

  hash(share: string, name: HashName): string {
    return `${this.share(share)}:${name}`;
  }

  value(share: string, name: ValueName): string {
    return `${this.share(share)}:${name}`;
  }

  secret(name: string): string {
    return `${this.common}:secret:${name}`;
  }

  members(): string {
    return `${this.common}:members`;
  }

  once(id: string): string {
    return `${this.common}:once:${id}`;
  }

  sum(counter: string): string {
    return `${this.common}:w:${counter}`;
  }

  private share(share: string): string {
    return `lb:{${this.name}/${share}}`;
  }
}
