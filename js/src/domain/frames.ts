// Hands each frame of the core to whom it concerns.
import { activityFrame } from "../activity/activity.js";
import { onFrame, onThrow, report } from "../core/dispatch.js";
import type { Wire } from "../core/frames.js";
import type { AnyFrame } from "../generated/calls.js";
import { DomainEventCode, Frame } from "../generated/numbers.js";
import { settlePromise } from "../core/promises.js";
import { ConvergenceEventEmitter } from "../emitter.js";
import { ErrorEvent } from "../error-event.js";
import { userOf } from "../identity/user.js";
import { log, warn } from "../logging.js";
import { historyFrame } from "../model/history/model.js";
import { undoFrame } from "../model/undo.js";
import { changedFrame, detachedFrame, elementFrame, modelFrame, referenceCreatedFrame } from "../model/frames.js";
import { permissionsOf } from "../model/permissions.js";
import { offlineFrame } from "../offline/frames.js";
import { storeFrame } from "../offline/records.js";
import { referenceFrame } from "../model/references/events.js";
import { answerCredentials } from "./credentials.js";
import { ConvergenceDomain } from "./domain.js";
import { domainOf } from "./domains.js";
import * as events from "./events.js";

const interrupted = new WeakSet<ConvergenceDomain>();

/** Takes over the dispatch of frames. */
export function installFrames(): void {
  onFrame(handle);
  onThrow(listenerThrew);
}

/** Tells the domain of an emitter that one of its listeners has thrown. */
function listenerThrew(error: unknown, event: unknown, source: object): void {
  if (!(source instanceof ConvergenceEventEmitter)) return;
  const domain = source._reportsTo();
  // A listener of the error event that throws must not hear of that.
  if (!(domain instanceof ConvergenceDomain) || (event as { name?: string } | null)?.name === "error") return;
  try {
    const message = error instanceof Error ? error.message : String(error);
    domain._emit(new ErrorEvent(domain, `A listener has thrown: ${message}`, error));
  } catch (more) {
    report(more);
  }
}

function handle(frame: AnyFrame): void {
  switch (frame[0]) {
    case Frame.ElementEvent:
      return elementFrame(frame);
    case Frame.ModelChanged:
      return changedFrame(frame);
    case Frame.Detached:
      return detachedFrame(frame);
    case Frame.ModelEvent:
      return modelFrame(frame);
    case Frame.Settle:
      return settlePromise(frame);
    case Frame.ReferenceEvent:
      return referenceFrame(frame);
    case Frame.ReferenceCreated:
      return referenceCreatedFrame(frame);
    case Frame.HistoryEvent:
      return historyFrame(frame);
    case Frame.UndoEvent:
      return undoFrame(frame);
    case Frame.ActivityEvent:
      return activityFrame(frame);
    case Frame.StoreRequest:
      return storeFrame(frame);
    case Frame.Log:
      return log(frame[1], frame[2], frame[3]);
  }
  const domain = domainOf(frame[1]);
  if (domain === undefined) return;
  switch (frame[0]) {
    case Frame.DomainEvent:
      return domainFrame(domain, frame[2], frame[3], frame[4], frame[5]);
    case Frame.CredentialsWanted:
      return answerCredentials(frame[1], frame[2], domain._credentialSource(frame[3]));
    case Frame.DataWanted:
      return domain.models()._dataWanted(frame[2]);
    case Frame.PresenceEvent:
      return domain.presence()._frame(frame);
    case Frame.ChatEvent:
      return domain.chat()._frame(frame);
    case Frame.OfflineEvent:
      return offlineFrame(domain, frame, permissionsOf);
    case Frame.Session:
      return domain._participants.add(frame[2], frame[3], userOf(frame[4]));
  }
}

function domainFrame(domain: ConvergenceDomain, code: number, a: Wire, b: Wire, c: Wire): void {
  switch (code) {
    case DomainEventCode.ConnectionScheduled:
      return domain._emit(new events.ConnectionScheduledEvent(domain, a as number));
    case DomainEventCode.Connecting:
      return domain._emit(new events.ConnectingEvent(domain));
    case DomainEventCode.Authenticating:
      return domain._emit(new events.AuthenticatingEvent(domain, String(a)));
    case DomainEventCode.Connected:
      domain._hasConnected();
      domain._emit(new events.ConnectedEvent(domain));
      // Older applications wait for this after an interruption.
      if (interrupted.delete(domain)) domain._emit(Object.freeze({ name: "reconnected", domain }));
      return;
    case DomainEventCode.ConnectionFailed:
      return domain._emit(
        new events.ConnectionFailedEvent(domain, String(a), String(b), typeof c === "string" ? c : undefined),
      );
    case DomainEventCode.Interrupted:
      interrupted.add(domain);
      return domain._emit(new events.InterruptedEvent(domain));
    case DomainEventCode.Disconnected:
      interrupted.delete(domain);
      return domain._emit(new events.DisconnectedEvent(domain));
    case DomainEventCode.Error:
      warn("domain", String(a));
      return domain._emit(new ErrorEvent(domain, String(a), undefined));
  }
}
