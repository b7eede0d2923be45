import { Injectable } from '@nestjs/common';
import type { Principal } from '../access/principal.js';
import { type AccountView, ageSeconds, heardAt, unixSeconds } from '../cache/account-view.js';
import { Rendered } from '../cache/rendered.js';
import { SnapshotCache } from '../cache/snapshot-cache.js';
import { Clock } from '../clock/clock.js';
import { AppConfig } from '../config/app-config.js';
import { entryHead, lastUpdate, stateJson, textsJson } from './entry-json.js';
import { SECTION_JSON, type ServedSection } from './section-json.js';

/** Accounts in the shapes of the original service. A configured account is never missing: its age tells how old it is. */
@Injectable()
export class AccountsService {
  constructor(
    private readonly cache: SnapshotCache,
    private readonly clock: Clock,
    private readonly config: AppConfig,
  ) {}

  list(principal: Principal): Rendered {
    const indexes = this.cache.seenBy(principal);
    const now = this.clock.now();
    const ttl = this.config.lighter.cacheTtlMs / 1000;
    const parts = indexes.flatMap((index, place) => {
      const { at, age } = lastUpdate(this.cache.peek(index), now);
      const comma = place > 0 ? ',' : '';
      return [
        `${comma}"${index}":{"data":`,
        this.cache.get(index, entryHead),
        `${at}},"age":${age},"ttl":${ttl}}`,
      ];
    });
    return new Rendered(this.cache.etag(principal, indexes), ['{"accounts":{', ...parts, '}}']);
  }

  one(principal: Principal, index: number): Rendered {
    const view = this.cache.view(principal, index);
    const { at, age } = lastUpdate(view, this.clock.now());
    const fresh = isFresh(view);
    return new Rendered(this.cache.etag(principal, [index]), [
      '{"account":',
      this.cache.get(index, entryHead),
      `${at}},"source":"${fresh ? 'fresh' : 'cache'}","stale":${!fresh},"age":${age}}`,
    ]);
  }

  state(principal: Principal, index: number): Rendered {
    this.cache.view(principal, index);
    return new Rendered(this.cache.etag(principal, [index]), [this.cache.get(index, stateJson)]);
  }

  texts(principal: Principal, index: number): Rendered {
    this.cache.view(principal, index);
    return new Rendered(this.cache.etag(principal, [index]), [this.cache.get(index, textsJson)]);
  }

  sections(principal: Principal, section: ServedSection): Rendered {
    const indexes = this.cache.seenBy(principal);
    const items = indexes.map((index) => this.sectionJson(index, section, `"${index}"`));
    return new Rendered(this.cache.etag(principal, indexes), [
      `{"accounts":[${items.join(',')}],"total_accounts":${indexes.length}}`,
    ]);
  }

  section(principal: Principal, index: number, section: ServedSection): Rendered {
    this.cache.view(principal, index);
    return new Rendered(this.cache.etag(principal, [index]), [
      this.sectionJson(index, section, String(index)),
    ]);
  }

  private sectionJson(index: number, section: ServedSection, label: string): string {
    const at = heardAt(this.cache.peek(index), section);
    const age = ageSeconds(at, this.clock.now());
    const content = this.cache.get(index, SECTION_JSON[section]);
    return `{"account_index":${label},${content},"timestamp":${unixSeconds(at)},"age_seconds":${age}}`;
  }
}

function isFresh({ state }: AccountView): boolean {
  return Object.values(state.sections).every(({ stale }) => !stale);
}
