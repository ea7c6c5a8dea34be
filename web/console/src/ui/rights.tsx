// Rights as a table: who, and what they may do.
import { useId, useState } from 'preact/hooks';
import { get, inDomain, Problem, query } from '../api';
import type { Group, Member, Right, Rights, User } from '../types';
import { Field, Form, Select, text } from './form';
import { useList } from './load';
import { Who } from './show';

const says: Record<Right, string> = {
  read: 'Read', write: 'Write', remove: 'Remove', manage: 'Manage rights', create: 'Create models',
};

interface RightsTableProps {
  domain: string;
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
        <td key={right} class="tick" data-head={says[right]}>
          <input type="checkbox" aria-label={`${name}: ${says[right]}`} checked={rights.includes(right)}
            onChange={(e) => change(which.filter((r) => (r === right ? e.currentTarget.checked : rights.includes(r))))} />
        </td>
      ))}
      <td class="acts">{remove && <button type="button" aria-label={`Remove ${name}`} onClick={remove}>Remove</button>}</td>
    </tr>
  );
}

/** Refuses a name that nobody has. Guests are not listed: of them the server says so. */
async function mustExist(domain: string, kind: string, name: string): Promise<void> {
  if (kind === 'anonymous') return;
  try {
    await get(inDomain(domain, kind === 'group' ? 'groups' : 'users', name));
  } catch (error) {
    if (error instanceof Problem && error.status === 404) throw new Error(`There is no ${kind === 'group' ? 'group' : 'user'} ${name}.`);
    throw error;
  }
}

/** The names of users or groups, to choose from. */
function Names({ id, domain, kind, typed }: { id: string; domain: string; kind: string; typed: string }) {
  const users = useList<User>(query(inDomain(domain, 'users'), { text: typed.trim() }), (u) => u.name);
  const groups = useList<Group>(inDomain(domain, 'groups'), (g) => g.id);
  const names = kind === 'group' ? groups.items?.map((g) => g.id) : kind === 'normal' ? users.items?.map((u) => u.name) : [];
  return <datalist id={id}>{names?.map((name) => <option key={name} value={name} />)}</datalist>;
}

export function RightsTable({ domain, rights, which, change, label, world = true }: RightsTableProps) {
  const [kind, setKind] = useState('normal');
  const [typed, setTyped] = useState('');
  const names = useId();
  const add = async (data: FormData) => {
    const [kind, name] = [text(data, 'kind'), text(data, 'name')];
    if (kind === 'group') {
      if (rights.groups.some((g) => g.group === name)) throw new Error(`Group ${name} is in the table already.`);
      await mustExist(domain, kind, name);
      change({ ...rights, groups: [...rights.groups, { group: name, rights: ['read'] }] });
    } else {
      const user: Member = { type: kind as Member['type'], name };
      if (rights.users.some((u) => u.user.type === kind && u.user.name === name)) throw new Error(`${name} is in the table already.`);
      await mustExist(domain, kind, name);
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
      <p class="hint pad">A user has the rights of their own row, if there is one; otherwise those of the rows of their groups, together; otherwise {world ? 'those of everybody' : 'those that they have on the collection'}.</p>
      <div class="inline">
        <Form submit="Add to the table" plain action={async (data) => { await add(data); setTyped(''); }}>
          <Field label="Kind"><Select name="kind" onChange={(e: Event) => setKind((e.currentTarget as HTMLSelectElement).value)} choices={{ normal: 'User', group: 'Group', anonymous: 'Guest' }} /></Field>
          <Field label="Name of a user or group"><input name="name" required autocomplete="off" spellcheck={false} list={names} value={typed} onInput={(e) => setTyped(e.currentTarget.value)} /></Field>
        </Form>
        <Names id={names} domain={domain} kind={kind} typed={typed} />
      </div>
    </>
  );
}
