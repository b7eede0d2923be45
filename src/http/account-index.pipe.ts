import { Injectable, type PipeTransform } from '@nestjs/common';
import { Problem } from './problems.js';

/** Reads the account index of a path. @throws Problem INVALID_REQUEST when it is not a whole number. */
@Injectable()
export class AccountIndexPipe implements PipeTransform<string, number> {
  transform(value: string): number {
    if (!/^-?\d{1,15}$/.test(value))
      throw new Problem('INVALID_REQUEST', 'account_index must be a whole number');
    return Number(value);
  }
}
