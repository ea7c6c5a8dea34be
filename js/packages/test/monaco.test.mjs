// Two Monaco editors in two pages of Chromium on one text of a real server.
import { testEditor } from './editors.mjs';
import { mount, script } from './monaco-page.mjs';

testEditor({ name: 'monaco', script, mount });
