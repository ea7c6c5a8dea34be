// How much there may be in a domain, and how long what nobody comes back to is kept.
import type { DomainSettings, Keeping, Quotas } from '../types';
import { Field, Form } from '../ui/form';
import { Panel } from '../ui/page';

interface Bound<K> { key: K; label: string; /** How many of what is kept make one of what is shown. */ unit?: number }

const gibibyte = 2 ** 30;
const quotas: Bound<keyof Quotas>[] = [
  { key: 'models', label: 'Models' }, { key: 'storage', label: 'Storage, GiB', unit: gibibyte }, { key: 'chats', label: 'Chats' },
  { key: 'modelsPerUser', label: 'Models of one user' }, { key: 'storagePerUser', label: 'Storage of one user, GiB', unit: gibibyte },
  { key: 'chatsPerUser', label: 'Chats of one user' },
];
const keeping: Bound<keyof Keeping>[] = [
  { key: 'guests', label: 'Guests who were not seen, days' },
  { key: 'sessions', label: 'Sessions that changed nothing, days' },
  { key: 'emptyChats', label: 'Chats in which nothing was said, days' },
  { key: 'history', label: 'History of models, days' },
];

function read<K extends string>(data: FormData, bounds: Bound<K>[]): Record<K, number> {
  return Object.fromEntries(bounds.map(({ key, unit = 1 }) => [key, Math.round(Number(data.get(key)) * unit)])) as Record<K, number>;
}

function Numbers<K extends string>({ bounds, values, fixed }: { bounds: Bound<K>[]; values: Record<K, number>; fixed?: boolean }) {
  return (
    <div class="pair">
      {bounds.map(({ key, label, unit = 1 }) => (
        <Field key={key} label={label}>
          <input name={key} type="number" min={0} step={unit === 1 ? 1 : 'any'} required readOnly={fixed} defaultValue={String(values[key] / unit)} />
        </Field>
      ))}
    </div>
  );
}

interface BoundsProps { settings: DomainSettings; ofServer: boolean; save: (changes: Partial<DomainSettings>) => Promise<void> }

/** Forms for both. Quotas are changed by administrators of the server only. */
export function Bounds({ settings, ofServer, save }: BoundsProps) {
  return (
    <>
      <Panel title="Quotas">
        <p class="quiet-text">What is new beyond them is refused or waits, and nothing is lost. 0 is no bound. {!ofServer && 'Administrators of the server change them.'}</p>
        {ofServer
          ? <Form submit="Save quotas" action={(data) => save({ quotas: read(data, quotas) })}><Numbers bounds={quotas} values={settings.quotas} /></Form>
          : <Numbers bounds={quotas} values={settings.quotas} fixed />}
      </Panel>
      <Panel title="What is forgotten">
        <p class="quiet-text">
          The server removes it after so many days. 0 is never. A model cannot be taken back to before its history begins, and edits that somebody made without a
          connection before then do not arrive: they are kept on that device.
        </p>
        <Form submit="Save days" action={(data) => save({ keeping: read(data, keeping) })}><Numbers bounds={keeping} values={settings.keeping} /></Form>
      </Panel>
    </>
  );
}
