/** Text ⇄ the fragment of an address: deflated, in the letters that addresses may have. */

const KEY = "spec=";

async function through(data: Uint8Array, stream: GenericTransformStream): Promise<Uint8Array> {
  const body = new Blob([data as BlobPart]).stream().pipeThrough(stream);
  return new Uint8Array(await new Response(body).arrayBuffer());
}

/** The longest text that a fragment may hold: a short one could be inflated to fill the memory. */
export const LONGEST = 200_000;

/** A text that no address holds, or an address whose text cannot be read. */
export class Unshared extends Error {}

/** The fragment, with its `#`, from which `fromFragment` gets the text back; fails for long texts. */
export async function toFragment(text: string): Promise<string> {
  if (text.length > LONGEST) {
    throw new Unshared(`An address holds at most ${LONGEST.toLocaleString("en")} letters; export the spec as a file.`);
  }
  const bytes = new TextEncoder().encode(text);
  const packed = await through(bytes, new CompressionStream("deflate-raw"));
  const letters = btoa(Array.from(packed, (byte) => String.fromCharCode(byte)).join(""));
  return `#${KEY}${letters.replaceAll("+", "-").replaceAll("/", "_").replace(/=+$/, "")}`;
}

/** The text in a fragment, or null where it holds none; fails where what it holds cannot be read. */
export async function fromFragment(fragment: string): Promise<string | null> {
  const letters = fragment.replace(/^#/, "").split("&").find((part) => part.startsWith(KEY));
  if (letters === undefined) return null;
  try {
    const plain = atob(letters.slice(KEY.length).replaceAll("-", "+").replaceAll("_", "/"));
    return await inflated(Uint8Array.from(plain, (letter) => letter.charCodeAt(0)));
  } catch (why) {
    if (why instanceof Unshared) throw why;
    throw new Unshared("The spec in this address cannot be read: perhaps a part of the address is missing.");
  }
}

async function inflated(packed: Uint8Array): Promise<string> {
  const stream = new Blob([packed as BlobPart])
    .stream()
    .pipeThrough(new DecompressionStream("deflate-raw"));
  const reader = stream.getReader();
  const decoder = new TextDecoder("utf-8", { fatal: true });
  let text = "";
  for (;;) {
    const { done, value } = await reader.read();
    if (done) return text + decoder.decode();
    text += decoder.decode(value as Uint8Array, { stream: true });
    if (text.length > LONGEST) {
      await reader.cancel();
      throw new Unshared(`The spec in this address has more than ${LONGEST.toLocaleString("en")} letters.`);
    }
  }
}
