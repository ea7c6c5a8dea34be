// Chats to look into.
import { useState } from 'preact/hooks';
import { getTagged, inDomain, query, send, type Tagged } from '../api';
import { goDomain, toDomain } from '../route';
import type { Chat, ChatEvent, Member } from '../types';
import { attempt, confirm, openDialog } from '../ui/dialogs';
import { Field, Form, Select, text } from '../ui/form';
import { useList, useLoaded } from '../ui/load';
import { Members } from '../ui/members';
import { Empty, Facts, Failed, Loading, Page, Panel } from '../ui/page';
import { Search } from '../ui/search';
import { Tag, When, Who } from '../ui/show';
import { Listed } from '../ui/table';
import { say } from '../ui/toast';

function Add({ domain, close }: { domain: string; close: () => void }) {
  return (
    <Form submit="Create chat" cancel={close} action={async (data) => {
      const id = text(data, 'id');
      const members = text(data, 'members').split(/[\s,]+/).filter(Boolean).map((name) => ({ type: 'normal', name }));
      const type = text(data, 'type');
      await send('POST', inDomain(domain, 'chats'), {
        id, type, membership: text(data, 'membership'), name: text(data, 'name'), topic: text(data, 'topic'), ...(type === 'channel' ? { members } : {}),
      });
      close();
      goDomain(domain, 'chats', id);
      say(`Chat ${id} is created.`);
    }}>
      <Field label="Id"><input name="id" required maxLength={255} autocomplete="off" spellcheck={false} /></Field>
      <div class="pair">
        <Field label="Type"><Select name="type" choices={{ channel: 'Channel: has members', room: 'Room: who is in it' }} /></Field>
        <Field label="Membership"><Select name="membership" choices={{ public: 'Public: everybody may join', private: 'Private: by invitation' }} /></Field>
      </div>
      <Field label="Name"><input name="name" autocomplete="off" /></Field>
      <Field label="Topic"><input name="topic" autocomplete="off" /></Field>
      <Field label="Members" hint="Names of users, with commas or spaces between them; channels only"><input name="members" autocomplete="off" spellcheck={false} /></Field>
    </Form>
  );
}

export function ChatsPage({ domain }: { domain: string }) {
  const [search, setSearch] = useState('');
  const path = inDomain(domain, 'chats');
  const list = useList<Chat>(query(path, { text: search }), (c) => c.id);
  const button = <button type="button" class="primary" onClick={() => openDialog('Create a chat', (close) => <Add domain={domain} close={close} />)}>Create chat</button>;
  return (
    <Page title="Chats" about="Channels, rooms and what two people say to each other." actions={button}>
      {(search || list.items?.length !== 0) && <Search label="Find chats" value={search} change={setSearch} />}
      <Listed list={list} label="Chats"
        empty={search
          ? <Empty icon="search" title={`No chat is called “${search}”`}><p>Ids, names and topics are looked at.</p></Empty>
          : <Empty icon="chats" title="There is no chat yet" action={button}><p>Applications create them with <code>domain.chat().create()</code>. You can create a channel here.</p></Empty>}
        columns={[
          { head: 'Chat', cell: (c) => <><a href={toDomain(domain, 'chats', c.id)}>{c.name || c.id}</a>{c.topic && <p class="hint">{c.topic}</p>}</>, kind: 'long' },
          { head: 'Type', cell: (c) => <><Tag>{c.type}</Tag> {c.membership === 'private' && <Tag>private</Tag>}</> },
          { head: 'Members', cell: (c) => c.members.length, kind: 'number' },
          { head: 'Last event', cell: (c) => <When time={c.lastTime} />, minor: true },
        ]} />
    </Page>
  );
}

const happened: Record<string, string> = {
  created: 'created the chat', message: '', user_joined: 'joined', user_left: 'left', user_added: 'added', user_removed: 'removed', name_changed: 'named it', topic_changed: 'set the topic',
};

function Event({ event: e }: { event: ChatEvent }) {
  const act = happened[e.kind] ?? e.kind.replaceAll('_', ' ');
  return (
    <li>
      <p class="hint"><Who user={e.user} /> {act} {e.subject && <Who user={e.subject} />} · <When time={e.time} /></p>
      {e.text && <p class={act ? 'quiet-text' : ''}>{e.text}</p>}
    </li>
  );
}

function ChatMembers({ path, chat, reload }: { path: string; chat: Chat; reload: () => void }) {
  const out = (m: Member) => confirm({
    title: `Remove ${m.name}`, act: 'Remove member', done: `${m.name} is removed.`, text: <p>{m.name} does not see the chat any more, and can be added again.</p>,
    do: async () => { await send('DELETE', query(`${path}/members/${encodeURIComponent(m.name)}`, { type: m.type })); reload(); },
  });
  return (
    <Panel title={chat.type === 'room' ? 'Who is in it' : 'Members'}>
      <Members members={chat.members} empty="Nobody." remove={chat.type === 'direct' ? undefined : out}
        add={chat.type === 'channel' ? async (name) => { await send('PUT', `${path}/members/${encodeURIComponent(name)}`); reload(); } : undefined} />
    </Panel>
  );
}

export function ChatPage({ domain, id }: { domain: string; id: string }) {
  const path = inDomain(domain, 'chats', id);
  const { value, problem, reload } = useLoaded(`chat ${path}`, () => getTagged<Chat>(path), 10);
  const events = useList<ChatEvent>(query(`${path}/events`, { limit: 50 }), (e) => String(e.number), 5);
  const edit = ({ value: c, tag }: Tagged<Chat>) => openDialog('Edit the chat', (close) => (
    <Form submit="Save" cancel={close} action={async (data) => {
      await send('PUT', path, { name: text(data, 'name'), topic: text(data, 'topic') }, { tag });
      close();
      say('The chat is changed.');
      reload();
      events.reload();
    }}>
      <Field label="Name"><input name="name" defaultValue={c.name} autocomplete="off" /></Field>
      <Field label="Topic"><input name="topic" defaultValue={c.topic} autocomplete="off" /></Field>
    </Form>
  ));
  const remove = () => confirm({
    title: 'Remove the chat', act: 'Remove chat', done: `Chat ${id} is removed.`, text: <p>With all that was said in it. This cannot be undone.</p>,
    do: async () => { await send('DELETE', path); goDomain(domain, 'chats'); },
  });
  const chat = value?.value;
  return (
    <Page title={chat?.name || id} about={chat?.topic} back={{ href: toDomain(domain, 'chats'), text: 'Chats' }}
      actions={<>{value && chat?.type !== 'direct' && <button type="button" onClick={() => void attempt(async () => edit(await getTagged<Chat>(path)))}>Edit</button>}<button type="button" onClick={remove}>Remove</button></>}>
      {problem && <Failed text={problem} retry={reload} />}
      {!chat ? !problem && <Loading /> : (
        <div class="columns">
          <Panel title="What was said">
            {events.problem && <Failed text={events.problem} retry={events.reload} />}
            {events.items?.length === 0 && <p class="quiet-text">Nothing yet.</p>}
            {events.items && <ul class="events">{events.items.map((e) => <Event key={e.number} event={e} />)}</ul>}
            {events.more && <div class="buttons"><button type="button" onClick={events.more}>Show earlier</button></div>}
          </Panel>
          <div class="stack">
            <Panel title="Chat"><Facts items={[['Id', chat.id], ['Type', chat.type], ['Membership', chat.membership], ['Created', <When time={chat.created} />]]} /></Panel>
            <ChatMembers path={path} chat={chat} reload={reload} />
          </div>
        </div>
      )}
    </Page>
  );
}

