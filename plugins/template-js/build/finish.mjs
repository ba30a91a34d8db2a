// Makes a plugin of what componentize-qjs has written.
//
// QuickJS comes with imports of WASI, which a plugin must not have, and with the export `init`, which did its work
// while the component was made. Here each function of WASI becomes one that ends the run, and `init` goes. The
// snapshot of QuickJS's memory comes in thousands of pieces, one for each run of bytes that are not zero, and Lethe
// counts pieces: those with few zeros between them become one. Tail calls become calls.

import { Reader, concat, list, name, section, signed, unsigned } from "./binary.mjs";
import { withoutTailCalls } from "./code.mjs";

/** What sections of a component hold, by number. */
const IS = { CUSTOM: 0, MODULE: 1, CORE_INSTANCE: 2, COMPONENT: 4, INSTANCE: 5, ALIAS: 6, TYPE: 7, CANON: 8, IMPORT: 10, EXPORT: 11 };
/** What a name can stand for, by number. */
const SORT = { CORE: 0, FUNCTION: 1, TYPE: 3, INSTANCE: 5 };
/** Imports that a plugin may keep. */
const KEPT = "lethe:plugin/";
/** The type of a resource of which there is none. */
const UNUSED = Uint8Array.of(0x3f, 0x7f, 0);
/** Zeros between two pieces of memory, at most, for them to become one. */
const GAP = 64;

/** The plugin in a component that componentize-qjs made without `--stub-wasi`. */
export function finish(made) {
  // Beside it stands a small one, in place of what loads modules.
  const components = [...Reader.sections(made)].filter(({ id }) => id === IS.COMPONENT);
  const [inner] = components.sort((one, other) => other.content.length - one.content.length);
  if (inner === undefined) {
    throw unknown("what componentize-qjs made");
  }
  const parts = [...Reader.sections(inner.content)].flatMap(read);
  const stubs = new Stubs(parts);
  const rest = new Rewriter(stubs).sections(parts);
  return concat([made.subarray(0, 8), ...stubs.sections(), ...rest]);
}

// ---- Reading: every part of a component, on its own --------------------------------------------------------------

function read({ id, content }) {
  const reader = new Reader(content);
  const parts = (item) => reader.list(item).map((part) => ({ id, ...part }));
  switch (id) {
    case IS.CUSTOM:
      return [];
    case IS.CORE_INSTANCE:
      return parts(coreInstance);
    case IS.INSTANCE:
      return parts(instance);
    case IS.ALIAS:
      return parts(alias);
    case IS.CANON:
      return parts(canon);
    case IS.IMPORT:
      return parts(imported);
    case IS.EXPORT:
      return parts(exported);
    case IS.TYPE:
      return [{ id, content, types: reader.number() }];
    case IS.MODULE:
    case IS.COMPONENT:
      return [{ id, content }];
    default:
      throw unknown(`section ${id}`);
  }
}

function unknown(what) {
  return new Error(`${what} is unknown here: another version of componentize-qjs?`);
}

function coreInstance(reader) {
  if (reader.byte() === 0) {
    const of = reader.number();
    return { of, given: reader.list((it) => ({ name: it.name(), sort: it.byte(), index: it.number() })) };
  }
  return { exports: reader.list((it) => ({ name: it.name(), sort: it.byte(), index: it.number() })) };
}

function instance(reader) {
  if (reader.byte() !== 0) {
    throw unknown("an instance made of exports");
  }
  return { of: reader.number(), given: reader.list((it) => ({ name: it.name(), ...sorted(it) })) };
}

/** A sort and what it says is numbered so. */
function sorted(reader) {
  const sort = reader.byte();
  return { sort, core: sort === SORT.CORE ? reader.byte() : null, index: reader.number() };
}

function alias(reader) {
  const sort = reader.byte();
  const core = sort === SORT.CORE ? reader.byte() : null;
  const target = reader.byte();
  if (target > 1) {
    throw unknown("an alias of something outside");
  }
  return { sort, core, target, instance: reader.number(), name: reader.name() };
}

const CANON = { LIFT: 0, LOWER: 1, DROP: 3 };

function canon(reader) {
  const kind = reader.byte();
  if (kind === CANON.DROP) {
    return { kind, type: reader.number() };
  }
  if (kind > CANON.LOWER || reader.byte() !== 0) {
    throw unknown("a built-in function");
  }
  const index = reader.number();
  const start = reader.at;
  reader.list((it) => it.byte() > 2 && it.number());
  const options = reader.bytes.subarray(start, reader.at);
  return { kind, index, options, type: kind === CANON.LIFT ? reader.number() : null };
}

function imported(reader) {
  const [form, name, sort] = [reader.byte(), reader.name(), reader.byte()];
  if (form > 1 || sort !== SORT.INSTANCE) {
    throw unknown(`the import ${name}`);
  }
  return { name, type: reader.number() };
}

function exported(reader) {
  const [form, name, what] = [reader.byte(), reader.name(), sorted(reader)];
  if (form > 1 || reader.byte() !== 0) {
    throw unknown(`the export ${name}`);
  }
  return { name, ...what };
}

// ---- Stubs: functions that end the run, in a module of their own, which is the first ------------------------------

class Stubs {
  /** For each core function that leads to an import that goes: its type. */
  constructor(parts) {
    const modules = parts.filter(({ id }) => id === IS.MODULE).map(({ content }) => functionTypes(content));
    const instances = parts.filter(({ id }) => id === IS.CORE_INSTANCE);
    this.types = new Map();
    for (const { of, given = [] } of instances) {
      for (const { name: module, index } of given) {
        for (const { name, sort, index: func } of instances[index].exports ?? []) {
          const type = modules[of].get(`${module}\n${name}`);
          if (sort === 0 && type !== undefined) {
            this.types.set(func, type);
          }
        }
      }
    }
    this.used = [];
  }

  /** An alias of the function that takes the place of this one. */
  alias(func) {
    const type = this.types.get(func);
    if (type === undefined) {
      throw unknown(`the use of core function ${func}`);
    }
    this.used.push(type);
    return concat([Uint8Array.of(SORT.CORE, 0, 1, 0), name(String(this.used.length - 1))]);
  }

  /** The module and its instance. */
  sections() {
    const numbers = this.used.map((_, number) => unsigned(number));
    const exports = numbers.map((number, it) => concat([name(String(it)), Uint8Array.of(0), number]));
    const body = Uint8Array.of(3, 0, 0, 0x0b); // three bytes: no locals, `unreachable`, `end`
    const module = concat([
      Uint8Array.of(0, 0x61, 0x73, 0x6d, 1, 0, 0, 0),
      section(1, list(this.used)),
      section(3, list(numbers)),
      section(7, list(exports)),
      section(10, list(this.used.map(() => body))),
    ]);
    return [section(IS.MODULE, module), section(IS.CORE_INSTANCE, Uint8Array.of(1, 0, 0, 0))];
  }
}

/** The types of the functions that a module imports. */
function functionTypes(module) {
  const found = new Map();
  let types = [];
  for (const { id, content } of Reader.sections(module)) {
    const reader = new Reader(content);
    if (id === 1) {
      types = reader.list(functionType);
    } else if (id === 2) {
      reader.list((it) => {
        const key = `${it.name()}\n${it.name()}`;
        switch (it.byte()) {
          case 0:
            return found.set(key, types[it.number()]);
          case 1:
            it.byte();
            return limits(it);
          case 2:
            return limits(it);
          default:
            return it.take(2);
        }
      });
    }
  }
  return found;
}

function functionType(reader) {
  const start = reader.at;
  reader.byte();
  reader.take(reader.number());
  reader.take(reader.number());
  return reader.bytes.subarray(start, reader.at);
}

function limits(reader) {
  const hasMost = reader.byte() & 1;
  reader.number();
  return hasMost && reader.number();
}

// ---- Writing ------------------------------------------------------------------------------------------------------

/** Writes a component anew. Where a part goes, those after it move up; `null` is the number of what is gone. */
class Rewriter {
  constructor(stubs) {
    this.stubs = stubs;
    this.functions = [];
    this.instances = [];
    this.coreFunctions = 0;
    this.types = 0;
    this.left = { functions: 0, instances: 0 };
  }

  sections(parts) {
    const gone = parts.filter(({ id, name }) => id === IS.IMPORT && !name.startsWith(KEPT));
    this.goneTypes = new Set(gone.map(({ type }) => type));
    return parts.map((part) => this.part(part));
  }

  part(part) {
    switch (part.id) {
      case IS.MODULE:
        return section(IS.MODULE, plain(part.content));
      case IS.CORE_INSTANCE:
        return one(IS.CORE_INSTANCE, coreInstanceBytes(part));
      case IS.INSTANCE:
        this.keep("instances");
        return one(IS.INSTANCE, concat([Uint8Array.of(0), unsigned(part.of), this.named(part.given)]));
      case IS.ALIAS:
        return this.alias(part);
      case IS.CANON:
        return this.canon(part);
      case IS.IMPORT:
        return this.import(part);
      case IS.TYPE:
        return this.type(part);
      case IS.EXPORT:
        return this.export(part);
      default:
        return section(part.id, part.content);
    }
  }

  keep(what) {
    this[what].push(this.left[what]);
    this.left[what] += 1;
  }

  drop(what) {
    this[what].push(null);
    return new Uint8Array(0);
  }

  type({ content, types }) {
    this.types += types;
    // The type of an import that goes, which may speak of others that go.
    return types === 1 && this.goneTypes.has(this.types - 1) ? one(IS.TYPE, UNUSED) : section(IS.TYPE, content);
  }

  import({ name: of, type }) {
    if (!of.startsWith(KEPT)) {
      return this.drop("instances");
    }
    this.keep("instances");
    return one(IS.IMPORT, concat([Uint8Array.of(0), name(of), Uint8Array.of(SORT.INSTANCE), unsigned(type)]));
  }

  export(part) {
    const what = part.sort === SORT.INSTANCE ? "instances" : "functions";
    if (part.name === "init") {
      return this.drop(what);
    }
    this.keep(what);
    return one(IS.EXPORT, concat([Uint8Array.of(0), name(part.name), this.sorted(part), Uint8Array.of(0)]));
  }

  alias({ sort, core, target, instance: old, name: of }) {
    if (target === 1) {
      this.coreFunctions += core === 0 ? 1 : 0;
      return one(IS.ALIAS, concat([Uint8Array.of(sort, core, target), unsigned(old + 1), name(of)]));
    }
    const from = this.instances[old];
    if (sort === SORT.TYPE) {
      this.types += 1;
      if (from === null) {
        return one(IS.TYPE, UNUSED);
      }
    }
    if (sort === SORT.FUNCTION) {
      if (from === null) {
        return this.drop("functions");
      }
      this.keep("functions");
    }
    return one(IS.ALIAS, concat([Uint8Array.of(sort, target), unsigned(from), name(of)]));
  }

  canon({ kind, index, options, type }) {
    if (kind === CANON.LIFT) {
      this.keep("functions");
      return one(IS.CANON, concat([Uint8Array.of(kind, 0), unsigned(index), options, unsigned(type)]));
    }
    const itself = this.coreFunctions;
    this.coreFunctions += 1;
    if (kind === CANON.DROP) {
      return one(IS.CANON, concat([Uint8Array.of(kind), unsigned(type)]));
    }
    const of = this.functions[index];
    if (of === null) {
      return one(IS.ALIAS, this.stubs.alias(itself));
    }
    return one(IS.CANON, concat([Uint8Array.of(kind, 0), unsigned(of), options]));
  }

  named(given) {
    return list(given.map((it) => concat([name(it.name), this.sorted(it)])));
  }

  sorted({ sort, core, index }) {
    const numbers = { [SORT.FUNCTION]: this.functions, [SORT.INSTANCE]: this.instances }[sort];
    const now = numbers === undefined ? index : numbers[index];
    if (now === null) {
      throw unknown("what still needs WASI");
    }
    return concat([Uint8Array.of(sort, ...(sort === SORT.CORE ? [core] : [])), unsigned(now)]);
  }
}

function one(id, part) {
  return section(id, list([part]));
}

function coreInstanceBytes({ of, given, exports }) {
  const items = (all, by) => list(all.map((it) => concat([name(it.name), Uint8Array.of(it.sort), unsigned(it.index + by)])));
  if (exports !== undefined) {
    return concat([Uint8Array.of(1), items(exports, 0)]);
  }
  return concat([Uint8Array.of(0), unsigned(of + 1), items(given, 1)]);
}

/** A module that does the same, without tail calls and with fewer pieces of memory. */
function plain(module) {
  const CODE = 10;
  const DATA = 11;
  const DATA_COUNT = 12; // there where code names pieces by number
  const sections = [...Reader.sections(module)];
  const named = sections.some(({ id }) => id === DATA_COUNT);
  const change = { [CODE]: withoutTailCalls, [DATA]: named ? undefined : joinedData };
  const written = sections.map(({ id, content }) => section(id, change[id]?.(content) ?? content));
  return concat([module.subarray(0, 8), ...written]);
}

/** Left as it is where a piece is not plain, or not behind the one before. */
function joinedData(content) {
  const reader = new Reader(content);
  const runs = [];
  for (let left = reader.number(); left > 0; left -= 1) {
    if (reader.byte() !== 0 || reader.byte() !== 0x41) {
      return content;
    }
    const start = reader.signed();
    reader.byte();
    const data = reader.take(reader.number());
    const last = runs.at(-1);
    const gap = last === undefined ? Infinity : start - last.end;
    if (gap < 0) {
      return content;
    }
    if (gap <= GAP) {
      last.pieces.push(new Uint8Array(gap), data);
      last.end = start + data.length;
    } else {
      runs.push({ start, end: start + data.length, pieces: [data] });
    }
  }
  const piece = ({ start, end, pieces }) =>
    concat([Uint8Array.of(0, 0x41), signed(start), Uint8Array.of(0x0b), unsigned(end - start), ...pieces]);
  return list(runs.map(piece));
}
