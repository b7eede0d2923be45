import { ApiExtraModels, ApiProperty, getSchemaPath } from '@nestjs/swagger';

const VERBATIM = { type: 'object', additionalProperties: true } as const;

/** An account in the original's shape. */
class AccountEntryDto {
  /** @example 281001 */
  account_index!: number;
  /** @example 'Lighter_1_aE42d3' */
  account_name!: string;
  @ApiProperty({
    ...VERBATIM,
    description:
      'The exchange’s last response to `account` in its own spelling, with the positions and the money known now; without accounts before the first.',
    example: { code: 200, total: 1, accounts: [{ index: 281001, collateral: '4000.125000' }] },
  })
  raw_data!: Record<string, unknown>;
  @ApiProperty({
    type: 'array',
    items: VERBATIM,
    description: 'Live orders as the exchange spells them.',
    example: [{ order_id: '281476929510110', price: '2500.00', status: 'open' }],
  })
  active_orders!: Record<string, unknown>[];
  /** False without a credential: `active_orders` is then empty because the orders are unknown. @example true */
  orders_known!: boolean;
  /** Unix seconds of the last confirmation; 0 before the first. @example 1792000000.125 */
  last_update!: number;
}

class AccountListItemDto {
  data!: AccountEntryDto;
  /** Seconds since `last_update`; -1 before the first. @example 0.412 */
  age!: number;
  /** `CACHE_TTL` in seconds. @example 5 */
  ttl!: number;
}

@ApiExtraModels(AccountListItemDto)
export class AccountsDto {
  @ApiProperty({
    type: 'object',
    additionalProperties: { $ref: getSchemaPath(AccountListItemDto) },
    description: 'By account index.',
  })
  accounts!: Record<string, AccountListItemDto>;
}

export class AccountDto {
  account!: AccountEntryDto;
  /** `fresh` while no section is stale. */
  source!: 'cache' | 'fresh';
  /** The same as a flag. @example false */
  stale!: boolean;
  /** Seconds since `last_update`; -1 before the first. @example 0.412 */
  age!: number;
}
