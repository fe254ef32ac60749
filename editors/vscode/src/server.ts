// `sgm lsp`, and the client that speaks with it: started, started anew, stopped.

import { spawn, type ChildProcess } from "node:child_process";
import { setTimeout as delay } from "node:timers/promises";
import * as vscode from "vscode";
import { CloseAction, ErrorAction, LanguageClient, State } from "vscode-languageclient/node";
import { commandOf } from "./command";
import { reason, type Attempt } from "./reasons";

const SCHEMES = ["file", "untitled", "vscode-vfs"]; // no sides of a comparison with the past
const SETTINGS = "Open Settings";
const OUTPUT = "Show Output";
const RESTART = "Restart";
const STARTING = "The language server is starting.";
const MOST = 4; // times that a server which stops is started anew, within a while
const WHILE = 180_000; // milliseconds
const LAST_WORDS = 1_000; // milliseconds in which a program that went may still be heard

/** An attempt with its process, whose words are all there when it has ended. */
interface Started extends Attempt {
  ended: Promise<void>;
}

/** A client that leaves it to its server to say why that did not start. */
class Client extends LanguageClient {
  quiet = true;
  /** A server that ran does not start anew. */
  lost: () => void = () => undefined;

  override error(message: string, data?: unknown, show?: boolean | "force"): void {
    const runs = this.isRunning();
    super.error(message, data, this.quiet || !runs ? false : show);
    if (!this.quiet && !runs) this.lost();
  }
}

export class Server implements vscode.Disposable {
  private current: Client | undefined;
  private turn: Promise<void> = Promise.resolve();
  private readonly output = vscode.window.createOutputChannel("Schematic");
  private readonly changed = new vscode.EventEmitter<void>();
  /** The server runs now, or it does not any more. */
  readonly onDidChange = this.changed.event;
  /** Why no server runs; empty where one does. */
  why = STARTING;

  /** The client of a server that runs. */
  get client(): LanguageClient | undefined {
    return this.current?.isRunning() ? this.current : undefined;
  }

  /** Start it, or start it anew, after what was asked for before. */
  start(): Promise<void> {
    return this.next(() => this.begin());
  }

  stop(): Promise<void> {
    return this.next(() => this.end());
  }

  /** What the client says while it stops still has its place to go to. */
  dispose(): void {
    this.changed.dispose();
    void this.stop().finally(() => this.output.dispose());
  }

  private next(step: () => Promise<void>): Promise<void> {
    this.turn = this.turn.then(step, step);
    return this.turn;
  }

  private async end(): Promise<void> {
    const client = this.current;
    this.current = undefined;
    if (!client) return;
    client.quiet = true;
    await client.dispose().catch(() => undefined);
  }

  private async begin(): Promise<void> {
    await this.end();
    this.why = STARTING;
    const command = commandHere();
    const attempt: Started = { command, error: "", said: "", ended: Promise.resolve() };
    const stops: number[] = [];
    const client: Client = new Client(
      "schematic",
      "Schematic",
      () => started(attempt),
      {
        documentSelector: SCHEMES.map((scheme) => ({ scheme, language: "sgm" })),
        outputChannel: this.output,
        initializationFailedHandler: () => false,
        errorHandler: {
          error: () => ({ action: ErrorAction.Continue, handled: true }),
          closed: () => {
            if (client.quiet) return { action: CloseAction.DoNotRestart, handled: true };
            const now = Date.now();
            stops.push(now);
            const often = stops.filter((at) => now - at < WHILE).length > MOST;
            if (!often) return { action: CloseAction.Restart, handled: true };
            client.quiet = true;
            void this.tell(`it stopped ${MOST + 1} times within three minutes. ${lastOf(attempt.said)}`);
            return { action: CloseAction.DoNotRestart, handled: true };
          },
        },
      },
    );
    this.current = client;
    try {
      await client.start();
      if (!client.isRunning()) throw new Error("it stopped before it answered"); // start() keeps that to itself
      client.quiet = false;
      client.lost = () => void this.lost(client, attempt);
      this.why = "";
      client.onDidChangeState(() => this.changed.fire());
      this.changed.fire();
    } catch (error) {
      this.output.appendLine(`\`${command.join(" ")}\` did not start: ${String(error)}`);
      await Promise.race([attempt.ended, delay(LAST_WORDS)]);
      void this.tell(reason(attempt));
    }
  }

  /** Say so once the client has given up: until then it may start the server again. */
  private async lost(client: Client, attempt: Attempt): Promise<void> {
    await delay(LAST_WORDS);
    if (client.quiet || client !== this.current || client.state !== State.Stopped) return;
    client.quiet = true;
    await this.tell(reason(attempt));
  }

  /** Say why no server runs, with what can be done; nothing waits for the answer. */
  private async tell(why: string): Promise<void> {
    this.why = why;
    this.changed.fire();
    const chosen = await vscode.window.showErrorMessage(`Schematic: ${why}`, SETTINGS, OUTPUT, RESTART);
    if (chosen === SETTINGS) {
      await vscode.commands.executeCommand("workbench.action.openSettings", "schematic.command");
    } else if (chosen === OUTPUT) {
      this.output.show();
    } else if (chosen === RESTART) {
      await this.start();
    }
  }
}

function commandHere(): string[] {
  const setting = vscode.workspace.getConfiguration("schematic").get<string[]>("command") ?? [];
  const folders = vscode.workspace.isTrusted ? (vscode.workspace.workspaceFolders ?? []) : [];
  const local = folders.filter(({ uri }) => uri.scheme === "file").map(({ uri }) => uri.fsPath);
  return commandOf(setting, local);
}

/** The process, once it runs; what it says on standard error is kept for the reason. */
function started(attempt: Started): Promise<ChildProcess> {
  const [program = "sgm", ...args] = attempt.command;
  attempt.error = attempt.said = "";
  return new Promise((resolve, reject) => {
    const child = spawn(program, args, { stdio: "pipe" });
    child.stderr.on("data", (part) => (attempt.said = (attempt.said + String(part)).slice(-8_000)));
    child.stdin.on("error", () => undefined); // a program that is gone reads nothing
    attempt.ended = new Promise((end) => child.once("close", () => end()));
    child.once("spawn", () => resolve(child));
    child.once("error", (error: NodeJS.ErrnoException) => {
      attempt.error = error.code ?? error.message;
      reject(error);
    });
  });
}

function lastOf(said: string): string {
  const line = said.trim().split("\n").at(-1);
  return line ? `It said last: ${line}` : "";
}
