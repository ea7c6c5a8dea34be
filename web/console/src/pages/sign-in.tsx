// Signing in, as an administrator of the server or of one domain.
import { useEffect, useState } from 'preact/hooks';
import { notice, signIn } from '../session';
import { useStore } from '../store';
import { Field, Form, password, text } from '../ui/form';
import { Sign } from '../ui/icons';

export function SignInPage() {
  const why = useStore(notice);
  const [ofDomain, setOfDomain] = useState(false);
  useEffect(() => { document.title = 'Sign in · Convergence console'; }, []);
  return (
    <main class="alone">
      <div class="card">
        <div class="mark"><Sign size={44} /></div>
        <h1>Convergence console</h1>
        {why && <p class="notice" role="status">{why}</p>}
        <Form submit="Sign in" action={(data) => signIn(text(data, 'name'), password(data), ofDomain ? text(data, 'domain') : '')}>
          <div class="segments" role="group" aria-label="What you administer">
            <button type="button" aria-pressed={!ofDomain} onClick={() => setOfDomain(false)}>The server</button>
            <button type="button" aria-pressed={ofDomain} onClick={() => setOfDomain(true)}>One domain</button>
          </div>
          {ofDomain && <Field label="Domain" hint="As namespace/domain"><input name="domain" required pattern="[^\/]+\/[^\/]+" autocomplete="organization" spellcheck={false} /></Field>}
          <Field label="Name"><input name="name" required autocomplete="username" autocapitalize="none" spellcheck={false} /></Field>
          <Field label="Password"><input name="password" type="password" required autocomplete="current-password" /></Field>
        </Form>
        <details>
          <summary>I have no password</summary>
          <p>On the machine of the server, create an administrator, or give one another password:</p>
          <pre><code>{ofDomain ? 'convergence admin add NAME --domain NAMESPACE/DOMAIN\nconvergence admin password NAME --domain NAMESPACE/DOMAIN' : 'convergence admin add NAME --server\nconvergence admin password NAME --server'}</code></pre>
          <p>A server that was started with <code>--dev</code> prints a link that signs in once. Start it again for another link.</p>
        </details>
      </div>
    </main>
  );
}
