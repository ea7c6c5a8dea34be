// Runs before everything else of the page, while the editor and the client are on their way: shows who
// comes back the text as it was here last, and who comes for the first time what a guest may read, which the server
// hands out without a client.
import { domainIn, idIn, isDomain } from '../shared/location';
import { lastSeen } from '../shared/seen';
import { applyTheme } from '../shared/theme';

function show(text: string, label: string, name: 'seen' | 'public'): void {
  const before = document.getElementById('before');
  if (!before) return; // the editor is there
  before.textContent = text;
  before.role = 'region';
  before.setAttribute('aria-label', label);
  before.classList.add(name);
}

async function read(domain: string, id: string): Promise<void> {
  const answer = await fetch(`/api/public/${domain}/models/${encodeURIComponent(id)}`);
  if (!answer.ok) return; // the form that asks who one is comes, or the text
  const { data } = await answer.json() as { data: { text?: unknown } };
  if (typeof data.text === 'string' && data.text) show(data.text, 'The document, which can be edited soon', 'public');
}

applyTheme();
const text = lastSeen();
const [domain, id] = [domainIn(location.search), idIn(location)];
if (text) show(text, 'The document as you saw it last', 'seen');
else if (id && isDomain(domain)) read(domain, id).catch(() => {}); // the page says when there is no network
