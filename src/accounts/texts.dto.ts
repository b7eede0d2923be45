import { ApiProperty } from '@nestjs/swagger';
import type { TextsJson } from 'lighter-broadcaster-protocol/account-texts';

/** The exchange's verbatim texts of an account, each inside a string: for a frontend instance. */
export class AccountTextsDto implements TextsJson {
  /** The whole response to `account`; `null` before the first. */
  @ApiProperty({ type: String, nullable: true, example: '{"code":200,"total":1,"accounts":[]}' })
  account!: string | null;

  /** Epoch ms. */
  @ApiProperty({ type: Number, nullable: true, example: 1792000000000 })
  account_received_at!: number | null;

  /** +1 each time the response differs from the one before. */
  @ApiProperty({ example: 3 })
  account_revision!: number;

  /** `[order_id, market_id, text]` */
  @ApiProperty({
    type: 'array',
    items: { type: 'array', items: {} },
    example: [['281476929510110', 0, '{}']],
  })
  orders!: [string, number, string][];

  /** `[market_id, text]` */
  @ApiProperty({ type: 'array', items: { type: 'array', items: {} }, example: [[0, '{}']] })
  positions!: [number, string][];

  /** `[trade_id, market_id, text]`, newest first */
  @ApiProperty({ type: 'array', items: { type: 'array', items: {} }, example: [['26412422124', 0, '{}']] })
  trades!: [string, number, string][];
}
