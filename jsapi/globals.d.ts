// Type declarations of everything a Holdfast script sees besides ECMAScript.
//
// A script is the body of an async function: await and return work at its top
// level. There is no file system, no network and no child_process, on purpose.
// Use with { "lib": ["es2023"], "types": [] }: neither dom nor @types/node.
// Needs TypeScript 5.7 or later.

/// <reference lib="es2023" />
/// <reference lib="es2024.collection" />
/// <reference lib="es2024.object" />
/// <reference lib="es2024.promise" />
/// <reference lib="es2024.string" />
/// <reference lib="esnext.array" />
/// <reference lib="esnext.collection" />
/// <reference lib="esnext.iterator" />
/// <reference lib="esnext.promise" />

/** A value that survives JSON.stringify and JSON.parse. */
type JSONValue = null | boolean | number | string | JSONValue[] | { [key: string]: JSONValue | undefined };

// ---------------------------------------------------------------- commands

/** What a parameter of a command can be filled with. */
type CommandValue = string | number | boolean | readonly string[];

interface CommandOptions {
  /** Ends the command after so many milliseconds; -1 for no limit. The default is the spec's. */
  timeoutMs?: number;
  /** Standard input, for a command declared with `stdin: text`. A string is sent as UTF-8. */
  stdin?: string | Uint8Array;
  /** Cancels the command when it aborts. */
  signal?: AbortSignal;
}

/** How a command ended. */
interface CommandResult {
  command: string;
  /** The exit code, or null if a signal ended the command. */
  code: number | null;
  /** The name of the signal that ended the command, or null if it exited. */
  signal: string | null;
  stdout: string;
  stderr: string;
  durationMs: number;
}

interface CommandParam {
  name: string;
  /** A "scalar" is a string, number or boolean: what the spec says nothing of. */
  type: "string" | "integer" | "number" | "boolean" | "path" | "list" | "scalar";
  required: boolean;
  description: string;
  /** What an optional parameter is filled with. */
  default?: JSONValue;
}

interface CommandInfo {
  name: string;
  description: string;
  persistent: boolean;
  params: CommandParam[];
  running: boolean;
}

/** What is known of a persistent command, while it runs and after. */
interface CommandStatus {
  /** The name it was started under. */
  name: string;
  command: string;
  state: "starting" | "ready" | "restarting" | "stopping" | "exited" | "stopped" | "failed" | "lost";
  /** Why it failed or is lost. */
  reason: string | null;
  running: boolean;
  ready: boolean;
  pid: number | null;
  /** null while it runs, and if a signal ended it. */
  exitCode: number | null;
  signal: string | null;
  /** Of the process; stands still once that has ended. */
  uptimeMs: number;
  restarts: number;
  /** The last lines, some 4 KiB. */
  stdout: string;
  stderr: string;
}

interface CommandLine {
  /** Counts the lines of both streams, through restarts. */
  seq: number;
  timeMs: number;
  stream: "stdout" | "stderr";
  text: string;
  /** The line was longer than 8 KiB: the next one of its stream goes on with it. */
  continued: boolean;
}

interface CommandLogs {
  lines: CommandLine[];
  /** Pass it as `since` to read on from here. */
  next: number;
  /** How many of the lines asked for were lost because too much came after them. */
  dropped: number;
}

/** The commands declared in the spec file, the only ones there are. */
interface Commands {
  /**
   * Runs a command and resolves with its output in the shape its spec declares:
   * a trimmed string (`text`), parsed JSON (`json`), string[] (`lines`) or
   * Uint8Array (`bytes`). Rejects with a CommandError if it fails.
   */
  run<T = any>(name: string, params?: Record<string, CommandValue | undefined>, options?: CommandOptions): Promise<T>;
  /** Runs a command and resolves with how it ended: an exit code is no error. */
  exec(name: string, params?: Record<string, CommandValue | undefined>, options?: CommandOptions): Promise<CommandResult>;
  /**
   * Starts a persistent command and resolves when it is ready. The same command
   * with the same values is started once; `as` names further instances. It ends
   * with the session, not with the script.
   */
  start(
    name: string,
    params?: Record<string, CommandValue | undefined>,
    options?: { as?: string; signal?: AbortSignal },
  ): Promise<CommandStatus>;
  /** Throws a CommandError if nothing was started under that name. */
  status(name: string): CommandStatus;
  /** Sends the spec's signal, or this one, and SIGKILL after the grace; resolves with how it ended. */
  stop(name: string, options?: { signal?: string; graceMs?: number }): Promise<CommandStatus>;
  /** What it wrote and is still kept: the last 64 KiB of each stream, 2048 lines at most. */
  logs(name: string, options?: { since?: number; stream?: "stdout" | "stderr"; limit?: number }): CommandLogs;
  /**
   * Resolves when it is ready, has ended, or has written a line that matches; a
   * line already written counts, from `since` on. The process is left alone if
   * the time is over.
   */
  wait(
    name: string,
    options: { for: "ready" | "exit" | RegExp; timeoutMs?: number; since?: number },
  ): Promise<CommandStatus>;
  /** What may be run and started. */
  list(): CommandInfo[];
}

declare const commands: Commands;

type CommandErrorCode =
  /** No spec has that name. */
  | "ERR_COMMAND_UNDECLARED"
  /** A parameter is missing, undeclared or does not fit. */
  | "ERR_COMMAND_PARAM"
  /** The exit code is not one of the spec's okCodes, or a signal ended the command. */
  | "ERR_COMMAND_EXIT"
  | "ERR_COMMAND_TIMEOUT"
  | "ERR_COMMAND_CANCELLED"
  /** The output is over its limit or not of the declared shape. */
  | "ERR_COMMAND_OUTPUT"
  /** A persistent command was run, or a one-shot started. */
  | "ERR_COMMAND_KIND"
  /** Too many commands or calls at once, or more data than can be passed to one. */
  | "ERR_COMMAND_LIMIT"
  /** The program could not be started. */
  | "ERR_COMMAND_SPAWN"
  /** Nothing was started under that name. */
  | "ERR_COMMAND_NOT_RUNNING"
  /** That name runs with other values, or is another command's. */
  | "ERR_COMMAND_CONFLICT"
  /** It ended, or its time did, before it was ready or wrote the line. */
  | "ERR_COMMAND_NOT_READY";

/**
 * What the verbs of `commands` reject with. It is no global: test for
 * `error.name === "CommandError"` or for the code.
 */
interface CommandError extends Error {
  name: "CommandError";
  code: CommandErrorCode;
  command: string;
  /** These are there once the command has run. Partial output is kept. */
  exitCode?: number | null;
  signal?: string | null;
  stdout?: string;
  stderr?: string;
  durationMs?: number;
  timedOut?: boolean;
  cancelled?: boolean;
  truncated?: boolean;
  /** The last lines of a persistent command that failed to start. */
  lines?: CommandLine[];
}

// ---------------------------------------------------------------- vars, args

/** The session's variables: JSON values that outlive the script and the VM. */
interface Vars {
  /** A fresh copy at each call; undefined if there is none. */
  get<T = any>(name: string): T | undefined;
  /** Throws a TypeError for undefined and functions, and an Error when the store is full. */
  set(name: string, value: unknown): void;
  has(name: string): boolean;
  /** Reports whether there was one. */
  delete(name: string): boolean;
  keys(): string[];
}

declare const vars: Vars;

/** What the caller of the script passed: strings on the command line, any JSON values from Go. */
declare const args: any[];

// ---------------------------------------------------------------- events of the host

/**
 * Events that a function of the host returned: read one by one, or, if the
 * function was given a callback as its last argument, passed to that as long as
 * the run lasts. Following events that way does not keep a run alive.
 */
interface EventStream<T> {
  /** Waits for the next one; one call at a time. */
  next(): Promise<{ value: T; done: false } | { value: undefined; done: true }>;
  /** No more are wanted. */
  close(): void;
  /** How many were lost because the script read too slowly. */
  readonly dropped: number;
}

// ---------------------------------------------------------------- console, timers

/** Prints values as Node does, with %s %d %i %f %j %o %O %c in the first string. */
interface Console {
  log(...data: any[]): void;
  info(...data: any[]): void;
  debug(...data: any[]): void;
  warn(...data: any[]): void;
  error(...data: any[]): void;
  trace(...data: any[]): void;
  assert(condition?: unknown, ...data: any[]): void;
  dir(item?: any, options?: InspectOptions): void;
  table(data?: any, properties?: readonly string[]): void;
  group(...label: any[]): void;
  groupCollapsed(...label: any[]): void;
  groupEnd(): void;
  count(label?: string): void;
  countReset(label?: string): void;
  time(label?: string): void;
  timeLog(label?: string, ...data: any[]): void;
  timeEnd(label?: string): void;
}

declare const console: Console;

declare function setTimeout<A extends any[]>(callback: (...args: A) => void, delayMs?: number, ...args: A): number;
declare function setInterval<A extends any[]>(callback: (...args: A) => void, delayMs?: number, ...args: A): number;
declare function setImmediate<A extends any[]>(callback: (...args: A) => void, ...args: A): number;
declare function clearTimeout(id?: number): void;
declare function clearInterval(id?: number): void;
declare function clearImmediate(id?: number): void;
declare function queueMicrotask(callback: () => void): void;

// ---------------------------------------------------------------- process, require

/** A harmless part of Node's process: no exit, no kill, no streams. */
interface Process {
  readonly platform: "aix" | "darwin" | "freebsd" | "linux" | "openbsd" | "sunos" | "win32" | (string & {});
  readonly arch: string;
  readonly argv: string[];
  /** A copy of the variables the host allows; changing it changes nothing else. */
  readonly env: Record<string, string | undefined>;
  readonly title: string;
  /** Empty: there is no Node. */
  readonly version: string;
  readonly versions: Record<string, string | undefined>;
  cwd(): string;
  uptime(): number;
  nextTick<A extends any[]>(callback: (...args: A) => void, ...args: A): void;
  hrtime: {
    (previous?: [number, number]): [number, number];
    bigint(): bigint;
  };
}

declare const process: Process;
declare const global: typeof globalThis;

interface InspectOptions {
  depth?: number | null;
  colors?: boolean;
  showHidden?: boolean;
  compact?: boolean | number;
  breakLength?: number;
  maxArrayLength?: number | null;
  maxStringLength?: number | null;
  sorted?: boolean;
  showProxy?: boolean;
  customInspect?: boolean;
}

interface BufferModule {
  Buffer: BufferConstructor;
  constants: { MAX_LENGTH: number; MAX_STRING_LENGTH: number };
  kMaxLength: number;
  atob: typeof atob;
  btoa: typeof btoa;
}

interface URLModule {
  URL: typeof URL;
  URLSearchParams: typeof URLSearchParams;
  domainToASCII(domain: string): string;
  domainToUnicode(domain: string): string;
}

/** The functions of util.types that there are. */
type UtilTypeTest =
  | "isMap" | "isSet" | "isWeakMap" | "isWeakSet" | "isPromise" | "isDate" | "isRegExp"
  | "isProxy" | "isArrayBuffer" | "isAnyArrayBuffer" | "isArrayBufferView" | "isTypedArray"
  | "isUint8Array" | "isDataView" | "isNativeError" | "isAsyncFunction" | "isGeneratorObject"
  | "isGeneratorFunction" | "isMapIterator" | "isSetIterator" | "isBoxedPrimitive";

interface UtilModule {
  inspect: {
    (value: unknown, options?: InspectOptions): string;
    (value: unknown, showHidden?: boolean, depth?: number | null, colors?: boolean): string;
    readonly custom: symbol;
    defaultOptions: InspectOptions;
  };
  format(format?: unknown, ...values: unknown[]): string;
  formatWithOptions(inspectOptions: InspectOptions, format?: unknown, ...values: unknown[]): string;
  promisify: {
    (fn: typeof setTimeout): <T = void>(ms?: number, value?: T) => Promise<T>;
    <A extends any[], R>(fn: (...args: [...A, (error: any, value: R) => void]) => void): (...args: A) => Promise<R>;
    (fn: Function): (...args: any[]) => Promise<any>;
    readonly custom: symbol;
  };
  callbackify<A extends any[], R>(fn: (...args: A) => Promise<R>): (...args: [...A, (error: any, value: R) => void]) => void;
  inherits(constructor: Function, parent: Function): void;
  deprecate<F extends Function>(fn: F, message?: string): F;
  isArray(value: unknown): value is any[];
  isDeepStrictEqual(a: unknown, b: unknown): boolean;
  stripVTControlCharacters(text: string): string;
  types: Record<UtilTypeTest, (value: unknown) => boolean>;
  TextDecoder: typeof TextDecoder;
  TextEncoder: typeof TextEncoder;
}

interface EventEmitter {
  on(name: string | symbol, listener: (...args: any[]) => void): this;
  addListener(name: string | symbol, listener: (...args: any[]) => void): this;
  prependListener(name: string | symbol, listener: (...args: any[]) => void): this;
  once(name: string | symbol, listener: (...args: any[]) => void): this;
  prependOnceListener(name: string | symbol, listener: (...args: any[]) => void): this;
  off(name: string | symbol, listener: (...args: any[]) => void): this;
  removeListener(name: string | symbol, listener: (...args: any[]) => void): this;
  removeAllListeners(name?: string | symbol): this;
  emit(name: string | symbol, ...args: any[]): boolean;
  listenerCount(name: string | symbol, listener?: Function): number;
  listeners(name: string | symbol): Function[];
  rawListeners(name: string | symbol): Function[];
  eventNames(): (string | symbol)[];
  getMaxListeners(): number;
  setMaxListeners(count: number): this;
}

/** What require("events") returns; no global. */
interface EventEmitterConstructor {
  new (): EventEmitter;
  readonly prototype: EventEmitter;
  defaultMaxListeners: number;
  EventEmitter: EventEmitterConstructor;
  once(emitter: EventEmitter | EventTarget, name: string | symbol, options?: { signal?: AbortSignal }): Promise<any[]>;
}

type AssertPredicate = RegExp | (new (...args: any[]) => any) | ((thrown: any) => boolean) | object | Error;

interface AssertionError extends Error {
  code: "ERR_ASSERTION";
  actual: unknown;
  expected: unknown;
  operator: string;
  generatedMessage: boolean;
}

interface Assert {
  (value: unknown, message?: string | Error): asserts value;
  ok(value: unknown, message?: string | Error): asserts value;
  equal(actual: unknown, expected: unknown, message?: string | Error): void;
  notEqual(actual: unknown, expected: unknown, message?: string | Error): void;
  deepEqual(actual: unknown, expected: unknown, message?: string | Error): void;
  notDeepEqual(actual: unknown, expected: unknown, message?: string | Error): void;
  strictEqual(actual: unknown, expected: unknown, message?: string | Error): void;
  notStrictEqual(actual: unknown, expected: unknown, message?: string | Error): void;
  deepStrictEqual(actual: unknown, expected: unknown, message?: string | Error): void;
  notDeepStrictEqual(actual: unknown, expected: unknown, message?: string | Error): void;
  throws(fn: () => unknown, expected?: AssertPredicate | string, message?: string | Error): void;
  doesNotThrow(fn: () => unknown, message?: string): void;
  rejects(promise: PromiseLike<unknown> | (() => PromiseLike<unknown>), expected?: AssertPredicate | string, message?: string | Error): Promise<void>;
  doesNotReject(promise: PromiseLike<unknown> | (() => PromiseLike<unknown>), message?: string): Promise<void>;
  match(text: string, pattern: RegExp, message?: string | Error): void;
  doesNotMatch(text: string, pattern: RegExp, message?: string | Error): void;
  fail(message?: string | Error): never;
  ifError(value: unknown): void;
  strict: Assert;
  AssertionError: new (options: { message?: string; actual?: unknown; expected?: unknown; operator?: string }) => AssertionError;
}

interface ParsedPath {
  root: string;
  dir: string;
  base: string;
  ext: string;
  name: string;
}

/** Paths with slashes. It computes, and looks at no file. */
interface PathModule {
  readonly sep: "/";
  readonly delimiter: ":";
  readonly posix: PathModule;
  normalize(path: string): string;
  join(...paths: string[]): string;
  resolve(...paths: string[]): string;
  relative(from: string, to: string): string;
  isAbsolute(path: string): boolean;
  dirname(path: string): string;
  basename(path: string, suffix?: string): string;
  extname(path: string): string;
  parse(path: string): ParsedPath;
  format(parts: Partial<ParsedPath>): string;
  toNamespacedPath(path: string): string;
}

interface TimersPromises {
  setTimeout<T = void>(delayMs?: number, value?: T, options?: { signal?: AbortSignal }): Promise<T>;
  setImmediate<T = void>(value?: T, options?: { signal?: AbortSignal }): Promise<T>;
  scheduler: {
    wait(delayMs: number, options?: { signal?: AbortSignal }): Promise<void>;
    yield(): Promise<void>;
  };
}

interface TimersModule {
  setTimeout: typeof setTimeout;
  clearTimeout: typeof clearTimeout;
  setInterval: typeof setInterval;
  clearInterval: typeof clearInterval;
  setImmediate: typeof setImmediate;
  clearImmediate: typeof clearImmediate;
  promises: TimersPromises;
}

/** Returns a built-in module. Any other name throws an Error with the code MODULE_NOT_FOUND. */
declare function require(id: "assert" | "node:assert" | "assert/strict" | "node:assert/strict"): Assert;
declare function require(id: "path" | "node:path" | "path/posix" | "node:path/posix"): PathModule;
declare function require(id: "timers" | "node:timers"): TimersModule;
declare function require(id: "timers/promises" | "node:timers/promises"): TimersPromises;
declare function require(id: "buffer" | "node:buffer"): BufferModule;
declare function require(id: "events" | "node:events"): EventEmitterConstructor;
declare function require(id: "process" | "node:process"): Process;
declare function require(id: "url" | "node:url"): URLModule;
declare function require(id: "util" | "node:util"): UtilModule;

// The same for JavaScript files, in which TypeScript takes require for an import.

declare module "assert" { const it: Assert; export = it; }
declare module "node:assert" { const it: Assert; export = it; }
declare module "assert/strict" { const it: Assert; export = it; }
declare module "node:assert/strict" { const it: Assert; export = it; }
declare module "buffer" { const it: BufferModule; export = it; }
declare module "node:buffer" { const it: BufferModule; export = it; }
declare module "events" { const it: EventEmitterConstructor; export = it; }
declare module "node:events" { const it: EventEmitterConstructor; export = it; }
declare module "path" { const it: PathModule; export = it; }
declare module "node:path" { const it: PathModule; export = it; }
declare module "path/posix" { const it: PathModule; export = it; }
declare module "node:path/posix" { const it: PathModule; export = it; }
declare module "process" { const it: Process; export = it; }
declare module "node:process" { const it: Process; export = it; }
declare module "timers" { const it: TimersModule; export = it; }
declare module "node:timers" { const it: TimersModule; export = it; }
declare module "timers/promises" { const it: TimersPromises; export = it; }
declare module "node:timers/promises" { const it: TimersPromises; export = it; }
declare module "url" { const it: URLModule; export = it; }
declare module "node:url" { const it: URLModule; export = it; }
declare module "util" { const it: UtilModule; export = it; }
declare module "node:util" { const it: UtilModule; export = it; }

// ---------------------------------------------------------------- Buffer

type BufferEncoding =
  | "utf8" | "utf-8" | "hex" | "base64" | "base64url" | "latin1" | "binary" | "ascii"
  | "utf16le" | "utf-16le" | "ucs2" | "ucs-2";

type BufferSource = ArrayBufferView | ArrayBuffer;

interface Buffer extends Uint8Array<ArrayBuffer> {
  toString(encoding?: BufferEncoding, start?: number, end?: number): string;
  toJSON(): { type: "Buffer"; data: number[] };
  equals(other: Uint8Array): boolean;
  compare(target: Uint8Array, targetStart?: number, targetEnd?: number, sourceStart?: number, sourceEnd?: number): -1 | 0 | 1;
  copy(target: Uint8Array, targetStart?: number, sourceStart?: number, sourceEnd?: number): number;
  /** Shares its memory with this buffer, as subarray does. */
  slice(start?: number, end?: number): Buffer;
  subarray(start?: number, end?: number): Buffer;
  fill(value: string | number | Uint8Array, offset?: number, end?: number, encoding?: BufferEncoding): this;
  fill(value: string, encoding: BufferEncoding): this;
  indexOf(value: string | number | Uint8Array, from?: number, encoding?: BufferEncoding): number;
  lastIndexOf(value: string | number | Uint8Array, from?: number, encoding?: BufferEncoding): number;
  includes(value: string | number | Uint8Array, from?: number, encoding?: BufferEncoding): boolean;
  write(text: string, encoding?: BufferEncoding): number;
  write(text: string, offset: number, encoding?: BufferEncoding): number;
  write(text: string, offset: number, length: number, encoding?: BufferEncoding): number;
  swap16(): this;
  swap32(): this;
  swap64(): this;
  readUInt8(offset?: number): number;
  readUint8(offset?: number): number;
  readInt8(offset?: number): number;
  readUInt16LE(offset?: number): number;
  readUInt16BE(offset?: number): number;
  readUint16LE(offset?: number): number;
  readUint16BE(offset?: number): number;
  readInt16LE(offset?: number): number;
  readInt16BE(offset?: number): number;
  readUInt32LE(offset?: number): number;
  readUInt32BE(offset?: number): number;
  readUint32LE(offset?: number): number;
  readUint32BE(offset?: number): number;
  readInt32LE(offset?: number): number;
  readInt32BE(offset?: number): number;
  readFloatLE(offset?: number): number;
  readFloatBE(offset?: number): number;
  readDoubleLE(offset?: number): number;
  readDoubleBE(offset?: number): number;
  readBigInt64LE(offset?: number): bigint;
  readBigInt64BE(offset?: number): bigint;
  readBigUInt64LE(offset?: number): bigint;
  readBigUInt64BE(offset?: number): bigint;
  readBigUint64LE(offset?: number): bigint;
  readBigUint64BE(offset?: number): bigint;
  writeUInt8(value: number, offset?: number): number;
  writeUint8(value: number, offset?: number): number;
  writeInt8(value: number, offset?: number): number;
  writeUInt16LE(value: number, offset?: number): number;
  writeUInt16BE(value: number, offset?: number): number;
  writeUint16LE(value: number, offset?: number): number;
  writeUint16BE(value: number, offset?: number): number;
  writeInt16LE(value: number, offset?: number): number;
  writeInt16BE(value: number, offset?: number): number;
  writeUInt32LE(value: number, offset?: number): number;
  writeUInt32BE(value: number, offset?: number): number;
  writeUint32LE(value: number, offset?: number): number;
  writeUint32BE(value: number, offset?: number): number;
  writeInt32LE(value: number, offset?: number): number;
  writeInt32BE(value: number, offset?: number): number;
  writeFloatLE(value: number, offset?: number): number;
  writeFloatBE(value: number, offset?: number): number;
  writeDoubleLE(value: number, offset?: number): number;
  writeDoubleBE(value: number, offset?: number): number;
  writeBigInt64LE(value: bigint, offset?: number): number;
  writeBigInt64BE(value: bigint, offset?: number): number;
  writeBigUInt64LE(value: bigint, offset?: number): number;
  writeBigUInt64BE(value: bigint, offset?: number): number;
  writeBigUint64LE(value: bigint, offset?: number): number;
  writeBigUint64BE(value: bigint, offset?: number): number;
  readUIntLE(offset: number, byteLength: number): number;
  writeUIntLE(value: number, offset: number, byteLength: number): number;
  readUIntBE(offset: number, byteLength: number): number;
  writeUIntBE(value: number, offset: number, byteLength: number): number;
  readUintLE(offset: number, byteLength: number): number;
  writeUintLE(value: number, offset: number, byteLength: number): number;
  readUintBE(offset: number, byteLength: number): number;
  writeUintBE(value: number, offset: number, byteLength: number): number;
  readIntLE(offset: number, byteLength: number): number;
  writeIntLE(value: number, offset: number, byteLength: number): number;
  readIntBE(offset: number, byteLength: number): number;
  writeIntBE(value: number, offset: number, byteLength: number): number;
}

interface BufferConstructor {
  readonly prototype: Buffer;
  readonly poolSize: number;
  from(text: string | { valueOf(): string }, encoding?: BufferEncoding): Buffer;
  from(buffer: ArrayBuffer, byteOffset?: number, length?: number): Buffer;
  from(data: Uint8Array | ArrayLike<number> | Iterable<number>): Buffer;
  from(json: { type: "Buffer"; data: number[] }): Buffer;
  of(...bytes: number[]): Buffer;
  alloc(size: number, fill?: string | number | Uint8Array, encoding?: BufferEncoding): Buffer;
  allocUnsafe(size: number): Buffer;
  allocUnsafeSlow(size: number): Buffer;
  isBuffer(value: unknown): value is Buffer;
  isEncoding(name: string): name is BufferEncoding;
  byteLength(value: string | BufferSource, encoding?: BufferEncoding): number;
  compare(a: Uint8Array, b: Uint8Array): -1 | 0 | 1;
  concat(list: readonly Uint8Array[], totalLength?: number): Buffer;
}

declare const Buffer: BufferConstructor;

// ---------------------------------------------------------------- text, URLs

declare function atob(input: string): string;
declare function btoa(input: string): string;

declare class TextEncoder {
  readonly encoding: "utf-8";
  encode(input?: string): Uint8Array;
  encodeInto(source: string, destination: Uint8Array): { read: number; written: number };
}

/** Knows utf-8, utf-16le and windows-1252 (latin1) under all their labels. */
declare class TextDecoder {
  constructor(label?: string, options?: { fatal?: boolean; ignoreBOM?: boolean });
  readonly encoding: string;
  readonly fatal: boolean;
  readonly ignoreBOM: boolean;
  decode(input?: BufferSource, options?: { stream?: boolean }): string;
}

declare class URL {
  constructor(url: string | URL, base?: string | URL);
  href: string;
  readonly origin: string;
  protocol: string;
  username: string;
  password: string;
  host: string;
  hostname: string;
  port: string;
  pathname: string;
  search: string;
  readonly searchParams: URLSearchParams;
  hash: string;
  toString(): string;
  toJSON(): string;
  static canParse(url: string | URL, base?: string | URL): boolean;
  static parse(url: string | URL, base?: string | URL): URL | null;
}

declare class URLSearchParams {
  constructor(init?: string | Iterable<readonly [string, string]> | Record<string, string | number | boolean>);
  readonly size: number;
  append(name: string, value: string): void;
  delete(name: string, value?: string): void;
  get(name: string): string | null;
  getAll(name: string): string[];
  has(name: string, value?: string): boolean;
  set(name: string, value: string): void;
  sort(): void;
  forEach(callback: (value: string, name: string, params: URLSearchParams) => void, thisArg?: any): void;
  entries(): IterableIterator<[string, string]>;
  keys(): IterableIterator<string>;
  values(): IterableIterator<string>;
  toString(): string;
  [Symbol.iterator](): IterableIterator<[string, string]>;
}

// ---------------------------------------------------------------- events, abort

interface EventInit {
  bubbles?: boolean;
  cancelable?: boolean;
  composed?: boolean;
}

declare class Event {
  constructor(type: string, options?: EventInit);
  readonly type: string;
  readonly target: EventTarget | null;
  readonly currentTarget: EventTarget | null;
  readonly srcElement: EventTarget | null;
  readonly eventPhase: number;
  readonly bubbles: boolean;
  readonly cancelable: boolean;
  readonly composed: boolean;
  readonly defaultPrevented: boolean;
  readonly returnValue: boolean;
  readonly timeStamp: number;
  readonly isTrusted: boolean;
  cancelBubble: boolean;
  initEvent(type: string, bubbles?: boolean, cancelable?: boolean): void;
  composedPath(): EventTarget[];
  preventDefault(): void;
  stopPropagation(): void;
  stopImmediatePropagation(): void;
  static readonly NONE: 0;
  static readonly CAPTURING_PHASE: 1;
  static readonly AT_TARGET: 2;
  static readonly BUBBLING_PHASE: 3;
}

declare class CustomEvent<T = any> extends Event {
  constructor(type: string, options?: EventInit & { detail?: T });
  readonly detail: T;
}

type EventListener = ((event: any) => void) | { handleEvent(event: any): void };

interface AddEventListenerOptions {
  capture?: boolean;
  once?: boolean;
  passive?: boolean;
  signal?: AbortSignal;
}

/** What a listener throws fails the run; the other listeners still run. */
declare class EventTarget {
  addEventListener(type: string, listener: EventListener | null, options?: boolean | AddEventListenerOptions): void;
  removeEventListener(type: string, listener: EventListener | null, options?: boolean | { capture?: boolean }): void;
  dispatchEvent(event: Event): boolean;
}

declare class AbortSignal extends EventTarget {
  private constructor();
  readonly aborted: boolean;
  readonly reason: any;
  onabort: ((this: AbortSignal, event: Event) => void) | null;
  throwIfAborted(): void;
  static abort(reason?: any): AbortSignal;
  /** Aborts after so many milliseconds. Its timer does not keep a run alive. */
  static timeout(delayMs: number): AbortSignal;
  static any(signals: Iterable<AbortSignal>): AbortSignal;
}

declare class AbortController {
  readonly signal: AbortSignal;
  abort(reason?: any): void;
}

interface DOMExceptionCodes {
  readonly INDEX_SIZE_ERR: 1;
  readonly DOMSTRING_SIZE_ERR: 2;
  readonly HIERARCHY_REQUEST_ERR: 3;
  readonly WRONG_DOCUMENT_ERR: 4;
  readonly INVALID_CHARACTER_ERR: 5;
  readonly NO_DATA_ALLOWED_ERR: 6;
  readonly NO_MODIFICATION_ALLOWED_ERR: 7;
  readonly NOT_FOUND_ERR: 8;
  readonly NOT_SUPPORTED_ERR: 9;
  readonly INUSE_ATTRIBUTE_ERR: 10;
  readonly INVALID_STATE_ERR: 11;
  readonly SYNTAX_ERR: 12;
  readonly INVALID_MODIFICATION_ERR: 13;
  readonly NAMESPACE_ERR: 14;
  readonly INVALID_ACCESS_ERR: 15;
  readonly VALIDATION_ERR: 16;
  readonly TYPE_MISMATCH_ERR: 17;
  readonly SECURITY_ERR: 18;
  readonly NETWORK_ERR: 19;
  readonly ABORT_ERR: 20;
  readonly URL_MISMATCH_ERR: 21;
  readonly QUOTA_EXCEEDED_ERR: 22;
  readonly TIMEOUT_ERR: 23;
  readonly INVALID_NODE_TYPE_ERR: 24;
  readonly DATA_CLONE_ERR: 25;
}

interface DOMException extends Error, DOMExceptionCodes {
  readonly name: string;
  readonly code: number;
}

interface DOMExceptionConstructor extends DOMExceptionCodes {
  new (message?: string, nameOrOptions?: string | { name?: string; cause?: unknown }): DOMException;
  readonly prototype: DOMException;
}

declare const DOMException: DOMExceptionConstructor;

// ---------------------------------------------------------------- the rest

/** Throws a DataCloneError for functions, symbols and the like. */
declare function structuredClone<T>(value: T, options?: { transfer?: Iterable<ArrayBuffer> }): T;

declare const performance: {
  /** Milliseconds since the VM was made. */
  now(): number;
  readonly timeOrigin: number;
  toJSON(): { timeOrigin: number };
};

type IntegerArray =
  | Int8Array | Uint8Array | Uint8ClampedArray | Int16Array | Uint16Array | Int32Array | Uint32Array
  | BigInt64Array | BigUint64Array;

declare const crypto: {
  /** Fills at most 65536 bytes. */
  getRandomValues<T extends IntegerArray>(array: T): T;
  randomUUID(): `${string}-${string}-${string}-${string}-${string}`;
};

// What of ECMAScript 2024 and later scripts have beyond the libraries above.

interface ErrorConstructor {
  captureStackTrace(target: object, above?: Function): void;
  isError(value: unknown): value is Error;
}

interface JSON {
  /** What JSON.stringify writes as this text: a number of more digits, say. */
  rawJSON(text: string): object;
  isRawJSON(value: unknown): boolean;
}

interface Base64Options {
  alphabet?: "base64" | "base64url";
  lastChunkHandling?: "loose" | "strict" | "stop-before-partial";
}

interface Uint8ArrayConstructor {
  fromBase64(text: string, options?: Base64Options): Uint8Array<ArrayBuffer>;
  fromHex(text: string): Uint8Array<ArrayBuffer>;
}

interface Uint8Array<TArrayBuffer extends ArrayBufferLike> {
  toBase64(options?: { alphabet?: "base64" | "base64url"; omitPadding?: boolean }): string;
  toHex(): string;
  setFromBase64(text: string, options?: Base64Options): { read: number; written: number };
  setFromHex(text: string): { read: number; written: number };
}

interface RegExpConstructor {
  /** The text as a pattern that matches exactly it. */
  escape(text: string): string;
}
