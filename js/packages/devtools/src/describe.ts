import type { Plain } from "./plain.js";

/** Fields that every event of a kind has and that say nothing of this one. */
const SILENT = new Set(["name", "domain", "src", "model", "element", "source"]);

/** What an event says, as JSON: what people and other objects are called, and no objects of the client. */
export function describe(event: object): { detail?: { [key: string]: Plain } } {
  const said: [string, Plain][] = [];
  for (const [key, value] of Object.entries(event)) {
    if (SILENT.has(key) || value === undefined) continue;
    const plain = short(value, 3);
    if (plain !== undefined) said.push([key, plain]);
  }
  return said.length === 0 ? {} : { detail: Object.fromEntries(said) };
}

function short(value: unknown, depth: number): Plain | undefined {
  if (value === null || typeof value === "boolean" || typeof value === "string" || (typeof value === "number" && Number.isFinite(value))) return value;
  if (value instanceof Date) return value.toISOString();
  if (value instanceof Error) return `${value.name}: ${value.message}`;
  if (typeof value !== "object" || depth === 0) return typeof value === "number" ? String(value) : undefined;
  const { displayName, username, modelId, sessionId } = value as { [key: string]: unknown };
  if (typeof username === "string") return String(displayName || username);
  if (typeof modelId === "function") return String(modelId.call(value));
  if (value instanceof Map) return short(Object.fromEntries(value), depth);
  if (Array.isArray(value)) return value.slice(0, 50).map((one) => short(one, depth - 1) ?? null);
  const prototype = Object.getPrototypeOf(value);
  if (prototype !== Object.prototype && prototype !== null) return typeof sessionId === "string" ? sessionId : undefined;
  const entries = Object.entries(value).map(([key, of]) => [key, short(of, depth - 1)] as const);
  return Object.fromEntries(entries.filter((entry): entry is [string, Plain] => entry[1] !== undefined));
}
