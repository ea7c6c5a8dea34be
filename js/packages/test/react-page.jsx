// What runs in the page of the tests of React: components that use every hook, and a page of them.
import * as react from 'react';
import { createRoot, hydrateRoot } from 'react-dom/client';
import { flushSync } from 'react-dom';
import * as hooks from '@convergence-wasm/react';
const { Component, StrictMode, Suspense, useState, memo } = react;
const { ConvergenceProvider, useActivity, useChat, useDomain, useElement, useModel, useOwnPresence, usePresence } = hooks;
const state = globalThis.App = { connects: 0, renders: {}, errors: [], recovered: [], hydrateRoot, StrictMode, hooks };
const count = (name) => { state.renders[name] = (state.renders[name] ?? 0) + 1; };

class Boundary extends Component {
  state = { error: null };
  static getDerivedStateFromError(error) { return { error }; }
  render() {
    if (this.state.error) return <button id="again" onClick={() => this.setState({ error: null })}>{this.state.error.code ?? this.state.error.message}</button>;
    return this.props.children;
  }
}
const Title = memo(function Title({ model }) {
  count('title');
  const title = useElement(model.root(), (root) => root.elementAt('title').value());
  return <input id="title" value={title} onChange={(e) => model.elementAt('title').value(e.target.value)} />;
});
const All = memo(function All({ model }) {
  count('all');
  return <pre id="all">{JSON.stringify(useElement(model.root()))}</pre>;
});
function Note({ id, data }) {
  const model = useModel(data ? { collection: 'e2e', id, data } : id);
  state.model = e2e.model = model;
  return <><p id="open">{String(model.isOpen())} {String(model.permissions().write)}</p><Title model={model} /><All model={model} /></>;
}
function Status({ user }) {
  const { available, state } = usePresence(new Convergence.DomainUserId(user.userType, user.username));
  return <p id="status">{available ? state.get('status') ?? 'here' : 'away'}</p>;
}
function Own() {
  const [own, set] = useOwnPresence();
  return <button id="own" onClick={() => set({ mood: 'good' })}>{own.get('mood') ?? 'none'}</button>;
}
function Board({ id }) {
  const [activity, participants] = useActivity('board', id, { autoCreate: { ephemeral: true, worldPermissions: ['join', 'view_state', 'set_state'] } });
  return <p id="board" onClick={() => activity.setState('pointer', 7)}>{participants.map((one) => one.user.displayName + ':' + (one.state.get('pointer') ?? '-')).sort().join()}</p>;
}
function Room({ id }) {
  const { chat, info, messages } = useChat(id, { limit: 2 });
  return <p id="room" onClick={() => chat.send('from a component')}>{info.topic}|{messages.map((one) => one.user.displayName + ':' + one.message).join()}</p>;
}
function Name() { return <p id="name">{useDomain().session().user().displayName}</p>; }
const never = new Promise(() => {});
function Never({ id }) {
  useModel(id);
  react.use(never);
}
const parts = { Never, Note, Status, Own, Board, Room, Name };
const connect = () => state.connect();
function Page() {
  const [shown, show] = useState([]);
  state.show = (list) => flushSync(() => show(list));
  state.change = (props) => state.show([[shown[0][0], props]]);
  return shown.map(([name, props], i) => { const Part = parts[name]; return <Boundary key={name + i}><Suspense fallback={<i id="waiting">waiting</i>}><Part {...props} /></Suspense></Boundary>; });
}
state.Tree = ({ children }) => <StrictMode><ConvergenceProvider connect={connect} fallback={<i id="connecting">connecting</i>}>{children}</ConvergenceProvider></StrictMode>;
state.Name = Name;
state.jsx = react.createElement;
state.start = (root) => {
  state.root = createRoot(root, { onCaughtError: (error) => state.errors.push(error.code ?? error.message) });
  flushSync(() => state.root.render(<state.Tree><Page /></state.Tree>));
};
state.end = () => state.root?.unmount();
