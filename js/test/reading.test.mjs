// Reading whole texts: ASCII crosses the bridge as bytes, everything else as
// UTF-16, and neither the length nor the place of a unit may matter.
import assert from "node:assert/strict";
import test from "node:test";
import { launch, noCore, open } from "./page.mjs";

test("texts of any length are read as they were written, with one odd unit anywhere", { skip: noCore }, async () => {
  const browser = await launch();
  try {
    const site = await open(browser);
    const wrong = await site.page.evaluate(async () => {
      const model = await Convergence.__test.localModel({ text: "" });
      const text = model.elementAt("text");
      const odd = ["", "\u0080", "é", "\u0000", "\uD800", "\uDC00", "😀", "\uFEFF", "\u007F"];
      const wrong = [];
      for (const length of [0, 1, 31, 63, 64, 65, 67, 1023, 1024, 1025, 5000]) {
        for (const unit of odd) {
          for (const at of [0, 1, length >> 1, length - 1, length]) {
            if (at < 0 || at > length) continue;
            const plain = "abcdefgh".repeat(length / 8 + 1).slice(0, length);
            const want = plain.slice(0, at) + unit + plain.slice(at);
            text.value(plain);
            if (unit !== "") text.insert(at, unit);
            if (text.value() !== want) wrong.push([length, unit, at]);
          }
        }
      }
      return wrong;
    });
    assert.deepEqual(wrong, []);
    assert.deepEqual(site.errors, []);
    await site.close();
  } finally {
    await browser.close();
  }
});
