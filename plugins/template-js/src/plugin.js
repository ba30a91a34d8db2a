// The plugin that the rule makes: the interface `anonymizer` of `lethe:plugin`.

import "./outside.js";
import { pack, unpack } from "./columns.js";
import { Refusal } from "./refusal.js";
import { description, rule } from "./rule.js";

export const anonymizer = {
  describe() {
    return { ...description, parameters: JSON.stringify(description.parameters) };
  },

  anonymize(given, input) {
    try {
      const context = { ...given, parameters: JSON.parse(given.parameters) };
      return { columns: input.columns.map((column) => anonymized(column, context)) };
    } catch (error) {
      throw told(error);
    }
  },
};

function anonymized({ name, class: dataClass, values, absent }, context) {
  const field = { name, class: dataClass, type: values.tag };
  const rows = unpack(values, absent);
  for (let row = 0; row < rows.length; row += 1) {
    if (rows[row] !== null) {
      rows[row] = rule(rows[row], field, context);
    }
  }
  return { name, class: dataClass, ...pack(field.type, rows) };
}

/** What the tenant is told. Messages of errors may hold values; what kind they are of, and where, does not. */
function told(error) {
  if (error instanceof Refusal) {
    return { tag: error.kind, val: error.message };
  }
  const [place = ""] = String(error?.stack).trim().split("\n");
  return { tag: "failed", val: `${error?.name ?? "something thrown"} ${place.trim()}` };
}
