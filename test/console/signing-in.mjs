// Signing in: by the link of --dev, and with a password; and out.
import assert from 'node:assert/strict';

export default async function signingIn(w) {
  const link = w.link();
  await w.act('sign in by the link', async (page) => {
    await page.goto(link);
    await w.on('Overview');
    assert.ok(!page.url().includes('cvl_'), 'the secret of the link stays in the address');
  });
  await w.act('stay signed in over a reload', async (page) => {
    await page.reload();
    await w.on('Overview');
  });
  await w.act('stay signed in when the server is away at a reload', async (page) => {
    // The page is there, and then the server goes, before it is asked who this is.
    await page.route('**/auth/token', async (route) => { await w.server.kill(); await route.continue(); }, { times: 1 });
    await page.reload({ waitUntil: 'commit' });
    await w.says('The server cannot be reached. Trying again until it is back.');
    await w.look('unreachable');
    await w.server.run();
    await w.on('Overview');
    for (const status of [502, 503]) { // as a proxy before the server says it
      await page.route('**/auth/token', (route) => route.fulfill({ status, body: '<h1>Bad Gateway</h1>' }), { times: 1 });
      await page.reload({ waitUntil: 'commit' });
      await w.says('The server cannot be reached. Trying again until it is back.');
      await w.on('Overview');
    }
  });
  const other = await w.newPage();
  await other.goto(link);
  await w.says('This link has been used or is too old: it signs in once, within ten minutes. Start the server again', other);
  await other.context().close();

  await w.act('sign out', async (page) => {
    await w.press('Sign out');
    await w.on('Convergence console');
    await page.reload();
    await w.on('Convergence console');
  });
  await w.look('sign-in');
  w.run(['admin', 'add', 'root', '--server'], 'correct horse\n');
  await w.act('sign in with a password', async (page) => {
    await page.getByLabel('Name').fill('root');
    await page.getByLabel('Password').fill('wrong');
    await w.press('Sign in');
    await w.says('name or password is wrong');
    await page.getByLabel('Password').fill('correct horse');
    await w.press('Sign in');
    await w.on('Overview');
  });
}
