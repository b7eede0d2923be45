import type { ControlState } from 'lighter-broadcaster-protocol/operations';
import type { ControlStatusDto } from './control.dto.js';

/** What an operator has paused, in the words of the original's API. */
export function controlStatus({ rest_paused, ws_paused }: ControlState): ControlStatusDto {
  return {
    rest_paused,
    ws_paused,
    paused: rest_paused && ws_paused,
    rest_running: !rest_paused,
    ws_running: !ws_paused,
  };
}
