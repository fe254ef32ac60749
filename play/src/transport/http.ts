/** Questions to the `sgm play` that serves this page; its token came with the address. */
import { attach } from "../machine/attach";
import type { Answers, Question, Transport, Words } from "../protocol";

export function transport(): Transport {
  const token = new URLSearchParams(location.search).get("token") ?? "";
  return {
    writesPdf: true,
    start: async () => {},
    attach,
    async ask<Q extends Question>(question: Q, text: string, words: Words = {}) {
      const response = await fetch("./ask", {
        method: "POST",
        headers: { "Content-Type": "application/json", "X-Schematic-Token": token },
        body: JSON.stringify({ question, text, ...words }),
      });
      if (!response.ok) throw new Error((await response.text()).trim() || response.statusText);
      return (await response.json()) as Answers[Q];
    },
  };
}
