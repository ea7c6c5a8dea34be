import type { DomainUser } from "../../identity/user.js";
import type { IConvergenceEvent } from "../../emitter.js";
import type { RealTimeModel } from "../model.js";

/** The connection is lost; editing goes on. */
export class ModelOfflineEvent implements IConvergenceEvent {
  static readonly NAME = "offline";
  /** `offline` */
  readonly name = ModelOfflineEvent.NAME;

  constructor(
    /** The model. */
    readonly src: RealTimeModel,
  ) {
    Object.freeze(this);
  }
}

/** The model is open at the server again and synchronised. */
export class ModelOnlineEvent implements IConvergenceEvent {
  static readonly NAME = "online";
  /** `online` */
  readonly name = ModelOnlineEvent.NAME;

  constructor(
    /** The model. */
    readonly src: RealTimeModel,
  ) {
    Object.freeze(this);
  }
}

/** The client has asked to synchronise. */
export class ModelReconnectingEvent implements IConvergenceEvent {
  static readonly NAME = "reconnecting";
  /** `reconnecting` */
  readonly name = ModelReconnectingEvent.NAME;

  constructor(
    /** The model. */
    readonly src: RealTimeModel,
  ) {
    Object.freeze(this);
  }
}

/** Synchronising has started. */
export class ResyncStartedEvent implements IConvergenceEvent {
  static readonly NAME = "resync_started";
  /** `resync_started` */
  readonly name = ResyncStartedEvent.NAME;

  constructor(
    /** The model. */
    readonly src: RealTimeModel,
  ) {
    Object.freeze(this);
  }
}

/** Synchronising is done. */
export class ResyncCompletedEvent implements IConvergenceEvent {
  static readonly NAME = "resync_completed";
  /** `resync_completed` */
  readonly name = ResyncCompletedEvent.NAME;

  constructor(
    /** The model. */
    readonly src: RealTimeModel,
  ) {
    Object.freeze(this);
  }
}

/** Synchronising has failed. */
export class ResyncErrorEvent implements IConvergenceEvent {
  static readonly NAME = "resync_error";
  /** `resync_error` */
  readonly name = ResyncErrorEvent.NAME;

  constructor(
    /** The model. */
    readonly src: RealTimeModel,
    /** What went wrong. */
    readonly message: string,
  ) {
    Object.freeze(this);
  }
}

/** Another session has started to synchronise. */
export class RemoteResyncStartedEvent implements IConvergenceEvent {
  static readonly NAME = "remote_resync_started";
  /** `remote_resync_started` */
  readonly name = RemoteResyncStartedEvent.NAME;

  constructor(
    /** The model. */
    readonly model: RealTimeModel,
    /** The session that synchronises. */
    readonly sessionId: string,
    /** Its user. */
    readonly user: DomainUser,
  ) {
    Object.freeze(this);
  }
}

/** Another session has synchronised. */
export class RemoteResyncCompletedEvent implements IConvergenceEvent {
  static readonly NAME = "remote_resync_completed";
  /** `remote_resync_completed` */
  readonly name = RemoteResyncCompletedEvent.NAME;

  constructor(
    /** The model. */
    readonly model: RealTimeModel,
    /** The session that synchronises. */
    readonly sessionId: string,
    /** Its user. */
    readonly user: DomainUser,
  ) {
    Object.freeze(this);
  }
}
