import { readFileSync, unwatchFile, watchFile } from 'node:fs';
import { Injectable, Logger, type OnModuleDestroy } from '@nestjs/common';
import type { AlertRule } from 'lighter-broadcaster-protocol/alert';
import { AppConfig } from '../../config/app-config.js';
import { loadEnvironment } from '../../config/load-config.js';
import { Problem } from '../../http/problems.js';
import { IncidentWriter } from '../../incidents/incident-writer.port.js';
import { AlertSink } from '../alert-sink.port.js';
import { AlertStore } from '../alert-store.js';
import { DEFAULT_RULES } from './default-rules.js';
import { readRule } from './read-rule.js';
import { readAlertsFile, type AlertsFile, type FileFault } from './alerts-file.js';

const FILE_CHECK_MS = 1_000;

/** The rules in force: the defaults, overridden by those of the API and of ALERTS_FILE. */
@Injectable()
export class AlertRules implements OnModuleDestroy {
  private readonly logger = new Logger('Alerts');
  private readonly listeners: (() => void)[] = [];
  private readonly stored = new Map<string, AlertRule>();
  private ofFile: readonly AlertRule[] = [];
  private fileFaults: readonly FileFault[] = [];
  private merged: ReadonlyMap<string, AlertRule> = merge([], []);

  constructor(
    private readonly config: AppConfig,
    private readonly store: AlertStore,
    private readonly incidents: IncidentWriter,
    private readonly sink: AlertSink,
  ) {}

  /** Reads stored rules and the file, and follows the file from then on. */
  async load(): Promise<void> {
    for (const rule of await this.store.rules()) this.stored.set(rule.id, rule);
    this.changed();
    const { file } = this.config.alerts;
    if (file === null) return this.sink.configure([]);
    this.reload();
    watchFile(file, { interval: FILE_CHECK_MS, persistent: false }, () => this.reload());
  }

  onModuleDestroy(): void {
    if (this.config.alerts.file !== null) unwatchFile(this.config.alerts.file);
  }

  onChange(listener: () => void): void {
    this.listeners.push(listener);
  }

  list(): AlertRule[] {
    return [...this.merged.values()];
  }

  get(id: string): AlertRule | undefined {
    return this.merged.get(id);
  }

  /** Why the last version of ALERTS_FILE is not in force; empty when it is. */
  faults(): readonly FileFault[] {
    return this.fileFaults;
  }

  /** @throws Problem INVALID_REQUEST when the rule is not valid, or comes from ALERTS_FILE */
  async put(id: string, body: object): Promise<AlertRule> {
    this.refuseOfFile(id);
    const rule = readRule({ ...body, id }, 'api');
    if (Array.isArray(rule)) {
      const faults = rule.map(({ path, message }) => `${path.join('.') || 'the rule'} ${message}`);
      throw new Problem('INVALID_REQUEST', faults.join('; '));
    }
    await this.store.saveRule(rule);
    this.stored.set(id, rule);
    this.changed();
    return rule;
  }

  /** A default rule is as it was built in again. @throws Problem NOT_FOUND when the API did not set it */
  async remove(id: string): Promise<void> {
    this.refuseOfFile(id);
    const rule = this.stored.get(id);
    if (!rule)
      throw new Problem(
        'NOT_FOUND',
        `The API has set no rule ${id}. Turn a default rule off with enabled: false.`,
      );
    await this.store.deleteRule(rule);
    this.stored.delete(id);
    this.changed();
    // The file may have waited for this id.
    if (this.fileFaults.length > 0) this.reload();
  }

  /** Reads the file again. An invalid one changes nothing. */
  reload(): void {
    const { file } = this.config.alerts;
    if (file === null) return;
    const { content, faults } = this.read(file);
    this.fileFaults = faults;
    if (content === null) return this.report(file, faults);
    const { rules, channels } = content;
    this.ofFile = rules;
    this.sink.configure(channels);
    this.logger.log(`ALERTS_FILE is in force: rules ${rules.length}, channels ${channels.length}`);
    this.changed();
  }

  private read(file: string): AlertsFile {
    try {
      const taken = { rules: new Set(this.stored.keys()), channels: this.sink.ownChannels() };
      return readAlertsFile(readFileSync(file, 'utf8'), loadEnvironment().env, taken);
    } catch (error) {
      return { content: null, faults: [{ line: 1, message: `cannot be read: ${(error as Error).message}` }] };
    }
  }

  private report(file: string, faults: readonly FileFault[]): void {
    const text = faults.map(({ line, message }) => `line ${line}: ${message}`).join('; ');
    const message = `ALERTS_FILE ${file} is not in force; the last valid version stays: ${text}`;
    this.logger.error(message);
    this.incidents.report({ source: 'system', error_type: 'alert-rules-refused', message });
  }

  private refuseOfFile(id: string): void {
    if (this.ofFile.some((rule) => rule.id === id))
      throw new Problem('INVALID_REQUEST', `Rule ${id} comes from ALERTS_FILE; change it there.`);
  }

  private changed(): void {
    this.merged = merge([...this.stored.values()], this.ofFile);
    for (const listener of this.listeners) listener();
  }
}

/** In the order of the defaults; others after them. */
function merge(stored: readonly AlertRule[], ofFile: readonly AlertRule[]): Map<string, AlertRule> {
  return new Map([...DEFAULT_RULES, ...stored, ...ofFile].map((rule) => [rule.id, rule]));
}
