/** The text and what the compiler has made of it: one place that every view listens to. */
import { Signal } from "./events";
import {
  isRefused,
  type Answers,
  type Finding,
  type Hint,
  type Objective,
  type Picture,
  type Question,
  type Refused,
  type Rewrite,
  type Transport,
  type Words,
} from "./protocol";

/** Views of a tab: asked only while somebody looks at them. */
export type Aside = "steps" | "receipt" | "source" | "atlas";

export class Session {
  text = "";
  findings: Finding[] = [];
  objective: Objective | null = null;
  picture: Picture | null = null;
  known: string | null = null;
  rewrites: Rewrite[] = [];
  /** Whether picture and objective are those of the text as it stands. */
  fresh = true;
  /** The text that the picture is of. */
  pictured = "";

  readonly onText = new Signal<string>();
  readonly onFindings = new Signal<Finding[]>();
  readonly onObjective = new Signal<Objective>();
  readonly onPicture = new Signal<Picture>();
  readonly onNoPicture = new Signal<Refused>();
  readonly onRewrites = new Signal<Rewrite[]>();
  readonly onHints = new Signal<Hint[]>();
  readonly onKnown = new Signal<string | null>();
  readonly onSettled = new Signal<void>();
  readonly onFailure = new Signal<string>();

  #turn = 0;

  constructor(readonly transport: Transport) {}

  /** Ask something about the text as it stands. */
  ask<Q extends Question>(question: Q, words: Words = {}): Promise<Answers[Q]> {
    return this.transport.ask(question, this.text, words);
  }

  /** Ask for an edit of the text; what is typed meanwhile is not written over. */
  async edit<Q extends Question>(question: Q, words: Words): Promise<Answers[Q]> {
    const { text } = this;
    const answer = await this.ask(question, words);
    if (text !== this.text) throw new Error("The text has changed meanwhile: nothing is done.");
    return answer;
  }

  /** Take another text, and ask for all that is shown of it; a later text ends this. */
  async take(text: string): Promise<void> {
    this.text = text;
    const turn = ++this.#turn;
    performance.mark("text");
    this.onText.tell(text);
    try {
      await this.#look(turn);
    } catch (why) {
      if (turn === this.#turn) this.onFailure.tell((why as Error).message);
    }
  }

  async #look(turn: number): Promise<void> {
    const current = async <Q extends Question>(question: Q): Promise<Answers[Q]> => {
      const answer = await this.ask(question);
      if (turn !== this.#turn) throw new Overtaken();
      return answer;
    };
    try {
      this.findings = await current("findings");
      this.fresh = !this.findings.some((finding) => finding.severity === "error");
      this.onFindings.tell(this.findings);
      if (this.fresh) await this.#derive(current);
      this.onHints.tell(await current("hints"));
      this.onSettled.tell();
    } catch (why) {
      if (!(why instanceof Overtaken)) throw why;
    }
  }

  async #derive(current: <Q extends Question>(question: Q) => Promise<Answers[Q]>): Promise<void> {
    const objective = await current("objective");
    if (objective) this.onObjective.tell((this.objective = objective));
    performance.mark("objective");
    const picture = await current("picture");
    if (isRefused(picture)) this.onNoPicture.tell(picture);
    else if (picture) {
      this.pictured = this.text;
      this.onPicture.tell((this.picture = picture));
    }
    performance.mark("picture");
    this.known = await current("known");
    this.onKnown.tell(this.known);
    this.rewrites = (await current("rewrites")) ?? [];
    this.onRewrites.tell(this.rewrites);
  }
}

class Overtaken extends Error {}
