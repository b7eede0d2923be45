import { Injectable } from '@nestjs/common';
import type { Principal } from '../access/principal.js';
import { ageSeconds, confirmedAt, unixSeconds } from '../cache/account-view.js';
import { Rendered } from '../cache/rendered.js';
import { RenderCache } from '../cache/render-cache.js';
import { Clock } from '../clock/clock.js';
import { AppConfig } from '../config/app-config.js';
import { isLive, type SectionName } from 'lighter-broadcaster-protocol/account';
import { entryHead, lastUpdate, stateJson, textsJson } from './entry-json.js';
import { SECTION_JSON, type ServedSection } from './section-json.js';

/** Sections behind each list; positions are shown at their marks. */
const SHOWN: Record<ServedSection, readonly SectionName[]> = {
  positions: ['positions', 'marks'],
  orders: ['orders'],
  trades: ['trades'],
};

/** Accounts in the shapes of the original service. A configured account is never missing; its age shows how old its data is. */
@Injectable()
export class AccountsService {
  constructor(
    private readonly cache: RenderCache,
    private readonly clock: Clock,
    private readonly config: AppConfig,
  ) {}

  list(principal: Principal): Rendered {
    return this.cache.consistently(() => {
      const indexes = this.cache.seenBy(principal);
      const now = this.clock.wallNow();
      const ttl = this.config.lighter.cacheTtlMs / 1000;
      const entries = indexes.map((index) => {
        const { at, age } = lastUpdate(this.cache.peek(index), now);
        return `"${index}":{"data":${this.cache.get(index, entryHead).text}${at}},"age":${age},"ttl":${ttl}}`;
      });
      return new Rendered(this.cache.etag(principal, indexes), `{"accounts":{${entries.join(',')}}}`);
    });
  }

  one(principal: Principal, index: number): Rendered {
    return this.cache.consistently(() => {
      const view = this.cache.view(principal, index);
      const { at, age } = lastUpdate(view, this.clock.wallNow());
      const stale = !isLive(view.state) || view.state.sections.requirements.stale;
      const { text, byteLength } = this.cache.get(index, entryHead);
      const before = '{"account":';
      const after = `${at}},"source":"${stale ? 'cache' : 'fresh'}","stale":${stale},"age":${age}}`;
      const length = before.length + byteLength + after.length;
      return new Rendered(this.cache.etagOf(principal, index), before + text + after, length);
    });
  }

  state(principal: Principal, index: number): Rendered {
    return this.cache.consistently(() => {
      this.cache.view(principal, index);
      return new Rendered(this.cache.etagOf(principal, index), this.cache.get(index, stateJson));
    });
  }

  texts(principal: Principal, index: number): Rendered {
    return this.cache.consistently(() => {
      this.cache.view(principal, index);
      return new Rendered(this.cache.etagOf(principal, index), this.cache.get(index, textsJson));
    });
  }

  sections(principal: Principal, section: ServedSection): Rendered {
    return this.cache.consistently(() => {
      const indexes = this.cache.seenBy(principal);
      const items = indexes.map((index) => this.sectionJson(index, section, `"${index}"`));
      const body = `{"accounts":[${items.join(',')}],"total_accounts":${indexes.length}}`;
      return new Rendered(this.cache.etag(principal, indexes), body);
    });
  }

  section(principal: Principal, index: number, section: ServedSection): Rendered {
    return this.cache.consistently(() => {
      this.cache.view(principal, index);
      const body = this.sectionJson(index, section, String(index));
      return new Rendered(this.cache.etagOf(principal, index), body);
    });
  }

  private sectionJson(index: number, section: ServedSection, label: string): string {
    const at = confirmedAt(this.cache.peek(index), SHOWN[section]);
    const age = ageSeconds(at, this.clock.wallNow());
    const content = this.cache.get(index, SECTION_JSON[section]);
    return `{"account_index":${label},${content},"timestamp":${unixSeconds(at)},"age_seconds":${age}}`;
  }
}
