// The page for signing in, or the console with the page that the address names.
import { useEffect, useState } from 'preact/hooks';
import { Navigation } from './navigation';
import { DomainPages, ServerPages } from './pages';
import { SignInPage } from './pages/sign-in';
import { route } from './route';
import { restore, session, unreachable, type Session } from './session';
import { useStore } from './store';
import { Dialogs } from './ui/dialogs';
import { Sign } from './ui/icons';

export function App() {
  const [ready, setReady] = useState(false);
  const now = useStore(session);
  const waiting = useStore(unreachable);
  useEffect(() => { void restore().finally(() => setReady(true)); }, []);
  if (!ready) return waiting ? <Unreachable /> : <main class="alone" aria-busy="true" />;
  return (
    <>
      {now ? <Console session={now} /> : <SignInPage />}
      <Dialogs />
    </>
  );
}

/** While the server is away. Who is signed in stays so. */
function Unreachable() {
  return (
    <main class="alone">
      <div class="card">
        <div class="mark"><Sign size={44} /></div>
        <h1>Convergence console</h1>
        <p class="notice" role="status">The server cannot be reached. Trying again until it is back.</p>
      </div>
    </main>
  );
}

function Console({ session: { who } }: { session: Session }) {
  const path = useStore(route);
  // Who administers one domain is always there.
  const domain = who.domain ?? (path[0] === 'domains' && path.length >= 3 ? `${path[1]}/${path[2]}` : undefined);
  const within = path[0] === 'domains' ? path.slice(3) : who.domain ? path : undefined;
  return (
    <div class="shell">
      <button type="button" class="skip" onClick={() => document.getElementById('main')!.focus()}>Skip to the content</button>
      <Navigation who={who} domain={domain} path={path} />
      <main id="main" tabIndex={-1}>
        {domain && within && within[0] !== 'api-keys' ? <DomainPages key={domain} domain={domain} path={within} /> : <ServerPages path={path} />}
      </main>
    </div>
  );
}
