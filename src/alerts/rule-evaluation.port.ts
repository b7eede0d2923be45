/** Shows that rules are evaluated. */
export abstract class RuleEvaluation {
  /** When the last pass was completed, monotonic milliseconds; `null` before the first. */
  abstract evaluatedAt(): number | null;
}
