/** Text ⇄ the fragment of an address: deflated, in the letters that addresses may have. */

const KEY = "spec=";

async function through(data: Uint8Array, stream: GenericTransformStream): Promise<Uint8Array> {
  const body = new Blob([data as BlobPart]).stream().pipeThrough(stream);
  return new Uint8Array(await new Response(body).arrayBuffer());
}

/** The fragment, with its `#`, from which `fromFragment` gets the text back. */
export async function toFragment(text: string): Promise<string> {
  const bytes = new TextEncoder().encode(text);
  const packed = await through(bytes, new CompressionStream("deflate-raw"));
  const letters = btoa(String.fromCharCode(...packed));
  return `#${KEY}${letters.replaceAll("+", "-").replaceAll("/", "_").replace(/=+$/, "")}`;
}

/** The longest text that a fragment may hold: a short one could be inflated to fill the memory. */
export const LONGEST = 200_000;

/** The text in a fragment, or null where it holds none that can be read. */
export async function fromFragment(fragment: string): Promise<string | null> {
  const letters = fragment.replace(/^#/, "").split("&").find((part) => part.startsWith(KEY));
  if (!letters) return null;
  try {
    const plain = atob(letters.slice(KEY.length).replaceAll("-", "+").replaceAll("_", "/"));
    const packed = Uint8Array.from(plain, (letter) => letter.charCodeAt(0));
    return await inflated(packed);
  } catch {
    return null;
  }
}

async function inflated(packed: Uint8Array): Promise<string | null> {
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
      return null;
    }
  }
}
