// The rule, and what the person who approves it is told.

import { Refusal } from "./refusal.js";

export const description = {
  name: "initials-js",
  version: "0.1.0",
  summary: "Keeps the initials of a name",
  // The fields it wants, by name, by data class, or both. No name fits every name; no class fits every class.
  fields: [{ name: null, classes: ["identifier"] }],
  // JSON Schema of its parameters.
  parameters: { type: "object", additionalProperties: false },
};

/** What is no initial: spaces, and what stands behind the first character of a word. */
const THE_REST = /(?<=\S)\S+|\s+/gu;

/**
 * Gives what takes the place of a value: a value of the same type, or `null` for none.
 *
 * A `text` is a string, `bytes` are a `Uint8Array`, a `date` is `{ year, month, day }`, a `timestamp` is milliseconds
 * since 1970. A row without a value is never handed over.
 *
 * @param {string} value
 * @param {{ name: string, class: string, type: string }} field
 * @param {{ collection: string, now: number, parameters: object, seed: number }} context
 * @returns {string | null}
 * @throws {Refusal} when it cannot work on the field, or with the parameters
 */
export function rule(value, field, context) {
  if (field.type !== "text") {
    throw new Refusal("unsupported-column", `only names have initials, but ${field.name} is no text`);
  }
  return value.replace(THE_REST, "");
}
