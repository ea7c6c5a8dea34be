// What the REST API gives; /api/rest/v1/docs on the server describes it, and
// test/rest/console.ts holds it against that.

/** A part of a list. */
export interface Page<T> { items: T[]; next?: string }

export interface Holder { kind: string; name: string; domain?: string; scopes: string[]; expires?: string }

export type Availability = 'online' | 'offline' | 'maintenance';
/** 0 is no bound; storage is bytes. */
export interface Quotas { models: number; storage: number; chats: number; modelsPerUser: number; storagePerUser: number; chatsPerUser: number }
/** Days; 0 is for ever. */
export interface Keeping { guests: number; sessions: number; emptyChats: number; history: number }
export interface DomainSettings {
  anonymous: boolean;
  emails: 'hidden' | 'users' | 'everybody';
  collections: 'users' | 'everybody' | 'nobody';
  origins: string[];
  availability: Availability;
  quotas: Quotas;
  keeping: Keeping;
}
export interface Domain extends DomainSettings { namespace: string; id: string; created: string }
export interface DomainStatistics {
  users: number; guests: number; groups: number; collections: number; models: number; operations: number;
  chats: number; activities: number; sessions: number; bytes: number;
}

export interface Bucket { seconds: number; count: number }
export interface ServerStatistics {
  version: string; started: string; domains: number; connections: number;
  operations: number; storage: number;
  commits: { count: number; seconds: number; buckets: Bucket[] };
  memory: { used: number; limit: number };
  open: { domain: string; sessions: number; models: number }[];
}
export interface Configuration {
  version: string; limits: Record<string, number>; origins: string[]; localOrigins: boolean;
  trustedProxies: string[]; guestsMakeCollections: boolean;
}

export interface Member { type: 'normal' | 'convergence' | 'anonymous'; name: string }
export interface Profile { displayName: string; firstName: string; lastName: string; email: string; disabled: boolean }
export interface User extends Profile { name: string; password: boolean }
export interface Group { id: string; description: string; members: Member[] }
export interface JwtKey { id: string; algorithm: string; admin: boolean; created: string }
export interface ApiKey { id: string; description: string; domain?: string; scopes: string[]; created: string }
export interface Administrator { name: string; created: string }

export type Right = 'read' | 'write' | 'remove' | 'manage' | 'create';
export interface Rights {
  world: Right[];
  users: { user: Member; rights: Right[] }[];
  groups: { group: string; rights: Right[] }[];
}
export interface Collection extends Rights { id: string }
export interface ModelRights extends Rights { overridesCollection: boolean }

export type Json = null | boolean | number | string | Json[] | { [key: string]: Json };
export interface Model { id: string; collection: string; version: number; oldest: number; created: string; modified: string; ephemeral: boolean }
export interface ModelData extends Model { open: { session: string; user: Member }[]; data: { [key: string]: Json } }
export interface FoundModel { id: string; version: number; created: string; modified: string }
export interface Operation {
  kind: string; element?: string; index?: number; to?: number; count?: number; key?: string; value?: Json; operations?: Operation[];
}
export interface Run { from: number; to: number; time: string; session: string; user: Member; operations: Operation[] }

export interface Chat {
  id: string; type: 'direct' | 'channel' | 'room'; membership: string; name: string; topic: string;
  created: string; lastEvent: number; lastTime: string; members: Member[];
}
export interface ChatEvent { number: number; kind: string; time: string; user: Member; text?: string; subject?: Member }
export interface Activity { type: string; id: string; ephemeral: boolean; created: string }
export interface ActivityDetails extends Activity { participants: { session: string; user: Member; state: { [key: string]: Json } }[] }

export interface Connected { id: string; user: Member; displayName: string; method: string; client: string; remote: string; since: string }
export interface SignIn extends Connected { ended?: string }
export interface Act { number: number; time: string; actor: string; domain?: string; act: string; target: string; remote: string; status: number }
