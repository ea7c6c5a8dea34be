import type { IConvergenceEvent } from "../../emitter.js";
import { eventClass } from "../../records.js";
import type { ModelCollaborator } from "../collaborator.js";
import type { RealTimeModel } from "../model.js";
import type { ModelPermissions } from "../permissions.js";
import type { IValueChangedEvent } from "./value-events.js";

/** The model is closed and all of its elements are detached. */
export interface ModelClosedEvent extends IConvergenceEvent<"closed"> {
  /** The model. */
  readonly src: RealTimeModel;
  /** True when this client did it. */
  readonly local: boolean;
  /** Why, when somebody else did it. */
  readonly reason?: string;
  /** 0 unknown, 1 unauthorized, 2 deleted, 3 server shutdown, 4 to 7 errors, 8 permissions changed. */
  readonly reasonCode?: number;
}
export const ModelClosedEvent = eventClass<ModelClosedEvent>()("closed", "src local reason reasonCode");

/** The model was deleted. */
export interface ModelDeletedEvent extends IConvergenceEvent<"deleted"> {
  /** The model. */
  readonly src: RealTimeModel;
  /** True when this client did it. */
  readonly local: boolean;
  /** Why, when somebody else did it. */
  readonly reason?: string;
}
export const ModelDeletedEvent = eventClass<ModelDeletedEvent>()("deleted", "src local reason");

/** The server has accepted a change of this client, or another one has come in. */
export interface VersionChangedEvent extends IConvergenceEvent<"version_changed"> {
  /** The model. */
  readonly src: RealTimeModel;
  /** The version now. */
  readonly version: number;
  /** This client, when it is its change that the server has accepted, under the session from which it has it; else null. */
  readonly own: ModelCollaborator | null;
}
export const VersionChangedEvent = eventClass<VersionChangedEvent>()("version_changed", "src version own");

/** This client has changed the model, whether or not local events are emitted. `events()` tells of it only while somebody listens to it by name. */
export interface ModelEditedEvent extends IConvergenceEvent<"edited"> {
  /** The model. */
  readonly src: RealTimeModel;
  /**
   * The number of the operation that the change is part of. They are accepted one by one in this order, each with a
   * `version_changed`. A number that comes again after a higher one is that of another operation: those from it on have been merged into the one before.
   */
  readonly sequence: number;
  /** The change; null when the element has emitted it. */
  readonly change: IValueChangedEvent | null;
}

/** There are local changes which the server does not have yet. */
export interface ModelModifiedEvent extends IConvergenceEvent<"modified"> {
  /** The model. */
  readonly src: RealTimeModel;
}
export const ModelModifiedEvent = eventClass<ModelModifiedEvent>()("modified", "src");

/** The server has all local changes. */
export interface ModelCommittedEvent extends IConvergenceEvent<"committed"> {
  /** The model. */
  readonly src: RealTimeModel;
}
export const ModelCommittedEvent = eventClass<ModelCommittedEvent>()("committed", "src");

/** A session opened the model. */
export interface CollaboratorOpenedEvent extends IConvergenceEvent<"collaborator_opened"> {
  /** The model. */
  readonly src: RealTimeModel;
  /** Who. */
  readonly collaborator: ModelCollaborator;
}
export const CollaboratorOpenedEvent = eventClass<CollaboratorOpenedEvent>()("collaborator_opened", "src collaborator");

/** A session closed the model. */
export interface CollaboratorClosedEvent extends IConvergenceEvent<"collaborator_closed"> {
  /** The model. */
  readonly src: RealTimeModel;
  /** Who. */
  readonly collaborator: ModelCollaborator;
}
export const CollaboratorClosedEvent = eventClass<CollaboratorClosedEvent>()("collaborator_closed", "src collaborator");

/** What this session may do with the model has changed. */
export interface ModelPermissionsChangedEvent extends IConvergenceEvent<"permissions_changed"> {
  /** The model. */
  readonly model: RealTimeModel;
  /** The permissions now. */
  readonly permissions: ModelPermissions;
  /** The names of those that changed. */
  readonly changes: readonly string[];
}
export const ModelPermissionsChangedEvent = eventClass<ModelPermissionsChangedEvent>()("permissions_changed", "model permissions changes");
