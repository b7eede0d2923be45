import { Injectable, type PipeTransform } from '@nestjs/common';
import { Problem } from './problems.js';

/** Parses the account index in a path. @throws Problem INVALID_REQUEST when it is not a whole number. */
@Injectable()
export class AccountIndexPipe implements PipeTransform<string, number> {
  transform(value: string): number {
    if (!/^-?\d{1,15}$/.test(value))
      throw new Problem('INVALID_REQUEST', 'account_index must be a whole number of up to 15 digits');
    return Number(value);
  }
}
