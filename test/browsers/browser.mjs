// What the cases know of a browser, whichever it is.

// The screen of a phone, in CSS pixels.
export const PHONE = { width: 390, height: 844 };

// Thrown by what a browser, or its automation, cannot do.
export class Skip extends Error {}

// A tab. Browsers give it run, reload, go, back, end, picture, and
// click, doubleClick and tap: a mouse and a finger on the element of that selector.
export class Page {
  closed = false;

  // Calls a function in the page. Arguments and result go as JSON: automation has
  // its own ideas of objects, WebDriver BiDi of those that are mentioned twice.
  async evaluate(f, ...args) {
    const source = `(async () => JSON.stringify((await (${f})(...${JSON.stringify(args)})) ?? null))()`;
    let timer;
    const late = new Promise((_, reject) => {
      timer = setTimeout(() => reject(new Error(`the page does not answer: ${String(f).slice(0, 200)}`)), 60000);
    });
    return JSON.parse(await Promise.race([this.run(source), late]).finally(() => clearTimeout(timer)));
  }

  // Types into what has the focus. Drivers that have a keyboard use it.
  async type(text) {
    await this.evaluate((text) => { document.execCommand('insertText', false, text); }, text);
  }

  // The middle of what is to be seen of an element.
  middle(selector) {
    return this.evaluate((selector) => {
      const { left, top, width, height } = document.querySelector(selector).getBoundingClientRect();
      return [left + Math.min(width, innerWidth - left) / 2, top + Math.min(height, innerHeight - top) / 2];
    }, selector);
  }

  async close() {
    this.closed = true;
    await this.end();
  }

  // Errors of the page that nobody caught.
  problems() {
    return this.evaluate(() => problems);
  }
}
