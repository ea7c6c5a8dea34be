// A browser that is killed again and again, with something in its store. When it
// deletes its own database as damaged, what was only there cannot be expected any
// more: that is printed and counted, and the store is filled anew.
import assert from 'node:assert/strict';

export class Lives {
  deletions = 0;

  // `fill(page, first)` stores what every life needs, `lost()` forgets what was.
  constructor(profile, kills, { fill, lost }) {
    Object.assign(this, { profile, kills, fill, lost });
  }

  // Starts the browser and returns its page.
  async begin(first = false) {
    await this.profile.start();
    const page = await this.profile.tab();
    const damaged = this.profile.damaged();
    if (damaged) {
      console.log('the browser has found its database damaged and deleted it');
      assert.ok(++this.deletions < 3 + this.kills / 10, 'the browser deletes its database too often: nothing can be proved');
      this.lost();
    }
    if (!first && !damaged) return page;
    await this.fill(page, first);
    await this.profile.kill();
    return this.begin();
  }
}
