const bytes: Buffer = Buffer.from("68c3a9", "hex");
const shown: string = bytes.toString("base64url") + bytes.subarray(1).toString() + bytes.slice(1).toString("latin1");
const number: number = bytes.readUInt16LE(0) + bytes.writeInt8(1) + bytes.readUIntBE(0, 3);
const big: bigint = Buffer.alloc(8, "ab").readBigInt64BE();
const joined: Buffer = Buffer.concat([bytes, new Uint8Array(1)], 3);
console.log(shown, number, big, joined.equals(bytes), Buffer.byteLength("x"), Buffer.isBuffer(joined));
// @ts-expect-error not an encoding
Buffer.from("x", "klingon");
// @ts-expect-error a number is no content
Buffer.from(5);

const url = new URL("/x", new URL("http://h"));
url.searchParams.append("a", "b");
url.pathname = "/y";
const pairs: [string, string][] = [...url.searchParams];
new URLSearchParams({ a: 1, b: true }).toString();
new URLSearchParams([["a", "b"]]).sort();
// @ts-expect-error the origin follows from the rest
url.origin = "x";
const parsed: URL | null = URL.parse("x");
console.log(pairs, parsed);

const encoded: Uint8Array = new TextEncoder().encode("x");
const decoded: string = new TextDecoder("latin1", { fatal: true }).decode(encoded, { stream: true });
atob(btoa(decoded));
const map: Map<string, Date> = structuredClone(new Map([["a", new Date()]]), { transfer: [] });
crypto.getRandomValues(new Uint32Array(1))[0] + performance.now();
crypto.randomUUID().split("-");
// @ts-expect-error floats are not random bytes
crypto.getRandomValues(new Float64Array(1));

const controller = new AbortController();
controller.signal.onabort = function (event) { console.log(this.reason, event.type); };
controller.signal.addEventListener("abort", () => {}, { once: true, signal: AbortSignal.any([controller.signal]) });
controller.abort(new DOMException("stop", "AbortError"));
const stopped: DOMException = controller.signal.reason;
const aborted: boolean = stopped.code === DOMException.ABORT_ERR || stopped.code === stopped.TIMEOUT_ERR;
class OwnException extends DOMException {}
// @ts-expect-error no such code
DOMException.NO_ERR;
// @ts-expect-error signals are made by controllers
new AbortSignal();
new EventTarget().dispatchEvent(new CustomEvent<number>("x", { detail: 1 }));

const grouped: Partial<Record<"odd" | "even", number[]>> = Object.groupBy([1, 2], (n) => (n % 2 ? "odd" : "even"));
const byKey: Map<number, string[]> = Map.groupBy(["a"], (text) => text.length);
const collected: number[] = await Array.fromAsync([Promise.resolve(1), 2]);
const { promise, resolve } = Promise.withResolvers<string>();
resolve("x");
const tried: number = await Promise.try((n: number) => n + 1, 1);
const taken: number[] = [1, 2].values().filter((n) => n > 1).map((n) => n * 2).take(1).toArray();
const from: string[] = Iterator.from("ab").drop(1).toArray();
const quoted = new RegExp(RegExp.escape("a.b"), "u");
"x".isWellFormed() && /\p{L}/u.test("x".toWellFormed());
Error.captureStackTrace({}, OwnException);
// @ts-expect-error not there, and stacks have one length
Error.stackTraceLimit;
const binary: Uint8Array = Uint8Array.fromBase64("_-8", { alphabet: "base64url" });
const texts: string[] = [binary.toBase64({ omitPadding: true }), Uint8Array.fromHex("ff").toHex()];
const read: number = binary.setFromHex("00").read + binary.setFromBase64("AA==").written;
JSON.isRawJSON(JSON.rawJSON("1e1000")) && Error.isError(texts);
console.log(aborted, grouped.odd, byKey, collected, await promise, tried, taken, from, quoted, map.get("a"), [1].toSorted());
export {};
