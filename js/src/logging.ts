import { describe } from "./arguments.js";

/** Levels of log lines. */
export const LogLevel = Object.freeze({
  TRACE: "trace",
  DEBUG: "debug",
  INFO: "info",
  WARN: "warn",
  ERROR: "error",
  SILENT: "silent",
} as const);

/** Levels of log lines. */
export type LogLevel = (typeof LogLevel)[keyof typeof LogLevel];

/** Settings of one logger. */
export interface ILoggerConfig {
  /** Lines below this level are not printed. */
  level?: LogLevel;
}

/** What `configureLogging` takes. */
export interface ILoggingConfigData {
  /** For every logger that is not listed. Default: warn. */
  root?: ILoggerConfig | LogLevel;
  /** By dot-separated id; a logger without an entry uses the one of its parent. */
  loggers?: { [id: string]: ILoggerConfig | LogLevel };
}

const ORDER: readonly LogLevel[] = [
  LogLevel.TRACE,
  LogLevel.DEBUG,
  LogLevel.INFO,
  LogLevel.WARN,
  LogLevel.ERROR,
  LogLevel.SILENT,
];
const PRINT = ["debug", "debug", "info", "warn", "error"] as const;

let root = ORDER.indexOf(LogLevel.WARN);
const loggers = new Map<string, number>();

/** Sets what is printed to the console. Throws for an unknown level or an empty logger id. */
export function configureLogging(config: ILoggingConfigData): void {
  if (typeof config !== "object" || config === null) {
    throw new TypeError(`config must be an object, but is ${describe(config)}`);
  }
  const next = new Map<string, number>();
  for (const id of Object.keys(config.loggers ?? {})) {
    if (id === "") throw new Error("the id of a logger must not be empty");
    const level = levelOf(config.loggers?.[id], `loggers.${id}`);
    if (level >= 0) next.set(id, level);
  }
  const top = levelOf(config.root, "root");
  if (top >= 0) root = top;
  for (const [id, level] of next) loggers.set(id, level);
}

function levelOf(config: ILoggerConfig | LogLevel | undefined, name: string): number {
  const level = typeof config === "object" && config !== null ? config.level : config;
  if (level === undefined) return -1;
  const number = ORDER.indexOf(level);
  if (number < 0) throw new Error(`${name} must be a log level, but is ${describe(level)}`);
  return number;
}

/** @internal Prints a line of the core; level 0 is trace, 4 is error. */
export function log(level: number, logger: string, message: string): void {
  let limit: number | undefined;
  for (let id = logger; id !== "" && limit === undefined; id = id.slice(0, Math.max(id.lastIndexOf("."), 0))) {
    limit = loggers.get(id);
  }
  if (level < (limit ?? root)) return;
  const time = new Date().toISOString().slice(11, 23);
  console[PRINT[level] ?? "error"](`${(ORDER[level] ?? "error").toUpperCase().padEnd(5)} ${time} ${logger}: ${message}`);
}
