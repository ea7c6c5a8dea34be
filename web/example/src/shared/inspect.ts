// The developer tools, loaded when somebody asks for them: what they show is recorded from then on.
import type { ConvergenceDomain, RealTimeModel } from '@convergence-wasm/client';
import type * as devtools from '@convergence-wasm/devtools';
import { notice } from './connection';

export function setUpInspector(domain: ConvergenceDomain, model: RealTimeModel): void {
  const button = document.getElementById('inspect')!;
  let recorder: devtools.FlightRecorder | null = null;
  let hide: (() => void) | null = null;
  const toggle = async () => {
    if (hide) {
      hide();
      hide = null;
    } else {
      const { FlightRecorder, showInspector } = await import(new URL(button.dataset.script!, location.href).href) as typeof devtools;
      if (!recorder) {
        recorder = new FlightRecorder(domain);
        recorder.watch(model);
      }
      hide = showInspector(recorder, () => void toggle());
    }
    button.setAttribute('aria-pressed', String(hide !== null));
  };
  button.addEventListener('click', () => { toggle().catch((error: Error) => notice(`The inspector cannot be loaded: ${error.message}`, { failed: true })); });
}
