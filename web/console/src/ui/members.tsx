// Who belongs to something, with ways in and out.
import type { Member } from '../types';
import { Field, Form, text } from './form';
import { Who } from './show';

interface MembersProps {
  members: Member[];
  /** What is said when there is none. */
  empty: string;
  /** Left out where nobody can be removed or added. */
  remove?: (member: Member) => void;
  add?: (name: string) => Promise<unknown>;
}

export function Members({ members, empty, remove, add }: MembersProps) {
  return (
    <>
      {members.length === 0 ? <p class="quiet-text">{empty}</p> : (
        <ul class="lines">
          {members.map((m) => <li key={m.type + m.name}><Who user={m} />{remove && <button type="button" aria-label={`Remove ${m.name}`} onClick={() => remove(m)}>Remove</button>}</li>)}
        </ul>
      )}
      {add && (
        <Form submit="Add member" plain clear action={(data) => add(text(data, 'name'))}>
          <Field label="Name of a user"><input name="name" required autocomplete="off" spellcheck={false} /></Field>
        </Form>
      )}
    </>
  );
}
