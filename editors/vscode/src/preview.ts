// The pane beside the text: the picture and the objective of the spec that is being written.

import * as vscode from "vscode";
import { note, page, type View } from "./page";
import type { Server } from "./server";

export const PANE = "schematic.preview";
const REST = 150; // milliseconds without a change
const LIGHT = [vscode.ColorThemeKind.Light, vscode.ColorThemeKind.HighContrastLight];
const OPTIONS: vscode.WebviewOptions = { enableScripts: false, localResourceRoots: [] };

export class Preview implements vscode.Disposable, vscode.WebviewPanelSerializer {
  private panel: vscode.WebviewPanel | undefined;
  private document: vscode.TextDocument | undefined;
  private timer: ReturnType<typeof setTimeout> | undefined;
  private readonly listeners: vscode.Disposable;
  private last: View | undefined;

  constructor(private readonly server: Server) {
    this.listeners = vscode.Disposable.from(
      vscode.workspace.onDidChangeTextDocument((event) => {
        if (event.document === this.document) this.refresh();
      }),
      vscode.workspace.onDidCloseTextDocument((closed) => {
        if (closed === this.document) this.document = undefined;
      }),
      vscode.window.onDidChangeActiveTextEditor((editor) => this.follow(editor)),
      vscode.window.onDidChangeActiveColorTheme(() => this.refresh()),
      server.onDidChange(() => this.refresh()),
    );
  }

  /** Open the pane for the spec that is being edited. */
  show(): void {
    this.find();
    if (this.panel) {
      this.panel.reveal(undefined, true);
    } else {
      const column = { viewColumn: vscode.ViewColumn.Beside, preserveFocus: true };
      this.keep(vscode.window.createWebviewPanel(PANE, "Schematic", column, OPTIONS));
    }
    this.refresh();
  }

  /** A window that is opened again has its pane again. */
  deserializeWebviewPanel(panel: vscode.WebviewPanel): Promise<void> {
    panel.webview.options = OPTIONS;
    this.keep(panel);
    this.find();
    this.refresh();
    return Promise.resolve();
  }

  dispose(): void {
    clearTimeout(this.timer);
    this.panel?.dispose();
    this.listeners.dispose();
  }

  private keep(panel: vscode.WebviewPanel): void {
    this.panel = panel;
    panel.onDidDispose(() => {
      if (this.panel === panel) this.panel = undefined;
    });
  }

  /** Take the spec that is being edited, or one that is seen. */
  private find(): void {
    this.follow(vscode.window.activeTextEditor);
    for (const editor of vscode.window.visibleTextEditors) if (!this.document) this.follow(editor);
  }

  private follow(editor: vscode.TextEditor | undefined): void {
    if (editor?.document.languageId !== "sgm" || editor.document === this.document) return;
    this.document = editor.document;
    this.last = undefined;
    this.refresh();
  }

  /** Ask again once typing rests. */
  private refresh(): void {
    clearTimeout(this.timer);
    this.timer = setTimeout(() => void this.draw(), REST);
  }

  /** Show the newest answer; while the text has errors, the last picture stays. */
  private async draw(): Promise<void> {
    const { document, panel } = this;
    if (!panel) return;
    if (!document) return this.say("Open a file that ends in .sgm: its picture and objective appear here.");
    const client = this.server.client;
    if (!client) return this.say(this.server.why);
    const uri = client.code2ProtocolConverter.asUri(document.uri);
    const dark = !LIGHT.includes(vscode.window.activeColorTheme.kind);
    let view: View;
    try {
      view = await client.sendRequest<View>("schematic/view", { textDocument: { uri }, dark });
    } catch (error) {
      return this.say(`The picture cannot be had: ${error instanceof Error ? error.message : String(error)}`);
    }
    if (this.panel !== panel || this.document !== document || view.version < document.version) return;
    if (view.picture) this.last = view;
    panel.title = `Picture of ${view.name}`;
    panel.webview.html = page(view, this.last);
  }

  private say(words: string): void {
    if (this.panel) this.panel.webview.html = note(words);
  }
}
