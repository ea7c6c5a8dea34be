// What runs in the page of the tests of Vue: components that use every composable, and a page of them.
import { createApp, defineComponent, h, onErrorCaptured, shallowRef } from 'vue';
import { convergence, useActivity, useChat, useDomain, useElement, useModel, useOwnPresence, usePresence } from '@convergence-wasm/vue';

const state = globalThis.App = { renders: {}, errors: [] };
const count = (name) => { state.renders[name] = (state.renders[name] ?? 0) + 1; };
const component = (props, setup) => defineComponent({ props, setup });

const Title = component(['model'], (props) => {
  const title = useElement(() => props.model.root(), (root) => ({ title: root.elementAt('title').value() })); // equal as data
  return () => {
    count('title');
    return h('input', { id: 'title', value: title.value.title, onInput: (e) => props.model.elementAt('title').value(e.target.value) });
  };
});
const All = component(['model'], (props) => {
  const all = useElement(() => props.model.root());
  return () => {
    count('all');
    return h('pre', { id: 'all' }, JSON.stringify(all.value));
  };
});
const Note = component(['id', 'data'], (props) => {
  const model = useModel(() => (props.data ? { collection: 'e2e', id: props.id, data: props.data } : props.id));
  return () => {
    if (!model.value) return h('i', 'waiting');
    state.model = model.value;
    return [h('p', { id: 'open' }, `${model.value.isOpen()} ${model.value.permissions().write}`), h(Title, { model: model.value }), h(All, { model: model.value })];
  };
});
const Status = component(['user'], (props) => {
  const presence = usePresence(new Convergence.DomainUserId(props.user.userType, props.user.username));
  return () => presence.value && h('p', { id: 'status' }, presence.value.available ? presence.value.state.get('status') ?? 'here' : 'away');
});
const Own = component([], () => {
  const [own, set] = useOwnPresence();
  return () => h('button', { id: 'own', onClick: () => set({ mood: 'good' }) }, own.value?.get('mood') ?? 'none');
});
const Board = component(['id'], (props) => {
  const board = useActivity('board', () => props.id, { autoCreate: { ephemeral: true, worldPermissions: ['join', 'view_state', 'set_state'] } });
  const person = (one) => `${one.user.displayName}:${one.state.get('pointer') ?? '-'}`;
  return () => board.value && h('p', { id: 'board', onClick: () => board.value.activity.setState('pointer', 7) }, board.value.participants.map(person).sort().join());
});
const Room = component(['id'], (props) => {
  const room = useChat(() => props.id, { limit: 2 });
  return () => room.value && h('p', { id: 'room', onClick: () => room.value.chat.send('from a component') }, `${room.value.info.topic}|${room.value.messages.map((one) => `${one.user.displayName}:${one.message}`).join()}`);
});
const Name = component([], () => {
  const domain = useDomain();
  return () => domain.value && h('p', { id: 'name' }, domain.value.session().user().displayName);
});
const parts = { Note, Status, Own, Board, Room, Name };

state.start = (root) => {
  const shown = shallowRef([]);
  const Page = component([], () => {
    onErrorCaptured((error) => {
      state.errors.push(error.code ?? error.message);
      return false;
    });
    return () => shown.value.map(([name, props], i) => h(parts[name], { key: name + i, ...props }));
  });
  const app = createApp(Page).use(convergence, { connect: () => state.connect() });
  app.mount(root);
  state.show = (list) => { shown.value = list; };
  state.change = (props) => { shown.value = [[shown.value[0][0], props]]; };
  state.end = () => {
    app.unmount();
    state.end = null;
  };
};
