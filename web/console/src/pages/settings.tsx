// The settings of a domain, and its end.
import { useState } from 'preact/hooks';
import { getTagged, inDomain, send, type Tagged } from '../api';
import { go } from '../route';
import { session } from '../session';
import type { Availability, Domain, DomainSettings } from '../types';
import { attempt, confirm } from '../ui/dialogs';
import { Check, Field, Form, Select, text } from '../ui/form';
import { useLoaded } from '../ui/load';
import { Failed, Loading, Page, Panel } from '../ui/page';
import { say } from '../ui/toast';
import { Bounds } from './bounds';

const emails = { users: 'Users who have signed in', everybody: 'Everybody, guests too', hidden: 'Nobody but administrators' };
const makers = { users: 'Users who have signed in', everybody: 'Everybody, guests too', nobody: 'Nobody but administrators' };
const availability: Record<Availability, [name: string, about: string]> = {
  online: ['Online', 'Everybody may connect.'],
  maintenance: ['Maintenance', 'Only administrators of the domain may connect; others are sent away.'],
  offline: ['Offline', 'Nobody may connect, and who is connected is sent away. Nothing that they wrote is lost.'],
};

const settingsOf = (d: Domain): DomainSettings => {
  const { namespace: _namespace, id: _id, created: _created, ...settings } = d;
  return settings;
};

function Reachability({ domain, save }: { domain: Domain; save: (changes: Partial<DomainSettings>, done?: string) => Promise<void> }) {
  const [chosen, setChosen] = useState<Availability>(domain.availability);
  const pick = (state: Availability) => {
    if (state === 'online') {
      void attempt(async () => { await save({ availability: state }, 'The domain is online.'); setChosen(state); });
      return;
    }
    confirm({
      title: `${availability[state][0]}: ${domain.namespace}/${domain.id}`, act: `Set to ${state}`, done: `The domain is ${state === 'offline' ? 'offline' : 'in maintenance'}.`,
      text: <p>{availability[state][1]} You can set it to online again at any time.</p>,
      do: async () => { await save({ availability: state }); setChosen(state); },
    });
  };
  return (
    <Panel title="Availability">
      <div class="segments" role="group" aria-label="Availability">
        {(Object.keys(availability) as Availability[]).map((state) => (
          <button key={state} type="button" aria-pressed={chosen === state} onClick={() => pick(state)}>{availability[state][0]}</button>
        ))}
      </div>
      <p class="hint">{availability[chosen][1]}</p>
    </Panel>
  );
}

function Settings({ path, domain: { value, tag }, reload }: { path: string; domain: Tagged<Domain>; reload: () => void }) {
  const save = async (changes: Partial<DomainSettings>, done = 'The settings are saved.') => {
    await send('PUT', path, { ...settingsOf(value), ...changes }, { tag });
    say(done);
    reload();
  };
  return (
    <>
      <Reachability key={tag} domain={value} save={save} />
      <Panel title="Settings">
        <Form submit="Save settings" action={(data) => save({
          anonymous: data.has('anonymous'), emails: text(data, 'emails') as Domain['emails'],
          collections: text(data, 'collections') as Domain['collections'], origins: text(data, 'origins').split(/\s+/).filter(Boolean),
        })}>
          <Check name="anonymous" checked={value.anonymous} label="Allow anonymous sign-in" hint="They are guests, with a number for a name." />
          <Field label="Who sees the e-mail addresses of users"><Select name="emails" value={value.emails} choices={emails} /></Field>
          <Field label="Who creates collections by creating a model in one"><Select name="collections" value={value.collections} choices={makers} /></Field>
          <Field label="Pages that may connect" hint="Origins, one a line, such as https://app.example; * is all. Pages of the server itself always may.">
            <textarea name="origins" rows={3} spellcheck={false} defaultValue={value.origins.join('\n')} />
          </Field>
        </Form>
      </Panel>
      <Bounds settings={value} ofServer={!session.value?.who.domain} save={save} />
    </>
  );
}

export function SettingsPage({ domain }: { domain: string }) {
  const path = inDomain(domain);
  const { value, problem, reload } = useLoaded(`settings ${path}`, () => getTagged<Domain>(path));
  const remove = () => confirm({
    title: 'Remove the domain', act: 'Remove domain', typed: domain, done: `Domain ${domain} is removed.`,
    text: <p>Everything in <b>{domain}</b> goes: models with their history, users, groups, chats, and the API keys for it. Who is connected is sent away. This cannot be undone.</p>,
    do: async () => { await send('DELETE', path); go('domains'); },
  });
  return (
    <Page title="Settings" about="Availability and quotas hold at once, the rest for those who sign in from then on.">
      {problem && <Failed text={problem} retry={reload} />}
      {!value ? !problem && <Loading /> : (
        <div class="stack narrow">
          <Settings key={value.tag} path={path} domain={value} reload={reload} />
          {!session.value?.who.domain && (
            <Panel title="Remove the domain">
              <p class="quiet-text">With everything in it. There is no way back but a backup.</p>
              <div class="buttons"><button type="button" class="danger" onClick={remove}>Remove domain</button></div>
            </Panel>
          )}
        </div>
      )}
    </Page>
  );
}
