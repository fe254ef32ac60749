/** Questions to the `sgm play` that serves this page; its token came with the address. */
import { Changed, type Desk, type Hello, type Told, type Version } from "../desk";
import type { Answers, Question, Transport, Words } from "../protocol";

const CONFLICT = 409;

export function transport(): Transport {
  const token = new URLSearchParams(location.search).get("token") ?? "";

  async function send(method: string, path: string, body?: object, signal?: AbortSignal): Promise<Response> {
    const response = await fetch(path, {
      method,
      signal: signal ?? null,
      headers: { "Content-Type": "application/json", "X-Schematic-Token": token },
      body: body ? JSON.stringify(body) : null,
    }).catch((why: Error) => {
      throw signal?.aborted ? why : new Error("`sgm play` has ended, or cannot be reached");
    });
    if (response.ok) return response;
    const why = (await response.text()).trim().replace("\n", ": ") || response.statusText;
    throw response.status === CONFLICT ? new Changed(why) : new Error(why);
  }

  const desk: Desk = {
    hello: async () => (await (await send("GET", "./hello")).json()) as Hello,
    read: async () => (await (await send("GET", "./file")).json()) as Version,
    write: async (text, digest) => (await (await send("PUT", "./file", { text, digest })).json()) as Version,
    async stream(task, body, told, signal) {
      const response = await send("POST", `./${task}`, body, signal);
      const reader = response.body!.pipeThrough(new TextDecoderStream()).getReader();
      let rest = "";
      for (;;) {
        const { done, value } = await reader.read();
        if (done) return;
        const events = (rest + value).split("\n\n");
        rest = events.pop() ?? "";
        for (const event of events) {
          if (event.startsWith("data: ")) told(JSON.parse(event.slice(6)) as Told);
        }
      }
    },
  };

  return {
    writesPdf: true,
    desk,
    start: async () => {},
    async ask<Q extends Question>(question: Q, text: string, words: Words = {}) {
      return (await (await send("POST", "./ask", { question, text, ...words })).json()) as Answers[Q];
    },
  };
}
