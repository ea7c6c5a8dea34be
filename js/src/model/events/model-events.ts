import type { IConvergenceEvent } from "../../emitter.js";
import type { ModelCollaborator } from "../collaborator.js";
import type { RealTimeModel } from "../model.js";
import type { ModelPermissions } from "../permissions.js";

/** The model is closed and all of its elements are detached. */
export class ModelClosedEvent implements IConvergenceEvent {
  static readonly NAME = "closed";
  /** `closed` */
  readonly name = ModelClosedEvent.NAME;

  constructor(
    /** The model. */
    readonly src: RealTimeModel,
    /** True when this client did it. */
    readonly local: boolean,
    /** Why, when somebody else did it. */
    readonly reason?: string,
    /** 0 unknown, 1 unauthorized, 2 deleted, 3 server shutdown, 4 to 7 errors, 8 permissions changed. */
    readonly reasonCode?: number,
  ) {
    Object.freeze(this);
  }
}

/** The model was deleted. */
export class ModelDeletedEvent implements IConvergenceEvent {
  static readonly NAME = "deleted";
  /** `deleted` */
  readonly name = ModelDeletedEvent.NAME;

  constructor(
    /** The model. */
    readonly src: RealTimeModel,
    /** True when this client did it. */
    readonly local: boolean,
    /** Why, when somebody else did it. */
    readonly reason?: string,
  ) {
    Object.freeze(this);
  }
}

/** The server has accepted a change of this client, or another one has come in. */
export class VersionChangedEvent implements IConvergenceEvent {
  static readonly NAME = "version_changed";
  /** `version_changed` */
  readonly name = VersionChangedEvent.NAME;

  constructor(
    /** The model. */
    readonly src: RealTimeModel,
    /** The version now. */
    readonly version: number,
  ) {
    Object.freeze(this);
  }
}

/** There are local changes which the server does not have yet. */
export class ModelModifiedEvent implements IConvergenceEvent {
  static readonly NAME = "modified";
  /** `modified` */
  readonly name = ModelModifiedEvent.NAME;

  constructor(
    /** The model. */
    readonly src: RealTimeModel,
  ) {
    Object.freeze(this);
  }
}

/** The server has all local changes. */
export class ModelCommittedEvent implements IConvergenceEvent {
  static readonly NAME = "committed";
  /** `committed` */
  readonly name = ModelCommittedEvent.NAME;

  constructor(
    /** The model. */
    readonly src: RealTimeModel,
  ) {
    Object.freeze(this);
  }
}

/** A session opened the model. */
export class CollaboratorOpenedEvent implements IConvergenceEvent {
  static readonly NAME = "collaborator_opened";
  /** `collaborator_opened` */
  readonly name = CollaboratorOpenedEvent.NAME;

  constructor(
    /** The model. */
    readonly src: RealTimeModel,
    /** Who. */
    readonly collaborator: ModelCollaborator,
  ) {
    Object.freeze(this);
  }
}

/** A session closed the model. */
export class CollaboratorClosedEvent implements IConvergenceEvent {
  static readonly NAME = "collaborator_closed";
  /** `collaborator_closed` */
  readonly name = CollaboratorClosedEvent.NAME;

  constructor(
    /** The model. */
    readonly src: RealTimeModel,
    /** Who. */
    readonly collaborator: ModelCollaborator,
  ) {
    Object.freeze(this);
  }
}

/** What this session may do with the model has changed. */
export class ModelPermissionsChangedEvent implements IConvergenceEvent {
  static readonly NAME = "permissions_changed";
  /** `permissions_changed` */
  readonly name = ModelPermissionsChangedEvent.NAME;

  constructor(
    /** The model. */
    readonly model: RealTimeModel,
    /** The permissions now. */
    readonly permissions: ModelPermissions,
    /** The names of those that changed. */
    readonly changes: readonly string[],
  ) {
    Object.freeze(this);
  }
}
