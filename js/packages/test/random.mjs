// Random numbers that a printed seed repeats, and random edits of an editor within a page.

export function random(seed) {
  let state = seed >>> 0;
  return (n) => {
    state = (Math.imul(state, 1664525) + 1013904223) >>> 0;
    return Math.floor((state / 2 ** 32) * n);
  };
}

// Runs within a page: edits in every way, cuts the connection and lets it come back. What is edited in e2e.editor is edited as its user does.
random.edits = async ({ seed, steps, tells }) => {
  const pick = e2e.random(seed);
  const { editor, model, text } = e2e;
  const words = ['a', 'bc', ' ', '\n', '😀', 'word ', 'é', '\r', 'line\nline'];
  const word = () => words[pick(words.length)];
  const length = () => editor.text().length;
  model.emitLocalEvents(tells);
  const place = (from = 0) => {
    const at = from + pick(length() - from + 1);
    const to = Math.min(length(), at + (pick(2) ? 0 : pick(6)));
    return { from: at, to, insert: pick(4) === 0 && to > at ? '' : word() };
  };
  const kinds = {
    one: () => editor.edit(place()),
    several: () => {
      const first = place();
      const changes = [first];
      if (first.to < length()) changes.push(place(first.to + 1));
      editor.edit(...changes);
    },
    twice: () => { editor.edit(place()); editor.edit(place()); },
    move: () => editor.select({ anchor: pick(length() + 1), head: pick(length() + 1) }),
    undo: () => editor.undo(),
    redo: () => editor.redo(),
    cut: () => e2e.cut(),
    mend: () => e2e.mend(),
    batch: () => {
      model.startBatch();
      editor.edit(place());
      editor.edit(place());
      if (model.batchSize() === 0) model.cancelBatch();
      else model.completeBatch();
    },
  };
  // The program edits the text itself: told when it asks for it.
  if (tells) {
    Object.assign(kinds, {
      program: () => text.insert(pick(text.length() + 1), word()),
      remove: () => { if (text.length() > 2) text.remove(pick(text.length() - 1), 1); },
      programBatch: () => {
        model.startBatch();
        text.insert(pick(text.length() + 1), word());
        text.insert(pick(text.length() + 1), word());
        text.remove(pick(text.length()), 1);
        if (pick(2)) editor.edit(place());
        model.completeBatch();
      },
      whole: () => { if (pick(4) === 0) text.value(`${text.value().slice(0, 30)}${word()}`); },
      wholeInBatch: () => {
        if (pick(4)) return;
        model.startBatch();
        text.value('set as a whole');
        text.insert(3, '<more>');
        model.completeBatch();
      },
    });
  }
  const names = Object.keys(kinds);
  for (let i = 0; i < steps; i++) {
    kinds[names[pick(names.length)]]();
    if (pick(3) === 0) await new Promise((resolve) => setTimeout(resolve, pick(15)));
  }
  e2e.mend();
};

// Runs within a page: edits a title and a list of e2e.model, and cuts the connection if it is to.
random.elements = async ({ seed, cuts }) => {
  const pick = e2e.random(seed);
  const root = e2e.model.root();
  const one = () => {
    const [title, list] = [root.elementAt('title'), root.elementAt('list')];
    switch (pick(7)) {
      case 0: return title.insert(pick(title.length() + 1), 'ab');
      case 1: return title.length() > 0 && title.remove(pick(title.length()), 1);
      case 2: return list.insert(pick(list.length() + 1), { n: pick(9) });
      case 3: return list.length() > 0 && list.remove(pick(list.length()));
      case 4: return list.length() > 0 && list.get(pick(list.length())).set('n', pick(99));
      case 5: return root.set(`key${pick(3)}`, pick(2) ? [pick(9)] : 'text');
      default: return root.set('title', 'new');
    }
  };
  for (let i = 0; i < 40; i++) {
    if (pick(4) === 0) {
      e2e.model.startBatch();
      one();
      one();
      if (e2e.model.batchSize() === 0) e2e.model.cancelBatch();
      else e2e.model.completeBatch();
    } else one();
    if (cuts && pick(8) === 0) e2e.cut();
    if (cuts && pick(4) === 0) e2e.mend();
    if (pick(3) === 0) await new Promise((resolve) => setTimeout(resolve, pick(15)));
  }
  e2e.mend();
};
