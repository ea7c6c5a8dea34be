// Runs before everything else of the page, while the editor and the client are on their way: shows
// who comes back the text as it was here last.
import { lastSeen } from '../shared/seen';

const text = lastSeen();
if (text) {
  const before = document.getElementById('before')!;
  before.textContent = text;
  before.role = 'region';
  before.setAttribute('aria-label', 'The document as you saw it last');
}
