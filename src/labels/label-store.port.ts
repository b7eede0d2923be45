import type { AccountLabel } from 'lighter-broadcaster-protocol/account';

/** Keeps the labels that people set. */
export abstract class LabelStore {
  /** What is stored, by account index. */
  abstract load(): Promise<ReadonlyMap<number, AccountLabel>>;
  /** Resolves when it is on disk. @throws when the disk refuses it */
  abstract save(accountIndex: number, label: AccountLabel): Promise<void>;
}
