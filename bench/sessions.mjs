// Sessions of several people who write one text: transactions, each of an agent
// and with the earlier ones that it follows. A transaction has its parents `p`,
// its agent `a` and its patches `e`.

// How many of each agent's transactions each transaction had seen.
export function knowledge(txns, agents) {
  const done = new Int32Array(agents);
  const after = [];
  return txns.map((x, i) => {
    const seen = new Int32Array(agents);
    for (const parent of x.p) for (let a = 0; a < agents; a++) seen[a] = Math.max(seen[a], after[parent][a]);
    const before = seen.slice();
    seen[x.a] = ++done[x.a];
    after[i] = seen;
    return before;
  });
}

// Calls back in file order with what each agent receives before each of its own
// transactions: receive(agent, i), then edit(agent, patches, i). What is left
// arrives at the end.
export function simulate(txns, agents, receive, edit) {
  const before = knowledge(txns, agents);
  const index = new Int32Array(txns.length);
  const made = new Int32Array(agents);
  txns.forEach((x, i) => { index[i] = made[x.a]++; });
  const cursor = new Int32Array(agents);
  const waiting = Array.from({ length: agents }, () => []);
  const others = (a, end) => {
    for (; cursor[a] < end; cursor[a]++) if (txns[cursor[a]].a !== a) waiting[a].push(cursor[a]);
  };
  txns.forEach(({ a, e }, i) => {
    others(a, i);
    waiting[a] = waiting[a].filter((j) => {
      if (index[j] >= before[i][txns[j].a]) return true;
      receive(a, j);
      return false;
    });
    edit(a, e, i);
  });
  for (let a = 0; a < agents; a++) {
    others(a, txns.length);
    for (const j of waiting[a]) receive(a, j);
  }
}

// Makes up a session of two who type at the same time, each in a half of the
// text of their own, so that no two insert at one place: there libraries differ.
// What one writes reaches the other some transactions later.
export function inventSession(random, count) {
  const halves = ['', ''];
  const txns = [{ agent: 0, parents: [], patches: [[0, 0, '\n']] }];
  const last = [0, 0]; // of each, their latest transaction
  const seen = [0, 0]; // of each, the latest of the other that has arrived
  const lengths = [0]; // of the first half after each transaction of its author
  while (txns.length < count) {
    const agent = random.below(2);
    const other = 1 - agent;
    if (random.chance(0.3)) {
      // What the other wrote, but for the last few transactions.
      let latest = seen[agent];
      for (let i = latest + 1; i < txns.length - 6; i++) if (txns[i].agent === other) latest = i;
      seen[agent] = latest;
    }
    const own = halves[agent];
    const at = random.chance(0.8) ? own.length : random.below(own.length + 1);
    const gone = random.chance(0.2) ? Math.min(own.length - at, 1 + random.below(3)) : 0;
    const text = gone ? '' : random.pick([...'abcdefghij ']);
    halves[agent] = own.slice(0, at) + text + own.slice(at + gone);
    const offset = agent === 0 ? 0 : lengths[seen[1]] + 1;
    if (gone || text) {
      const parents = [...new Set([last[agent], seen[agent]])].filter((p) => p > 0 || last[agent] === 0);
      last[agent] = txns.length;
      if (agent === 0) lengths[txns.length] = halves[0].length;
      txns.push({ agent, parents: parents.sort((a, b) => a - b), patches: [[at + offset, gone, text]] });
    }
  }
  // Nobody's text may hang loose: the last transaction follows all.
  txns.push({ agent: 0, parents: [...new Set(last)], patches: [[0, 0, '.']] });
  return { numAgents: 2, endContent: `.${halves[0]}\n${halves[1]}`, txns };
}
