// A plugin of TypeDoc. Classes of events and of entries of a chat are made by one function from
// the interface of their name (js/src/records.ts), which has their documentation: their own
// pages say so. Parameters that an override does not use lose the underscore of their names.
import { Comment, Converter, ReflectionKind } from 'typedoc';

const WHAT = { EventClass: 'The class of these events, for `instanceof`, and its `NAME`', EntryClass: 'The class of these entries, for `instanceof`' };

export function load(app) {
  app.converter.on(Converter.EVENT_RESOLVE_END, ({ project }) => {
    const described = new Map();
    for (const one of project.getReflectionsByKind(ReflectionKind.Interface | ReflectionKind.TypeAlias)) described.set(one.name, one);
    for (const one of project.getReflectionsByKind(ReflectionKind.Variable)) {
      const what = WHAT[one.type?.name];
      const target = described.get(one.name);
      if (what === undefined || target === undefined || one.comment !== undefined) continue;
      one.comment = new Comment([{ kind: 'text', text: `${what}. What is in one of them: ` }, { kind: 'inline-tag', tag: '@link', text: one.name, target }, { kind: 'text', text: '.' }]);
    }
    for (const one of project.getReflectionsByKind(ReflectionKind.Parameter)) one.name = one.name.replace(/^_(?!_)/, '');
  });
}
