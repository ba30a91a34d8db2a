// WebAssembly's binary format: numbers, names and lists.

export class Reader {
  constructor(bytes, at = 0) {
    this.bytes = bytes;
    this.at = at;
  }

  done() {
    return this.at >= this.bytes.length;
  }

  byte() {
    return this.take(1)[0];
  }

  take(length) {
    const end = this.at + length;
    if (end > this.bytes.length) {
      throw new Error("the file ends too early");
    }
    const taken = this.bytes.subarray(this.at, end);
    this.at = end;
    return taken;
  }

  /** An unsigned number. */
  number() {
    let [value, factor, byte] = [0, 1, 0];
    do {
      byte = this.byte();
      value += (byte & 0x7f) * factor;
      factor *= 128;
    } while (byte & 0x80);
    return value;
  }

  /** A signed number of 32 bits. */
  signed() {
    let [value, shift, byte] = [0, 0, 0];
    do {
      byte = this.byte();
      value |= (byte & 0x7f) << shift;
      shift += 7;
    } while (byte & 0x80);
    return shift < 32 && byte & 0x40 ? value | (-1 << shift) : value;
  }

  name() {
    return new TextDecoder().decode(this.take(this.number()));
  }

  list(item) {
    return Array.from({ length: this.number() }, () => item(this));
  }

  /** The sections of a module or component: what they are, and what stands in them. */
  static *sections(unit) {
    const reader = new Reader(unit, 8);
    while (!reader.done()) {
      yield { id: reader.byte(), content: reader.take(reader.number()) };
    }
  }
}

export function unsigned(value) {
  const bytes = [];
  for (let rest = value; ; rest >>>= 7) {
    if (rest < 0x80) {
      return Uint8Array.of(...bytes, rest);
    }
    bytes.push((rest & 0x7f) | 0x80);
  }
}

export function signed(value) {
  const bytes = [];
  for (let rest = value; ; rest >>= 7) {
    if (rest >= -64 && rest < 64) {
      return Uint8Array.of(...bytes, rest & 0x7f);
    }
    bytes.push((rest & 0x7f) | 0x80);
  }
}

export function name(text) {
  const bytes = new TextEncoder().encode(text);
  return concat([unsigned(bytes.length), bytes]);
}

export function list(items) {
  return concat([unsigned(items.length), ...items]);
}

export function section(id, content) {
  return concat([Uint8Array.of(id), unsigned(content.length), content]);
}

export function concat(pieces) {
  const whole = new Uint8Array(pieces.reduce((sum, piece) => sum + piece.length, 0));
  let at = 0;
  for (const piece of pieces) {
    whole.set(piece, at);
    at += piece.length;
  }
  return whole;
}
