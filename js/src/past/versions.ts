import { Body, VersionAct } from "../generated/numbers.js";
import type { HistoricalModel } from "../model/history/model.js";
import type { RealTimeModel } from "../model/model.js";
import { ask, settled } from "./asking.js";

/** A version of a model that somebody has given a name. */
export interface NamedVersion {
  /** The name, unique among those of the model. */
  readonly name: string;
  /** The version. */
  readonly version: number;
  /** When it was named. */
  readonly time: Date;
  /** Who named it. */
  readonly username: string;
}

type NamedVersionWire = readonly [name: string, version: number, millis: number, by: readonly [type: number, username: string]];

/** The named versions of a model. They are kept by the server, which has to be connected. */
export class ModelVersions {
  /** @internal */
  constructor(private readonly model: RealTimeModel) {}

  /**
   * Gives a version a name, the present one if none is given: that which has every edit made here
   * so far. Needs the right to write. Rejects with code `version_already_exists`
   * when another one has the name, `version_not_found` when there is no such version, and `limit_exceeded` when the name is too long or there are too many.
   */
  async name(name: string, version?: number): Promise<NamedVersion> {
    filled(name);
    if (version === undefined) await settled(this.model);
    else whole(version);
    const [named] = await this.ask(VersionAct.Name, name, version);
    return named as NamedVersion;
  }

  /** All of them, by version. Needs the right to read. */
  list(): Promise<NamedVersion[]> {
    return this.ask(VersionAct.List);
  }

  /** Opens the model as it was, read-only, at a version, or at one of that name. Needs the right to read. */
  async open(version: string | number): Promise<HistoricalModel> {
    const number = await this.number(version);
    const history = await this.model.session().domain().models().history(this.model.modelId());
    await history.playTo(number);
    return history;
  }

  /** Makes the model as it was at a version, or at one of that name; see `RealTimeModel.restore`. */
  async restore(version: string | number): Promise<void> {
    return this.model.restore(await this.number(version));
  }

  /** Takes a name away; the version stays in the history. Needs the right to write. */
  async remove(name: string): Promise<void> {
    filled(name);
    await this.ask(VersionAct.Remove, name);
  }

  /** The number of a version that is given by number or by name. */
  private async number(version: string | number): Promise<number> {
    if (typeof version === "number") return whole(version);
    const [found] = await this.ask(VersionAct.Find, filled(version));
    return (found as NamedVersion).version;
  }

  private async ask(act: VersionAct, name = "", version = 0): Promise<NamedVersion[]> {
    const [list] = await ask<[readonly NamedVersionWire[]]>(this.model, Body.Versions, [this.model.modelId(), act, name, version]);
    return list.map(([name, version, millis, [, username]]) => ({ name, version, time: new Date(millis), username }));
  }
}

/** The named versions of a model: the same as `RealTimeModel.versions`. */
export function versions(model: RealTimeModel): ModelVersions {
  return new ModelVersions(model);
}

function filled(name: string): string {
  if (typeof name !== "string" || name === "") throw new TypeError("the name of a version must be a string that is not empty");
  return name;
}

function whole(version: number): number {
  if (!Number.isSafeInteger(version) || version < 1) throw new RangeError(`a version is a whole number from 1 on, but is ${version}`);
  return version;
}
