// What the server was started with.
import { get } from '../api';
import type { Configuration } from '../types';
import { useLoaded } from '../ui/load';
import { Facts, Failed, Loading, Page, Panel } from '../ui/page';
import { bytes, count } from '../ui/show';

const limits: Record<string, string> = {
  message: 'A message', text: 'A chat message', name: 'A name', topic: 'The topic of a chat', id: 'An id', key: 'The key of a property', query: 'A query',
  stateBytes: 'A state', stateKeys: 'Keys of a state', referenceBytes: 'A reference', references: 'References of a session in a model',
};

export function ConfigurationPage() {
  const { value: c, problem, reload } = useLoaded('/configuration', () => get<Configuration>('/configuration'));
  const yes = (is: boolean) => (is ? 'yes' : 'no');
  return (
    <Page title="Configuration" about={<>What the server was started with. It is changed there: <code>convergence serve --help</code></>}>
      {problem && <Failed text={problem} retry={reload} />}
      {!c ? !problem && <Loading /> : (
        <div class="stack">
          <Panel title="Who may connect">
            <Facts items={[
              ['Pages that may connect to every domain', c.origins.join(', ') || 'those of the server'], ['Pages of this machine', yes(c.localOrigins)],
              ['Proxies that are believed', c.trustedProxies.join(', ') || 'none'], ['Guests make collections in every domain', yes(c.guestsMakeCollections)], ['Version', c.version],
            ]} />
          </Panel>
          <Panel title="The most that a client may send">
            <Facts items={Object.entries(c.limits).map(([name, n]) => [limits[name] ?? name, name === 'stateKeys' || name === 'references' ? count(n) : bytes(n)])} />
          </Panel>
        </div>
      )}
    </Page>
  );
}
