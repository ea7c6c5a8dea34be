// Domains: making one, and removing it with its name typed.

export default async function domains(w) {
  await w.visit('Domains');
  await w.look('domains');
  await w.act('make a domain', async () => {
    await w.press('Make a domain');
    await w.look('domains-add');
    await w.fill({ Namespace: 'acme', Domain: 'notes' }, 'Make domain');
  });
}
