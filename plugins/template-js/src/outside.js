// What JavaScript has of the world outside, and a plugin has not: clock and chance. Without this, a run that asks for
// the time would end without a word, and `Math.random` would give the same numbers in every run.

import { Refusal } from "./refusal.js";

function lacking(what) {
  return () => {
    throw new Refusal("failed", `a plugin has no ${what}`);
  };
}

const noClock = lacking("clock: use `now` of the context");

globalThis.Date = class extends Date {
  constructor(...given) {
    super(...(given.length > 0 ? given : [noClock()]));
  }
};
Date.now = noClock;
Math.random = lacking("randomness: use `seed` of the context");
delete globalThis.performance;
