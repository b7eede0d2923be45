export class ControlStatusDto {
  /** @example false */
  rest_paused!: boolean;
  /** @example false */
  ws_paused!: boolean;
  /** Both. @example false */
  paused!: boolean;
  /** @example true */
  rest_running!: boolean;
  /** @example true */
  ws_running!: boolean;
}

export class ControlledDto {
  /** @example true */
  success!: boolean;
  /** @example true */
  rest_paused!: boolean;
  /** @example true */
  ws_paused!: boolean;
}
