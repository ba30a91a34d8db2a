// Columns as they cross to a plugin, and the values of their rows.
//
// The texts of a column cross as one, with the byte of its UTF-8 at which the text of each row ends. JavaScript counts
// units of UTF-16, so here it is counted how many bytes more there are. Each step of JavaScript costs fuel: only what
// is beyond ASCII is looked at unit by unit.

import { Refusal } from "./refusal.js";

const ASCII = "[\\0-\\x7f]";
/** As much ASCII as there is. Sixteen at a time take half the fuel. */
const ALL_ASCII = new RegExp(`(?:${ASCII.repeat(16)})*${ASCII}*`, "y");

/** Of each type: what a row without a value has in its place, and what a value is. */
const TYPES = {
  text: { nothing: "", is: (value) => typeof value === "string" },
  // Numbers of JavaScript hold whole numbers up to 2^53: what is larger would come back as another.
  integer: { nothing: 0, is: Number.isSafeInteger },
  number: { nothing: 0, is: (value) => typeof value === "number" },
  boolean: { nothing: false, is: (value) => typeof value === "boolean" },
  date: { nothing: { year: 1970, month: 1, day: 1 }, is: isDate },
  timestamp: { nothing: 0, is: Number.isSafeInteger },
  bytes: { nothing: new Uint8Array(0), is: (value) => value instanceof Uint8Array },
};

/** The values of a column, one a row; `null` where there is none. */
export function unpack({ tag, val }, absent) {
  const rows = tag === "text" ? texts(val) : tag === "bytes" ? blobs(val) : Array.from(val);
  for (const row of absent) {
    rows[row] = null;
  }
  if (tag === "integer" || tag === "timestamp") {
    if (!rows.every((value) => value === null || Number.isSafeInteger(value))) {
      throw new Refusal("unsupported-column", "a whole number is too large for a plugin in JavaScript");
    }
  }
  return rows;
}

/** A column of these values, which are of the type; `null` where there is none. */
export function pack(type, rows) {
  const { nothing, is } = TYPES[type];
  const absent = [];
  for (let row = 0; row < rows.length; row += 1) {
    if (rows[row] === null) {
      absent.push(row);
      rows[row] = nothing;
    } else if (!is(rows[row])) {
      throw new Refusal("failed", `the rule must answer a value of type ${type}, or null`);
    }
  }
  const val = type === "text" ? joinedTexts(rows) : type === "bytes" ? joinedBlobs(rows) : rows;
  return { values: { tag: type, val }, absent: Uint32Array.from(absent) };
}

function texts({ joined, ends }) {
  const rows = [];
  const isAscii = joined.length === (ends.at(-1) ?? 0);
  let [start, more, next] = [0, 0, isAscii ? joined.length : beyondAscii(joined, 0)];
  for (let row = 0; row < ends.length; row += 1) {
    const end = ends[row];
    while (next + more < end && next < joined.length) {
      more += extraBytes(joined, next);
      next = beyondAscii(joined, next + 1);
    }
    rows.push(joined.substring(start, end - more));
    start = end - more;
  }
  return rows;
}

function joinedTexts(given) {
  let rows = given;
  let joined = rows.join("");
  let next = beyondAscii(joined, 0);
  if (next < joined.length) {
    // Half of a pair of surrogates is no character.
    rows = rows.map((text) => text.toWellFormed());
    joined = rows.join("");
  }
  const ends = new Uint32Array(rows.length);
  let [end, more] = [0, 0];
  for (let row = 0; row < rows.length; row += 1) {
    end += rows[row].length;
    while (next < end) {
      more += extraBytes(joined, next);
      next = beyondAscii(joined, next + 1);
    }
    ends[row] = end + more;
  }
  return { joined, ends };
}

/** Where the first unit beyond ASCII stands, from here on; the end if there is none. */
function beyondAscii(text, from) {
  if (text.charCodeAt(from) > 0x7f) {
    return from;
  }
  ALL_ASCII.lastIndex = from;
  ALL_ASCII.test(text);
  return ALL_ASCII.lastIndex;
}

/** How many bytes of UTF-8 a unit stands for, less one. Each half of a pair of surrogates stands for two. */
function extraBytes(text, at) {
  const unit = text.charCodeAt(at);
  return unit < 0x800 || (unit & 0xf800) === 0xd800 ? 1 : 2;
}

function blobs({ joined, ends }) {
  let start = 0;
  return Array.from(ends, (end) => {
    const bytes = joined.slice(start, end);
    start = end;
    return bytes;
  });
}

function joinedBlobs(rows) {
  const ends = new Uint32Array(rows.length);
  const joined = new Uint8Array(rows.reduce((sum, bytes) => sum + bytes.length, 0));
  let end = 0;
  rows.forEach((bytes, row) => {
    joined.set(bytes, end);
    end += bytes.length;
    ends[row] = end;
  });
  return { joined, ends };
}

function isDate(value) {
  return [value?.year, value?.month, value?.day].every(Number.isInteger);
}
