/** Why a run is given up; nothing is changed then. The message reaches the tenant: it must not hold values. */
export class Refusal extends Error {
  /**
   * @param {"invalid-parameters" | "unsupported-column" | "failed"} kind
   * @param {string} message
   */
  constructor(kind, message) {
    super(message);
    this.kind = kind;
  }
}
