/** What `sgm play` can do beside answering questions: its one file, trainings and proofs. */

export interface Hello {
  version: string;
  file: string | null;
  text: string | null;
  data: string[];
  limits: { steps: number; seconds: number; trainings: number };
}

export interface Version {
  name: string;
  text: string;
  digest: string;
}

/** Values as they are drawn: points in the plane, or images of bytes. */
export type Shown =
  | { kind: "points"; points: [number, number][] }
  | { kind: "images"; count: number; channels: number; height: number; width: number; pixels: string };

export type MachineEvent =
  | { type: "start"; line: string; steps: number; seconds: number }
  | ({ type: "data"; node: string } & Shown)
  | ({ type: "samples"; step: number; node: string } & Shown)
  | { type: "loss"; step: number; losses: Record<string, number | null> }
  | { type: "row"; identity: string; source: string; deviation: number | null; tolerance: number | null; verdict: string; note: string }
  | { type: "end"; step?: number; why?: string; notes?: string[]; passed?: boolean; text?: string }
  | { type: "error"; message: string; cure: string };

/** A request was refused; 409 says that the file has changed on the disk. */
export class RefusedError extends Error {
  constructor(
    message: string,
    readonly status: number,
  ) {
    super(message);
  }
}

export class Server {
  readonly #token = new URLSearchParams(location.search).get("token") ?? "";

  /** The value of JSON that a request is answered with. */
  async json<T>(method: string, path: string, body?: unknown): Promise<T> {
    return (await (await this.#send(method, path, body)).json()) as T;
  }

  /** The events of a stream; the signal ends it, and with it what it tells about. */
  async *events(path: string, body: unknown, signal: AbortSignal): AsyncGenerator<MachineEvent> {
    const response = await this.#send("POST", path, body, signal);
    const reader = response.body!.pipeThrough(new TextDecoderStream()).getReader();
    let rest = "";
    for (let read = await reader.read(); !read.done; read = await reader.read()) {
      const parts = (rest + read.value).split("\n\n");
      rest = parts.pop() ?? "";
      for (const part of parts) if (part.startsWith("data: ")) yield JSON.parse(part.slice(6)) as MachineEvent;
    }
  }

  async #send(method: string, path: string, body?: unknown, signal?: AbortSignal): Promise<Response> {
    const response = await fetch(path, {
      method,
      headers: { "Content-Type": "application/json", "X-Schematic-Token": this.#token },
      ...(body === undefined ? {} : { body: JSON.stringify(body) }),
      ...(signal ? { signal } : {}),
    });
    if (response.ok) return response;
    throw new RefusedError((await response.text()).trim() || response.statusText, response.status);
  }
}
