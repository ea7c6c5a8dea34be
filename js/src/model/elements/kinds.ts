// Which class stands for which kind of element.
import { Kind } from "../../core/methods.js";
import { RealTimeArray } from "./array.js";
import { RealTimeBoolean } from "./boolean.js";
import { RealTimeDate } from "./date.js";
import { RealTimeNull } from "./null.js";
import { RealTimeNumber } from "./number.js";
import { RealTimeObject } from "./object.js";
import { defineKind } from "./registry.js";
import { RealTimeString } from "./string.js";

/** Fills the table of classes. */
export function defineKinds(): void {
  defineKind(Kind.Object, RealTimeObject);
  defineKind(Kind.Array, RealTimeArray);
  defineKind(Kind.String, RealTimeString);
  defineKind(Kind.Number, RealTimeNumber);
  defineKind(Kind.Boolean, RealTimeBoolean);
  defineKind(Kind.Date, RealTimeDate);
  defineKind(Kind.Null, RealTimeNull);
}
