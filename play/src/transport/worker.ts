/** Questions to the compiler in a worker of this browser: no server is asked. */
import type { Answers, Question, Transport, Words } from "../protocol";

/** What the worker says: that it is ready, what it is doing, an answer, or why there is none. */
export type Said =
  | { kind: "ready" }
  | { kind: "doing"; what: string }
  | { kind: "failed"; why: string }
  | { kind: "answer"; id: number; json: string }
  | { kind: "error"; id: number; why: string };

export function transport(): Transport {
  const worker = new Worker(new URL("../worker/compiler.ts", import.meta.url), { type: "module" });
  const waiting = new Map<number, [(value: string) => void, (why: Error) => void]>();
  let last = 0;

  function settle(said: Said & { id: number }): void {
    const [resolve, reject] = waiting.get(said.id) ?? [];
    waiting.delete(said.id);
    if (said.kind === "answer") resolve?.(said.json);
    else if (said.kind === "error") reject?.(new Error(said.why));
  }

  return {
    writesPdf: false,
    start: (doing) =>
      new Promise((resolve, reject) => {
        worker.addEventListener("message", ({ data }: MessageEvent<Said>) => {
          if (data.kind === "ready") resolve();
          else if (data.kind === "doing") doing(data.what);
          else if (data.kind === "failed") reject(new Error(data.why));
          else settle(data);
        });
        worker.addEventListener("error", (event) => reject(new Error(event.message)));
      }),
    async ask<Q extends Question>(question: Q, text: string, words: Words = {}) {
      const id = ++last;
      const json = await new Promise<string>((resolve, reject) => {
        waiting.set(id, [resolve, reject]);
        worker.postMessage({ id, json: JSON.stringify({ question, text, ...words }) });
      });
      return JSON.parse(json) as Answers[Q];
    },
  };
}
