import assert from "node:assert/strict";
import { test } from "node:test";

import { pack, unpack } from "../src/columns.js";
import { Refusal } from "../src/refusal.js";

const COLUMNS = [
  ["text", ["Ada", null, "Örjan 😀", "", "ß", "a".repeat(40), "田中 太郎", "e\u{301}"]],
  ["text", ["", null, ""]],
  ["text", []],
  ["bytes", [Uint8Array.of(1, 2), null, Uint8Array.of(), Uint8Array.of(3)]],
  ["integer", [1, null, -3, Number.MAX_SAFE_INTEGER]],
  ["number", [0.5, null, Infinity]],
  ["boolean", [true, null, false]],
  ["date", [{ year: 1815, month: 12, day: 10 }, null]],
  ["timestamp", [-1, null, 1_767_225_600_000]],
];

test("values come back as they were packed, with none where there was none", () => {
  for (const [type, rows] of COLUMNS) {
    const { values, absent } = pack(type, [...rows]);
    assert.deepEqual(unpack(values, absent), rows);
  }
});

test("the end of a text is counted in bytes of UTF-8", () => {
  for (const [, rows] of COLUMNS.filter(([type]) => type === "text")) {
    const { joined, ends } = pack("text", [...rows]).values.val;
    assert.equal(joined, rows.join(""));
    let end = 0;
    const counted = rows.map((text) => (end += Buffer.byteLength(text ?? "")));
    assert.deepEqual([...ends], counted);
  }
});

test("half of a pair of surrogates becomes a character", () => {
  const { joined, ends } = pack("text", ["😀"[0], "😀"[1]]).values.val;
  assert.equal(joined, "\u{fffd}\u{fffd}");
  assert.deepEqual([...ends], [3, 6]);
});

test("what is of another type is refused, and so is a whole number that would come back as another", () => {
  for (const [type, value] of [["text", 1], ["text", undefined], ["integer", 1.5], ["date", "1815-12-10"]]) {
    assert.throws(() => pack(type, [value]), Refusal);
  }
  assert.throws(() => unpack({ tag: "integer", val: [2 ** 53] }, []), Refusal);
});
