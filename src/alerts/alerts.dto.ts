import {
  ApiProperty,
  ApiPropertyOptional,
  IntersectionType,
  OmitType,
  PartialType,
  PickType,
} from '@nestjs/swagger';
import { Transform, Type } from 'class-transformer';
import { IsBoolean, IsInt, IsObject, IsOptional, Matches, Max, Min } from 'class-validator';
import { SECTIONS, type SectionName } from 'lighter-broadcaster-protocol/account';
import {
  ALERT_STATES,
  type Alert,
  type AlertRule,
  type AlertScope,
  type AlertState,
  type QuietHours,
} from 'lighter-broadcaster-protocol/alert';
import {
  ALERT_KINDS,
  type AlertKind,
  ALERT_SEVERITIES,
  type AlertSeverity,
} from 'lighter-broadcaster-protocol/alert-kinds';
import { decodePosition, type AlertPosition } from './alert-position.js';
import { ApiBase } from '../http/api-base.decorator.js';

const KINDS = Object.keys(ALERT_KINDS);

export class AlertsQuery {
  /** Only open alerts. @example true */
  @IsOptional()
  @Transform(({ value }) => ({ true: true, false: false })[String(value)] ?? (value as unknown))
  @IsBoolean()
  open: boolean = false;

  /** Only alerts of this account. @example 281001 */
  @IsOptional()
  @Type(() => Number)
  @IsInt()
  @Min(0)
  account_index?: number;

  /** Maximum number of alerts, newest first. @example 100 */
  @IsOptional()
  @Type(() => Number)
  @IsInt()
  @Min(1)
  @Max(1000)
  limit: number = 100;

  /** `next_cursor` of the previous page. */
  @ApiPropertyOptional({ type: String, example: '1795392000125.0b5f2c1e6a3d4a559f0e' })
  @IsOptional()
  @Transform(({ value }) => decodePosition(value) ?? String(value))
  @IsObject({ message: 'cursor must be the next_cursor of an earlier response' })
  cursor?: AlertPosition;
}

export class AlertDto implements Alert {
  /** @example '0b5f2c1e6a3d4a559f0e' */
  alert_id!: string;
  /** Id of the rule that fired it. @example 'near-liquidation' */
  rule!: string;
  /** What happened; docs/alerts.md says what each kind means and what to do. */
  @ApiProperty({ enum: KINDS, enumName: 'AlertKind', example: 'liquidation-distance' })
  kind!: AlertKind;
  @ApiProperty({ enum: ALERT_SEVERITIES })
  severity!: AlertSeverity;
  /** `firing` and `acknowledged` alerts are open. */
  @ApiProperty({ enum: ALERT_STATES })
  state!: AlertState;
  /** `null` if the alert concerns no single account. @example 281001 */
  account_index!: number | null;
  /** Label or name of the account. @example 'desk05' */
  account_name!: string | null;
  /** @example 'BTC' */
  market!: string | null;
  /** What it is about, within its rule. @example '281001/BTC' */
  subject!: string;
  /** @example 'desk05: BTC is 4.2 % from liquidation' */
  summary!: string;
  /** The figures behind the summary; money as decimal strings. @example { "distance": "4.20" } */
  @ApiProperty({
    type: 'object',
    additionalProperties: { oneOf: [{ type: 'string', nullable: true }, { type: 'number' }] },
  })
  details!: Record<string, string | number | null>;
  /** Epoch ms. @example 1795392000125 */
  since!: number;
  /** @example 1795392000125 */
  updated_at!: number;
  /** Name of the key that acknowledged it; `alice via web` for `alice` of a frontend instance with the key `web`. @example 'ops' */
  acknowledged_by!: string | null;
  /** @example 1795392060125 */
  acknowledged_at!: number | null;
  /** `null` while open. @example 1795392120125 */
  resolved_at!: number | null;
  /** Number of events that it stands for. @example 1 */
  count!: number;
}

export class AlertsDto {
  alerts!: AlertDto[];
  /** Older alerts follow at this cursor; `null` on the last page. @example '1795392000125.0b5f2c1e6a3d4a559f0e' */
  next_cursor!: string | null;
}

class ScopeDto implements AlertScope {
  /** `null` is all. @example [281001] */
  accounts!: number[] | null;
  /** @example ['market-making'] */
  groups!: string[] | null;
  /** Symbols. @example ['BTC'] */
  markets!: string[] | null;
}

class QuietHoursDto implements QuietHours {
  /** @example '22:00' */
  from!: string;
  /** @example '07:00' */
  to!: string;
  /** `null` is that of ALERT_TZ. @example 'Europe/Berlin' */
  zone!: string | null;
}

export class AlertRuleDto implements AlertRule {
  /** @example 'near-liquidation' */
  id!: string;
  @ApiProperty({ enum: KINDS, enumName: 'AlertKind', example: 'liquidation-distance' })
  kind!: AlertKind;
  enabled!: boolean;
  @ApiProperty({ enum: ALERT_SEVERITIES })
  severity!: AlertSeverity;
  /** `file` rules are changed in ALERTS_FILE only. */
  source!: 'default' | 'file' | 'api';
  scope!: ScopeDto;
  /** In the unit of the kind. @example '10' */
  threshold!: string | null;
  /** Value that resolves the alert. @example '12' */
  clear!: string | null;
  /** Seconds for which the condition has to last. @example 60 */
  for_s!: number;
  /** Of a drawdown. @example 86400 */
  window_s!: number | null;
  /** Of a `stale` rule: the section that it watches. */
  @ApiProperty({ enum: SECTIONS, nullable: true })
  section!: SectionName | null;
  /** Seconds in which it does not fire again. @example 300 */
  cooldown_s!: number;
  quiet_hours!: QuietHoursDto | null;
  /** Names of channels; `null` is every configured one. @example ['telegram'] */
  channels!: string[] | null;
}

/** The rule without `id` and `source`. What is left out gets the default of the kind. */
@ApiBase()
export class AlertRuleBody extends IntersectionType(
  PickType(AlertRuleDto, ['kind']),
  PartialType(OmitType(AlertRuleDto, ['id', 'source', 'kind'])),
) {}

class RulesFaultDto {
  /** Line of ALERTS_FILE. @example 12 */
  line!: number;
  /** @example 'threshold must be a decimal number' */
  message!: string;
}

export class AlertRulesDto {
  rules!: AlertRuleDto[];
  /** Names of the configured channels. @example ['telegram'] */
  channels!: string[];
  /** Why the last version of ALERTS_FILE is not in force; empty when it is. */
  file_faults!: RulesFaultDto[];
}

export class AlertIdDto {
  /** @example '0b5f2c1e6a3d4a559f0e' */
  @Matches(/^[0-9a-f]{20}$/, { message: 'alert_id must be 20 hexadecimal digits' })
  alert_id!: string;
}

export class RuleIdDto {
  /** @example 'near-liquidation' */
  @Matches(/^[a-z0-9](?:[a-z0-9-]{0,62}[a-z0-9])?$/, {
    message: 'rule_id must be up to 64 lower-case letters, digits and hyphens',
  })
  rule_id!: string;
}

export class RuleDeletedDto {
  /** @example true */
  success!: boolean;
}
