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
  const other = await w.newPage();
  await other.goto(link);
  await w.says('the link is not good any more', other);
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
