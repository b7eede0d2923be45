/** Ends the bootstrap with this exit code; the message is for the user, without a stack trace. */
export class Failure extends Error {
  /**
   * @param {string} message empty when the user needs no explanation, as after Ctrl-C
   * @param {number} [exitCode]
   */
  constructor(message, exitCode = 1) {
    super(message);
    this.exitCode = exitCode;
  }
}
