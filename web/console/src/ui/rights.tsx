// Rights as a table: who, and what they may do.
import type { Member, Right, Rights } from '../types';
import { Field, Form, Select, text } from './form';
import { Who } from './show';

const says: Record<Right, string> = {
  read: 'Read', write: 'Write', remove: 'Remove', manage: 'Manage rights', create: 'Create models',
};

interface RightsTableProps {
  rights: Rights;
  /** Those that there are: models have one less than collections. */
  which: Right[];
  change: (rights: Rights) => void;
  label: string;
  /** Whether what everybody may is said here, and not elsewhere. */
  world?: boolean;
}

function Row({ who, name, rights, which, change, remove }: { who: preact.ComponentChildren; name: string; rights: Right[]; which: Right[]; change: (r: Right[]) => void; remove?: () => void }) {
  return (
    <tr>
      <th scope="row" class="long">{who}</th>
      {which.map((right) => (
        <td key={right} class="tick">
          <input type="checkbox" aria-label={`${name}: ${says[right]}`} checked={rights.includes(right)}
            onChange={(e) => change(which.filter((r) => (r === right ? e.currentTarget.checked : rights.includes(r))))} />
        </td>
      ))}
      <td class="acts">{remove && <button type="button" aria-label={`Remove ${name}`} onClick={remove}>Remove</button>}</td>
    </tr>
  );
}

export function RightsTable({ rights, which, change, label, world = true }: RightsTableProps) {
  const add = async (data: FormData) => {
    const [kind, name] = [text(data, 'kind'), text(data, 'name')];
    if (kind === 'group') {
      if (rights.groups.some((g) => g.group === name)) throw new Error(`Group ${name} is in the table already.`);
      change({ ...rights, groups: [...rights.groups, { group: name, rights: ['read'] }] });
    } else {
      const user: Member = { type: kind as Member['type'], name };
      if (rights.users.some((u) => u.user.type === kind && u.user.name === name)) throw new Error(`${name} is in the table already.`);
      change({ ...rights, users: [...rights.users, { user, rights: ['read'] }] });
    }
  };
  return (
    <>
      <div class="scroll" tabIndex={0} role="region" aria-label={label}>
        <table class="rights">
          <thead><tr><th scope="col">Who</th>{which.map((r) => <th key={r} scope="col" class="tick">{says[r]}</th>)}<th scope="col" class="acts"><span class="unseen">Actions</span></th></tr></thead>
          <tbody>
            {world && <Row who="Everybody" name="Everybody" rights={rights.world} which={which} change={(all) => change({ ...rights, world: all })} />}
            {rights.groups.map((g, i) => (
              <Row key={`g ${g.group}`} who={<>{g.group} <span class="tag">group</span></>} name={`group ${g.group}`} rights={g.rights} which={which}
                change={(r) => change({ ...rights, groups: rights.groups.with(i, { ...g, rights: r }) })} remove={() => change({ ...rights, groups: rights.groups.toSpliced(i, 1) })} />
            ))}
            {rights.users.map((u, i) => (
              <Row key={`u ${u.user.type} ${u.user.name}`} who={<Who user={u.user} />} name={u.user.name} rights={u.rights} which={which}
                change={(r) => change({ ...rights, users: rights.users.with(i, { ...u, rights: r }) })} remove={() => change({ ...rights, users: rights.users.toSpliced(i, 1) })} />
            ))}
          </tbody>
        </table>
      </div>
      <p class="hint pad">A user has the rights of their own row, if there is one; otherwise those of the rows of their groups, together; otherwise those of everybody.</p>
      <div class="inline">
        <Form submit="Add to the table" plain clear action={add}>
          <Field label="Kind"><Select name="kind" choices={{ normal: 'User', group: 'Group', anonymous: 'Guest' }} /></Field>
          <Field label="Name of a user or group"><input name="name" required autocomplete="off" spellcheck={false} /></Field>
        </Form>
      </div>
    </>
  );
}
