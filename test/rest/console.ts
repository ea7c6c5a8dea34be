// Holds what the console believes of the REST API against the types that are made from its
// OpenAPI document. Nothing runs here: it compiles, or the two have drifted apart.
import type * as console from '../../web/console/src/types.js';
import type { components } from './build/openapi.js';

type API = components['schemas'];

/** Values of models and of activities, which the document leaves open, may be anything. */
type Open<T> = unknown extends T ? any : T extends object ? { [K in keyof T]: Open<T[K]> } : T;

/** Fails to compile unless what is given has everything that is believed of it. */
type Is<Believed, Given extends Believed> = Given;

/** What the server answers. */
export interface Answers {
  Holder: Is<console.Holder, API['Holder']>;
  Availability: Is<console.Availability, API['DomainEntry']['availability']>;
  Quotas: Is<console.Quotas, API['Quotas']>;
  Keeping: Is<console.Keeping, API['Keeping']>;
  Domain: Is<console.Domain, API['DomainEntry']>;
  DomainStatistics: Is<console.DomainStatistics, API['Statistics']>;
  Bucket: Is<console.Bucket, API['CommitBucket']>;
  ServerStatistics: Is<console.ServerStatistics, API['ServerStatistics']>;
  Configuration: Is<console.Configuration, API['Configuration']>;
  Member: Is<console.Member, API['Member']>;
  Profile: Is<console.Profile, API['Profile']>;
  User: Is<console.User, API['User']>;
  Group: Is<console.Group, API['Group']>;
  JwtKey: Is<console.JwtKey, API['JWTKey']>;
  ApiKey: Is<console.ApiKey, API['APIKey']>;
  Administrator: Is<console.Administrator, API['Administrator']>;
  Rights: Is<console.Rights, API['Rights']>;
  Collection: Is<console.Collection, API['Collection']>;
  ModelRights: Is<console.ModelRights, API['ModelRights']>;
  Model: Is<console.Model, API['Model']>;
  ModelData: Is<console.ModelData, Open<API['ModelData']>>;
  FoundModel: Is<console.FoundModel, API['FoundModel']>;
  Operation: Is<console.Operation, Open<API['Operation']>>;
  Run: Is<console.Run, Open<API['Run']>>;
  Chat: Is<console.Chat, API['Chat']>;
  ChatEvent: Is<console.ChatEvent, API['ChatEvent']>;
  Activity: Is<console.Activity, API['Activity']>;
  ActivityDetails: Is<console.ActivityDetails, Open<API['ActivityWithParticipants']>>;
  Connected: Is<console.Connected, API['Connected']>;
  SignIn: Is<console.SignIn, API['SignIn']>;
  Act: Is<console.Act, API['Act']>;
  Page: Is<console.Page<console.User>, API['PageUser']>;
}

/** What it is sent, and takes. */
export interface Requests {
  DomainSettings: Is<API['DomainSettings'], console.DomainSettings>;
  Rights: Is<API['Rights'], console.Rights>;
  Right: Is<API['Rights']['world'][number], console.Right>;
  ModelRights: Is<API['ModelRights'], console.ModelRights>;
  Profile: Is<API['Profile'], console.Profile>;
  Json: Is<API['ModelContent']['data'], { [key: string]: console.Json }>;
}
