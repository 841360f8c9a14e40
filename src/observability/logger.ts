// The log: JSON lines by pino. Everything passes `redact`, so that no caller has to remember what must not be written.
import { pino, type DestinationStream, type Logger as PinoLogger } from "pino";
import { redact, redactText } from "./redact.js";

/** How much is written, from everything to nothing. */
export type LogLevel = "trace" | "debug" | "info" | "warn" | "error" | "fatal" | "silent";

/** What every part logs with: `logger.info({ reads: 3 }, "Answered.")`. */
export type Logger = PinoLogger;

/** Settings of the log. */
export interface LoggerSettings {
  readonly level: LogLevel;
}

/** A logger that writes to `destination`, or to the standard output without one. */
export function createLogger(settings: LoggerSettings, destination?: DestinationStream): Logger {
  const options = {
    level: settings.level,
    base: null,
    timestamp: () => `,"time":"${new Date().toISOString()}"`,
    formatters: {
      level: (label: string) => ({ level: label }),
      log: redactRecord,
    },
    // `redact` has made plain objects of errors; pino's own serializer would take them for errors without a type.
    serializers: { err: (error: unknown) => error },
    hooks: {
      logMethod(this: PinoLogger, args: Parameters<PinoLogger["info"]>, method: PinoLogger["info"]) {
        method.apply(this, toSafeArguments(args) as Parameters<PinoLogger["info"]>);
      },
    },
  };
  return withRedactedChildren(destination === undefined ? pino(options) : pino(options, destination));
}

// pino applies no formatter to the bindings of a child. Children inherit this `child` by their prototype.
function withRedactedChildren(logger: Logger): Logger {
  // oxlint-disable-next-line typescript/unbound-method -- it is called with the `this` that it was called on
  const createChild = logger.child;
  logger.child = function (this: Logger, bindings: Record<string, unknown>, ...rest: never[]) {
    return createChild.call(this, redactRecord(bindings), ...rest);
  } as Logger["child"];
  return logger;
}

/** A logger that writes nothing, for tests and for parts that run without one. */
export const silentLogger: Logger = createLogger({ level: "silent" });

function redactRecord(record: Record<string, unknown>): Record<string, unknown> {
  return redact(record) as Record<string, unknown>;
}

// Objects are redacted by the formatter; texts are messages or what is put into them.
function toSafeArguments(args: readonly unknown[]): readonly unknown[] {
  const [first, ...rest] = args;
  // An error alone would lend its message to the line as it is.
  if (first instanceof Error && rest.length === 0) return [{ err: first }, redactText(first.message)];
  return args.map((argument) => (typeof argument === "string" ? redactText(argument) : argument));
}
