/** What `sgm play` does beside answering: it keeps a file, trains for a while, and proves. */

export interface Hello {
  version: string;
  file: string | null;
  text: string | null;
  data: string[];
  /** Two models to train beside each other, and how. */
  pair: { data: string; steps: number; batch: number; models: { name: string; text: string }[] };
  limits: { steps: number; batch: number; seconds: number; trainings: number };
}

export interface Version {
  name: string;
  text: string;
  digest: string;
}

export type Shown =
  | { kind: "points"; points: [number, number][] }
  | { kind: "images"; count: number; channels: number; height: number; width: number; pixels: string };

/** Of a mixture that is known: how many of its modes samples find, and how many of them lie on one. */
export interface Modes {
  found: number;
  of: number;
  share: number;
}

/** What a training or a proof tells, one after another. */
export type Told =
  | { type: "start"; line: string; steps: number; seconds: number }
  | ({ type: "data"; node: string } & Shown)
  | { type: "loss"; step: number; losses: Record<string, number> }
  | ({ type: "samples"; step: number; node: string; modes?: Modes } & Shown)
  | { type: "row"; identity: string; source: string; deviation: number | null; verdict: string; note: string }
  | { type: "end"; step?: number; why?: string; notes?: string[]; passed?: boolean; text?: string }
  | { type: "error"; message: string; cure: string };

export interface Desk {
  hello(): Promise<Hello>;
  read(): Promise<Version>;
  /** Write the file; fails with `Changed` where somebody else has changed it. */
  write(text: string, digest: string): Promise<Version>;
  /** Begin a task, and hear what it tells until it ends; an abort stops it. */
  stream(
    task: "train" | "verify",
    body: Record<string, string | number>,
    told: (event: Told) => void,
    signal: AbortSignal,
  ): Promise<void>;
}

/** The file on the disk is not the one that was read. */
export class Changed extends Error {}
