// Constants in which ours is meant to differ from the client that it stands in for,
// by class or enumeration: one that is wrong there, two events under one name, and
// those of events that it has no word for.
const REJECTED = { STATE_REJECTED: 'state_rejected' };
const MISSED = { EVENTS_MISSED: 'events_missed' };
const REFUSED = { OFFLINE_MODEL_REFUSED: 'offline_model_refused' };

export const OURS = {
  Activity: { DELETED: 'deleted', ...REJECTED },
  PresenceService: REJECTED,
  Chat: MISSED,
  ChatService: MISSED,
  ModelService: REFUSED,
  ModelServiceEventConstants: REFUSED,
};
