/** What the service is asked and what it answers: `schematic/service/` has the same as Python. */

import type { Desk } from "./desk";

/** A place in the text: from the first UTF-16 unit to behind the last. */
export type Span = [number, number];

export interface Edit {
  span: Span;
  text: string;
}

export interface Finding {
  code: string;
  severity: "error" | "warning";
  span: Span;
  message: string;
  cause: string;
  cure: string;
  fix: Edit[];
}

export interface Refused {
  refused: true;
  message: string;
  cause: string;
  cure: string;
  code: string;
}

export interface NodePlace {
  name: string;
  span: Span;
  name_span: Span;
  role: string;
}

export interface FactorPlace {
  index: number;
  span: Span;
  arrow_span: Span;
  text: string;
  parents: string[];
  child: string;
  arrow: string;
}

export interface Picture {
  svg: string;
  nodes: NodePlace[];
  factors: FactorPlace[];
}

export interface Formula {
  text: string;
  latex: string;
}

export interface Term {
  label: string;
  latex: string;
  text: string;
  loss: string;
  sign: number;
  factors: number[];
  along: number[];
  nodes: string[];
  estimator: string;
  reaches: string;
}

export interface Player {
  name: string;
  nets: string[];
  steps: number;
  maximises: Formula;
  minimises:
    | (Formula & {
        source: string;
        note: string;
        where: { symbol: string; text: string; latex: string }[];
      })
    | null;
  no_form: string;
  loss: string;
  terms: Term[];
  cuts: string[];
  after: string[];
  constants: string[];
  /** The terms that are not told, since they are too many to be read. */
  more: number;
}

export interface Objective {
  reading: string;
  draws: { name: string; law: string; origin: string }[];
  players: Player[];
}

export interface Step {
  rule: string;
  text: string;
}

export interface Source {
  text: string;
  missing: { node: string; message: string; cure: string }[];
}

export interface PlayerProof {
  name: string;
  rows: { identity: string; source: string }[];
}

export interface Rewrite {
  words: string;
  sentence: string;
  /** Null where it was not tried, since the drawing is large. */
  applies: boolean | null;
  why: string;
}

export interface Rewritten {
  text: string;
  name: string;
  known: string | null;
  spec_difference: string[];
  difference: string[];
  back: string | null;
}

export interface PathStep {
  words: string;
  sentence: string;
  text: string;
  name: string;
  known: string | null;
  difference: string[];
}

export interface Atlas {
  places: { name: string | null; text: string; depth: number; chain: string[] }[];
  roads: { from: number; to: number; words: string }[];
  whole: boolean;
}

export interface ZooGroup {
  title: string;
  specs: { name: string; title: string; text: string }[];
}

/** Something that may be written; `insert` holds fields such as `${1:z}` where it is a snippet. */
export interface Item {
  label: string;
  kind: string;
  detail: string;
  documentation: string;
  insert: string;
  sort: string;
  search: string;
  snippet: boolean;
}

/** What may be written in the place of the beginning of a word. */
export interface Completion {
  span: Span;
  items: Item[];
}

/** What the text leaves unsaid, at a place that is empty. */
export interface Hint {
  span: Span;
  label: string;
  why: string;
}

/** The edits of another name; without any, why, and what to do about it. */
export interface Renaming {
  edits: Edit[];
  refusal: string;
  cure: string;
  other: string;
}

/** Something that can be done to the text. */
export interface Action {
  title: string;
  kind: string;
  edits: Edit[];
}

export interface Exported {
  name: string;
  type: string;
  text: string | null;
  base64: string | null;
}

/** The answer to each question; null where the text has errors, or where there is none. */
export interface Answers {
  findings: Finding[];
  formatting: string | null;
  picture: Picture | Refused | null;
  objective: Objective | null;
  steps: Step[] | null;
  source: Source | Refused | null;
  receipt: PlayerProof[] | null;
  rewrites: Rewrite[] | null;
  rewritten: Rewritten | Refused | null;
  path: { steps: PathStep[] } | Refused | null;
  known: string | null;
  atlas: Atlas | Refused | null;
  zoo: ZooGroup[];
  page_of: { code: string; title: string; text: string } | null;
  starter: string;
  add_arrow: { text: string } | Refused;
  restyle: { text: string } | Refused;
  remove: { text: string } | Refused;
  export: Exported | Refused | null;
  completion: Completion | null;
  hover: { span: Span; text: string } | null;
  hints: Hint[];
  rename: Renaming;
  actions: Action[];
}

export type Question = keyof Answers;

/** What comes with a question besides the text. */
export type Words = Record<string, string | number>;

/** Something that answers questions: the compiler in a worker, or `sgm play`. */
export interface Transport {
  /** What a server does beside answering, where there is one. */
  readonly desk?: Desk;
  /** Whether the compiler writes PDF, for which it needs a library that no browser has. */
  readonly writesPdf: boolean;
  /** Resolves when the first question can be answered; what is being done is said meanwhile. */
  start(said: (what: string) => void): Promise<void>;
  ask<Q extends Question>(question: Q, text: string, words?: Words): Promise<Answers[Q]>;
}

export function isRefused(answer: unknown): answer is Refused {
  return typeof answer === "object" && answer !== null && "refused" in answer;
}
