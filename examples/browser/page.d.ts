// What the program in this folder adds to the globals of its scripts.

interface Cookie {
  name: string;
  value: string;
  domain: string;
  path: string;
  httpOnly: boolean;
  secure: boolean;
}

interface ConsoleMessage {
  /** "log", "warning", "error", … as the browser names them. */
  type: string;
  text: string;
}

/**
 * The page of the session, in a browser context of its own. A selector is CSS; what
 * it names is waited for, 30 seconds at most.
 */
declare const page: {
  goto(url: string): Promise<null>;
  click(selector: string): Promise<null>;
  /** Replaces what is in a field, as typing does. */
  fill(selector: string, text: string): Promise<null>;
  /** A character, or Enter, Tab, Escape, Backspace, ArrowUp or ArrowDown. */
  press(selector: string, key: string): Promise<null>;
  text(selector: string): Promise<string>;
  title(): Promise<string>;
  url(): Promise<string>;
  waitFor(selector: string, options?: { timeoutMs?: number }): Promise<null>;
  /** An expression, whose value must be data; a promise is awaited. */
  evaluate<T = any>(expression: string): Promise<T>;
  /** PNG of what is visible. */
  screenshot(): Promise<Uint8Array>;
  content(): Promise<string>;
  cookies(): Promise<Cookie[]>;
  on(event: "console", callback?: (message: ConsoleMessage) => void): Promise<EventStream<ConsoleMessage>>;
};
