// What a domain has, and how an application connects to it.
import { get, inDomain, realtime, server } from '../api';
import { toDomain } from '../route';
import type { Domain, DomainStatistics } from '../types';
import { useLoaded } from '../ui/load';
import { Facts, Failed, Loading, Page, Panel, Tiles } from '../ui/page';
import { bytes, count, When } from '../ui/show';
import { AvailabilityTag } from './domains';

/** The way into the example, where the server has it. */
function TryIt({ domain, guests }: { domain: string; guests: boolean }) {
  const example = new URL(`example/?domain=${domain}`, server).href;
  const { value: there } = useLoaded(example, async () => (await fetch(example, { method: 'HEAD' })).ok);
  if (!there) return null;
  return (
    <Panel title="Try it">
      <div class="prose">
        <p>
          The example is a document that people write together. {guests ? 'Guests give a name. ' : ''}Users choose <b>Sign in with an account</b> there
          and give their name and password. What they write is in the collection <code>example</code>.
        </p>
      </div>
      <div class="buttons"><a class="button" href={example} target="_blank" rel="noopener">Open the example in this domain</a></div>
    </Panel>
  );
}

export function DomainOverviewPage({ domain }: { domain: string }) {
  const path = inDomain(domain);
  const about = useLoaded(path, () => get<Domain>(path));
  const { value: now, problem, reload } = useLoaded(`${path}/statistics`, () => get<DomainStatistics>(`${path}/statistics`), 10);
  const href = (page: string) => toDomain(domain, page);
  const address = realtime(domain);
  return (
    <Page title={domain} about={about.value && <><AvailabilityTag domain={about.value} /> {about.value.anonymous ? 'Guests may sign in.' : 'Only users may sign in.'}</>}>
      {problem && <Failed text={problem} retry={reload} />}
      {!now ? !problem && <Loading /> : (
        <div class="stack">
          <Tiles items={[
            ['session', 'sessions', now.sessions, href('sessions')], ['model', 'models', now.models, href('models')],
            ['collection', 'collections', now.collections, href('collections')], ['user', 'users', now.users, href('users')],
            ['group', 'groups', now.groups, href('groups')], ['chat', 'chats', now.chats, href('chats')],
            ['activity', 'activities', now.activities, href('activities')],
          ]} />
          <Panel title="Size">
            <Facts items={[
              ['Operations in the history', count(now.operations)], ['On the disk', bytes(now.bytes)], ['Guests who ever came', count(now.guests)],
              ['Created', about.value ? <When time={about.value.created} /> : '…'],
            ]} />
          </Panel>
          {about.value && <TryIt domain={domain} guests={about.value.anonymous} />}
          <Panel title="Connect an application">
            <div class="prose">
              <p>Pages load our client and connect to this address. {now.users === 0 && !about.value?.anonymous && <>Nobody can sign in yet: <a href={href('users')}>create a user</a> or <a href={href('settings')}>allow anonymous sign-in</a>.</>}</p>
              <pre tabIndex={0} aria-label="Code of a page"><code>{`<script src="${new URL('client/convergence.global.min.js', server).href}"></script>
<script type="module">
  const domain = await Convergence.${about.value?.anonymous ? 'connectAnonymously' : 'connect'}(
    "${address}", ${about.value?.anonymous ? '"Ada"' : '"ada", "password"'});
</script>`}</code></pre>
            </div>
          </Panel>
        </div>
      )}
    </Page>
  );
}
