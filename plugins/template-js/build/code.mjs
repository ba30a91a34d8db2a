// The code of a module without tail calls, which Lethe's engine does not have: a call and a return instead.

import { Reader, concat, list, unsigned } from "./binary.mjs";

const CALL = 0x10;
const CALL_INDIRECT = 0x11;
const RETURN_CALL = 0x12;
const RETURN_CALL_INDIRECT = 0x13;
const RETURN = Uint8Array.of(0x0f);

/** The section of code, with each tail call as a call and a return. */
export function withoutTailCalls(content) {
  const bodies = new Reader(content).list((it) => it.take(it.number()));
  return list(bodies.map(rewritten).map((body) => concat([unsigned(body.length), body])));
}

function rewritten(body) {
  const reader = new Reader(body);
  reader.list((it) => [it.number(), it.byte()]); // locals
  const pieces = [];
  let copied = 0;
  while (!reader.done()) {
    const start = reader.at;
    const operation = reader.byte();
    skip(reader, operation);
    if (operation === RETURN_CALL || operation === RETURN_CALL_INDIRECT) {
      const call = operation === RETURN_CALL ? CALL : CALL_INDIRECT;
      pieces.push(body.subarray(copied, start), Uint8Array.of(call), body.subarray(start + 1, reader.at), RETURN);
      copied = reader.at;
    }
  }
  return copied === 0 ? body : concat([...pieces, body.subarray(copied)]);
}

/** Passes over what an operation is given. */
function skip(reader, operation) {
  const numbers = (count) => {
    for (let left = count; left > 0; left -= 1) reader.number();
  };
  if (operation >= 0x28 && operation <= 0x3e) return numbers(2); // loads and stores
  if (operation >= 0x45 && operation <= 0xc4) return undefined; // arithmetic
  switch (operation) {
    case 0x00: // unreachable
    case 0x01: // nop
    case 0x05: // else
    case 0x0b: // end
    case 0x0f: // return
    case 0x1a: // drop
    case 0x1b: // select
    case 0xd1: // ref.is_null
      return undefined;
    case 0x02: // block
    case 0x03: // loop
    case 0x04: // if
    case 0x0c: // br
    case 0x0d: // br_if
    case CALL:
    case RETURN_CALL:
    case 0x20: // local.get
    case 0x21: // local.set
    case 0x22: // local.tee
    case 0x23: // global.get
    case 0x24: // global.set
    case 0x25: // table.get
    case 0x26: // table.set
    case 0x3f: // memory.size
    case 0x40: // memory.grow
    case 0x41: // i32.const
    case 0x42: // i64.const
    case 0xd0: // ref.null
    case 0xd2: // ref.func
      return numbers(1);
    case CALL_INDIRECT:
    case RETURN_CALL_INDIRECT:
      return numbers(2);
    case 0x0e: // br_table
      return numbers(reader.number() + 1);
    case 0x1c: // select with types
      return reader.take(reader.number());
    case 0x43: // f32.const
      return reader.take(4);
    case 0x44: // f64.const
      return reader.take(8);
    case 0xfc:
      return numbers({ 8: 2, 9: 1, 10: 2, 11: 1, 12: 2, 13: 1, 14: 2, 15: 1, 16: 1, 17: 1 }[reader.number()] ?? 0);
    default:
      throw new Error(`operation ${operation} is unknown here: another version of componentize-qjs?`);
  }
}
