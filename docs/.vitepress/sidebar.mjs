// The order in which the pages are read. build.mjs and test/docs fail when a page is missing here.
const group = (text, pages) => ({ text, items: pages.map(([link, text]) => ({ link, text })) });

export const sidebar = [
  group('Start here', [
    ['/guide/introduction', 'What it is'],
    ['/guide/comparison', 'When to use something else'],
    ['/guide/getting-started', 'Getting started'],
    ['/guide/connecting', 'Connecting and signing in'],
  ]),
  group('Services', [
    ['/guide/models', 'Models'],
    ['/guide/queries', 'Finding models'],
    ['/guide/history', 'History'],
    ['/guide/references', 'Cursors and selections'],
    ['/guide/undo', 'Undo and redo'],
    ['/guide/presence', 'Presence'],
    ['/guide/activities', 'Activities'],
    ['/guide/chat', 'Chat'],
    ['/guide/identity', 'Users and groups'],
  ]),
  group('Building an application', [
    ['/guide/offline', 'Working offline'],
    ['/guide/permissions', 'Permissions'],
    ['/guide/errors', 'Errors'],
    ['/listening', 'What listeners may rely on'],
    ['/versions', 'What becomes a version'],
    ['/guide/migrating', 'Moving from the old client'],
    ['/package', 'Where the package works'],
    ['/programs', 'Server-side programs'],
  ]),
  group('Running a server', [
    ['/deploying', 'Deploying'],
    ['/configuration', 'Configuration'],
    ['/security', 'Security'],
    ['/console', 'The console'],
    ['/rest', 'Administration over HTTP'],
    ['/metrics', 'Metrics'],
    ['/traces', 'Traces'],
    ['/backup', 'Backup'],
    ['/archive', 'Export and import'],
    ['/postgresql', 'PostgreSQL'],
    ['/limits', 'Limits and quotas'],
    ['/rights', 'Who may do what'],
  ]),
  group('Inside', [
    ['/protocol', 'The wire protocol'],
    ['/offline', 'The offline store'],
    ['/architecture', 'Architecture'],
    ['/bridge', 'The bridge'],
    ['/go', 'Go packages'],
    ['/development', 'Development'],
  ]),
];
