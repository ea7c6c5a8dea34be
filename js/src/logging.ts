import { describe } from "./arguments.js";

/** Levels of log lines. */
export const LogLevel = Object.freeze({
  /** Everything, down to single operations. */
  TRACE: "trace",
  /** What helps to find an error: messages, steps, events. */
  DEBUG: "debug",
  /** What happens once in a while, such as connecting. */
  INFO: "info",
  /** What is not as it should be and goes on. The default. */
  WARN: "warn",
  /** What has failed. */
  ERROR: "error",
  /** Nothing at all. */
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
  /**
   * By dot-separated id; a logger without an entry uses the one of its parent.
   * The loggers are protocol (messages at debug, never their content), connection,
   * socket, heartbeat, domain, models (operations at trace), models.offline,
   * storage, identity, presence, activities.activity, activities.service and chat.
   */
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
const DEBUG = 1;
const WARN = 3;
const PRINT = ["debug", "debug", "info", "warn", "error"] as const;

/** The loggers of the core, as it numbers them. */
const LOGGERS = ["protocol", "connection", "socket", "heartbeat", "models", "identity"] as const;

let root = ORDER.indexOf(LogLevel.WARN);
const loggers = new Map<string, number>();
/** @internal Whether some logger prints events: the one thing to ask before each. */
export let logsEvents = false;

/**
 * Sets what is printed to the console, from now on and for every domain. Lines
 * that are not wanted are not made. Throws for an unknown level or an empty
 * logger id.
 */
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
  logsEvents = Math.min(root, ...loggers.values()) <= DEBUG;
}

/** @internal The lowest level that is printed of each logger of the core. */
export const coreLevels = (): number[] => LOGGERS.map(levelFor);

/** The lowest level that a logger prints. */
function levelFor(logger: string): number {
  for (let id = logger; id !== ""; id = id.slice(0, Math.max(id.lastIndexOf("."), 0))) {
    const level = loggers.get(id);
    if (level !== undefined) return level;
  }
  return root;
}

function levelOf(config: ILoggerConfig | LogLevel | undefined, name: string): number {
  const level = typeof config === "object" && config !== null ? config.level : config;
  if (level === undefined) return -1;
  const number = ORDER.indexOf(level);
  if (number < 0) throw new Error(`${name} must be a log level, but is ${describe(level)}`);
  return number;
}

/** @internal Prints an event that somebody emits, with its plain fields. */
export function logEvent<E extends { readonly name: string }>(logger: string | null, event: E): void {
  if (logger === null || levelFor(logger) > DEBUG) return;
  const { name, ...fields } = event;
  const plain = Object.entries(fields).filter(([, value]) => /^(string|number|boolean)$/.test(typeof value));
  log(DEBUG, logger, [name, ...plain.map((field) => field.join("="))].join(" "));
}

/** @internal Prints a warning. */
export function warn(logger: string, message: string): void {
  log(WARN, logger, message);
}

/** @internal Prints a line of the core; level 0 is trace, 4 is error. */
export function log(level: number, logger: string, message: string): void {
  if (level < levelFor(logger)) return;
  const time = new Date().toISOString().slice(11, 23);
  console[PRINT[level] ?? "error"](`${(ORDER[level] ?? "error").toUpperCase().padEnd(5)} ${time} ${logger}: ${message}`);
}
