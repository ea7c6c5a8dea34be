// Which classes stand for which kind of element.
import { Kind } from "../../generated/numbers.js";
import {
  HistoricalArray,
  HistoricalBoolean,
  HistoricalDate,
  HistoricalNull,
  HistoricalNumber,
  HistoricalObject,
  HistoricalString,
} from "../history/elements.js";
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
  defineKind(Kind.Object, RealTimeObject, HistoricalObject);
  defineKind(Kind.Array, RealTimeArray, HistoricalArray);
  defineKind(Kind.String, RealTimeString, HistoricalString);
  defineKind(Kind.Number, RealTimeNumber, HistoricalNumber);
  defineKind(Kind.Boolean, RealTimeBoolean, HistoricalBoolean);
  defineKind(Kind.Date, RealTimeDate, HistoricalDate);
  defineKind(Kind.Null, RealTimeNull, HistoricalNull);
}
