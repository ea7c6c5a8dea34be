// The form that asks who somebody is: a display name, or an account below a disclosure.
import type { Problem } from './problem';

/** What was filled in; without a user name it is a guest. */
export interface Visitor { domain: string; name: string; username: string; password: string }

interface Asking<T> {
  name: string;
  domain: string;
  username?: string;
  problem?: Problem;
  /** Whether it may be dismissed; otherwise who does that comes in as a guest. */
  optional?: boolean;
  /** Lets somebody in, or rejects. */
  enter: (visitor: Visitor) => Promise<T>;
  /** Sends away who was let in after the form was dismissed. */
  late?: (entered: T) => void;
  problemOf: (error: unknown, visitor: Visitor) => Problem;
}

const element = <E extends HTMLElement>(id: string) => document.getElementById(id) as E;

/** Shows the form until somebody is let in. Resolves with null when it was dismissed. */
export function welcome<T>(asking: Asking<T>): Promise<T | null> {
  const dialog = element<HTMLDialogElement>('welcome');
  const form = dialog.querySelector('form')!;
  const account = element<HTMLDetailsElement>('account');
  const problem = element('problem');
  const open = element<HTMLButtonElement>('open');
  const dismiss = element<HTMLButtonElement>('dismiss');
  const [name, domain, username, password] = ['name', 'domain', 'username', 'password'].map((id) => element<HTMLInputElement>(id));
  const label = open.textContent;
  const listening = new AbortController();
  const on = (target: HTMLElement, event: string, act: (event: Event) => void) => target.addEventListener(event, act, { signal: listening.signal });

  const needName = () => { name.required = !(account.open && username.value.trim()); };
  const say = (what?: Problem) => {
    problem.textContent = what?.text ?? '';
    problem.hidden = !what;
    for (const input of [domain, username, password]) input.removeAttribute('aria-invalid');
    if (!dialog.open) dialog.showModal();
    if (what && what.field !== 'open') {
      account.open = true;
      element(what.field).setAttribute('aria-invalid', 'true');
    }
    const field = element(what?.field ?? 'name');
    field.focus();
    if (field instanceof HTMLInputElement) field.select();
  };

  [name.value, domain.value, username.value, password.value] = [asking.name, asking.domain, asking.username ?? '', ''];
  account.open = Boolean(asking.username);
  dismiss.hidden = !asking.optional;
  needName();
  say(asking.problem);

  return new Promise((resolve) => {
    let entering = false;
    const wait = (busy: boolean) => {
      entering = busy;
      open.disabled = busy;
      open.textContent = busy ? 'Connecting…' : label;
    };
    const done = (result: T | null) => {
      listening.abort();
      password.value = '';
      wait(false);
      dialog.close();
      if (dialog.contains(document.activeElement)) (document.activeElement as HTMLElement).blur(); // else it keeps the focus until the next frame
      resolve(result);
    };
    const enter = async (visitor: Visitor) => {
      if (entering) return;
      wait(true);
      let entered: T;
      try {
        entered = await asking.enter(visitor);
      } catch (error) {
        if (listening.signal.aborted) return; // the form may be open again, for something else
        wait(false);
        say(asking.problemOf(error, visitor));
        return;
      }
      if (listening.signal.aborted) asking.late?.(entered);
      else done(entered);
    };
    on(account, 'toggle', needName);
    on(username, 'input', needName);
    on(form, 'submit', (event) => {
      event.preventDefault();
      const known = account.open;
      void enter({
        name: name.value.trim() || 'Guest',
        domain: known ? domain.value.trim() || asking.domain : asking.domain,
        username: known ? username.value.trim() : '',
        password: known ? password.value : '',
      });
    });
    on(dismiss, 'click', () => dialog.close());
    on(dialog, 'close', () => {
      if (asking.optional) done(null);
      else void enter({ name: asking.name || 'Guest', domain: asking.domain, username: '', password: '' });
    });
  });
}

/** Says in the form who is signed in, with a way out. */
export function showAccount(username: string, domain: string, signOut: () => void): void {
  const line = element('signed-in');
  line.querySelector('span')!.textContent = `Signed in as ${username} in ${domain}`;
  line.hidden = false;
  element('sign-out').addEventListener('click', signOut);
}
