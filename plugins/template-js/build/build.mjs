// Makes plugin.wasm of src/plugin.js.

import { readFileSync, writeFileSync } from "node:fs";
import { env } from "node:process";

import { componentize } from "componentize-qjs";

import { finish } from "./finish.mjs";

const made = await componentize({
  jsSource: readFileSync("src/plugin.js", "utf8"),
  jsPath: "src/plugin.js",
  witPath: env.WIT ?? "../../wit/plugin",
  world: "anonymizer-plugin",
  sync: true,
  optSize: false,
  // A run is over before garbage matters, and looking for it costs fuel.
  disableGc: true,
});
writeFileSync("plugin.wasm", finish(made.component));
