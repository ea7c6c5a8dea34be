// Which page an address names.
import { to, type Route } from '../route';
import { Empty, Page } from '../ui/page';
import { DomainAdministratorsPage, UsersPage } from './accounts';
import { ActivitiesPage, ActivityPage } from './activities';
import { AdministratorsPage } from './administrators';
import { ApiKeysPage } from './api-keys';
import { ChatPage, ChatsPage } from './chats';
import { CollectionPage, CollectionsPage } from './collections';
import { ConfigurationPage } from './configuration';
import { DomainOverviewPage } from './domain-overview';
import { DomainsPage } from './domains';
import { GroupsPage } from './groups';
import { JwtKeysPage } from './jwt-keys';
import { LogPage } from './log';
import { ModelPage } from './model';
import { ModelsPage } from './models';
import { OverviewPage } from './overview';
import { SessionsPage, SignInsPage } from './sessions';
import { SettingsPage } from './settings';

export function ServerPages({ path }: { path: Route }) {
  switch (path.join('/')) {
    case '': return <OverviewPage />;
    case 'domains': return <DomainsPage />;
    case 'api-keys': return <ApiKeysPage />;
    case 'administrators': return <AdministratorsPage />;
    case 'log': return <LogPage />;
    case 'configuration': return <ConfigurationPage />;
  }
  return <Nowhere />;
}

export function DomainPages({ domain, path: [page = '', one, two] }: { domain: string; path: Route }) {
  switch (page) {
    case '': return <DomainOverviewPage domain={domain} />;
    case 'models':
      if (one === 'model' && two) return <ModelPage key={two} domain={domain} id={two} />;
      return <ModelsPage domain={domain} collection={one === 'in' ? two : undefined} />;
    case 'collections': return one ? <CollectionPage key={one} domain={domain} id={one} /> : <CollectionsPage domain={domain} />;
    case 'users': return <UsersPage domain={domain} />;
    case 'groups': return <GroupsPage domain={domain} />;
    case 'chats': return one ? <ChatPage key={one} domain={domain} id={one} /> : <ChatsPage domain={domain} />;
    case 'activities': return one && two ? <ActivityPage key={`${one}/${two}`} domain={domain} type={one} id={two} /> : <ActivitiesPage domain={domain} />;
    case 'sessions': return <SessionsPage domain={domain} />;
    case 'sign-ins': return <SignInsPage domain={domain} />;
    case 'jwt-keys': return <JwtKeysPage domain={domain} />;
    case 'administrators': return <DomainAdministratorsPage domain={domain} />;
    case 'log': return <LogPage domain={domain} />;
    case 'settings': return <SettingsPage domain={domain} />;
  }
  return <Nowhere />;
}

function Nowhere() {
  return (
    <Page title="Nothing here">
      <Empty icon="search" title="There is no such page" action={<a class="button" href={to()}>Go to the overview</a>}>
        <p>The address may be of another version of the console.</p>
      </Empty>
    </Page>
  );
}
