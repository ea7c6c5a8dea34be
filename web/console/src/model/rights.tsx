// The rights on one model.
import { useState } from 'preact/hooks';
import { getTagged, inDomain, send, type Tagged } from '../api';
import type { ModelRights, Right } from '../types';
import { Form } from '../ui/form';
import { useLoaded } from '../ui/load';
import { Failed, Loading } from '../ui/page';
import { RightsTable } from '../ui/rights';
import { say } from '../ui/toast';

const which: Right[] = ['read', 'write', 'remove', 'manage'];

function Editor({ domain, path, loaded, reload }: { domain: string; path: string; loaded: Tagged<ModelRights>; reload: () => void }) {
  const [rights, setRights] = useState(loaded.value);
  const own = rights.overridesCollection;
  return (
    <>
      <div class="check top">
        <input type="checkbox" id="overrides" checked={own} onChange={(e) => setRights({ ...rights, overridesCollection: e.currentTarget.checked })} />
        <label for="overrides">Only what this table says</label>
        <p class="hint">{own ? 'The rights on the collection give nobody anything here.' : 'Who is not in the table has the rights on the collection.'}</p>
      </div>
      <RightsTable domain={domain} label="Rights on the model" world={own} rights={rights} which={which} change={(r) => setRights({ ...rights, ...r })} />
      <div class="bottom">
        <Form submit="Save rights" of={rights} disabled={rights === loaded.value} action={async () => {
          await send('PUT', path, rights, { tag: loaded.tag });
          say('The rights are saved. Who has the model open is notified.');
          reload();
        }} />
      </div>
    </>
  );
}

export function RightsView({ domain, id }: { domain: string; id: string }) {
  const path = inDomain(domain, 'models', id, 'rights');
  const { value, problem, reload } = useLoaded(path, () => getTagged<ModelRights>(path));
  if (problem) return <Failed text={problem} retry={reload} />;
  return value ? <Editor key={value.tag} domain={domain} path={path} loaded={value} reload={reload} /> : <Loading />;
}
