import assert from "node:assert/strict";
import { test } from "node:test";

import { Refusal } from "../src/refusal.js";
import { rule } from "../src/rule.js";

const NAME = { name: "name", class: "identifier", type: "text" };

test("a name becomes its initials", () => {
  for (const [name, initials] of [["Ada  Lovelace", "AL"], ["Örjan Åström", "ÖÅ"], ["😀 x", "😀x"], [" ", ""]]) {
    assert.equal(rule(name, NAME), initials);
  }
});

test("a date is refused", () => {
  assert.throws(() => rule({ year: 1815, month: 12, day: 10 }, { ...NAME, type: "date" }), Refusal);
});
