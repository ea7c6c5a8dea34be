// The ways to all pages: those of the server and, within a domain, those of the domain.
import { useEffect, useState } from 'preact/hooks';
import { to, type Route } from './route';
import { signOut } from './session';
import { useStore } from './store';
import { switchTheme, theme } from './theme';
import type { Holder } from './types';
import { Icon, Sign, type IconName } from './ui/icons';

type Entry = [path: string, name: string, icon: IconName];

const ofServer: Entry[] = [
  ['', 'Overview', 'overview'], ['domains', 'Domains', 'domains'], ['api-keys', 'API keys', 'keys'],
  ['administrators', 'Administrators', 'administrators'], ['log', 'Log', 'log'], ['configuration', 'Configuration', 'settings'],
];
const ofDomain: Entry[] = [
  ['', 'Overview', 'overview'], ['models', 'Models', 'models'], ['collections', 'Collections', 'collections'],
  ['users', 'Users', 'users'], ['groups', 'Groups', 'groups'], ['chats', 'Chats', 'chats'], ['activities', 'Activities', 'activities'],
  ['sessions', 'Sessions', 'sessions'], ['sign-ins', 'Sign-ins', 'signins'], ['jwt-keys', 'Token keys', 'keys'],
  ['administrators', 'Administrators', 'administrators'], ['log', 'Log', 'log'], ['settings', 'Settings', 'settings'],
];

export function Navigation({ who, domain, path }: { who: Holder; domain?: string; path: Route }) {
  const [open, setOpen] = useState(false);
  const dark = useStore(theme) === 'dark';
  useEffect(() => setOpen(false), [path]);
  const here = path[0] === 'domains' && path.length >= 3;
  const root = domain ? ['domains', ...domain.split('/')] : [];
  return (
    <div class="side" data-open={open}>
      <div class="brand">
        <a href={to()}><Sign /> <span>Convergence</span></a>
        <button type="button" class="quiet square menu" aria-expanded={open} aria-controls="navigation" onClick={() => setOpen(!open)}>
          <Icon name={open ? 'close' : 'menu'} size={22} /><span class="unseen">Menu</span>
        </button>
      </div>
      <div class="drawer" id="navigation">
        <div class="ways">
          {!who.domain && (
            <nav aria-label="Server">
              <h2>Server</h2>
              <Links entries={ofServer} root={[]} current={here ? undefined : path[0] ?? ''} />
            </nav>
          )}
          {domain && (
            <nav aria-label={`Domain ${domain}`}>
              <h2>Domain <b>{domain}</b></h2>
              <Links entries={ofDomain} root={root} current={here ? path[3] ?? '' : who.domain ? path[0] ?? '' : undefined} />
            </nav>
          )}
          {who.domain && (
            <nav aria-label="Programs">
              <h2>Programs</h2>
              <Links entries={[['api-keys', 'API keys', 'keys']]} root={[]} current={path[0]} />
            </nav>
          )}
        </div>
        <div class="foot">
          <p><span class="quiet-text">Signed in as</span> <b title={who.name}>{who.name}</b></p>
          <Small icon={dark ? 'sun' : 'moon'} name={dark ? 'Light colours' : 'Dark colours'} act={switchTheme} />
          <Small icon="out" name="Sign out" act={() => void signOut()} />
        </div>
      </div>
    </div>
  );
}

function Small({ icon, name, act }: { icon: IconName; name: string; act: () => void }) {
  return <button type="button" class="quiet square" aria-label={name} title={name} onClick={act}><Icon name={icon} /></button>;
}

function Links({ entries, root, current }: { entries: Entry[]; root: string[]; current?: string }) {
  return (
    <ul>
      {entries.map(([path, name, icon]) => (
        <li key={path}>
          <a href={to(...root, ...(path ? [path] : []))} aria-current={current === path ? 'page' : undefined}><Icon name={icon} /> {name}</a>
        </li>
      ))}
    </ul>
  );
}
