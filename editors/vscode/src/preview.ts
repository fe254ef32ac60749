// The pane beside the text: the picture and the objective of the spec that is being written.

import * as vscode from "vscode";
import type { LanguageClient } from "vscode-languageclient/node";
import { page, type View } from "./page";

const REST = 150; // milliseconds without a change

export class Preview implements vscode.Disposable {
  private panel: vscode.WebviewPanel | undefined;
  private document: vscode.TextDocument | undefined;
  private timer: ReturnType<typeof setTimeout> | undefined;
  private readonly listeners: vscode.Disposable;
  private last: View | undefined;

  constructor(private readonly client: () => LanguageClient | undefined) {
    this.listeners = vscode.Disposable.from(
      vscode.workspace.onDidChangeTextDocument((event) => {
        if (event.document === this.document) this.refresh();
      }),
      vscode.window.onDidChangeActiveTextEditor((editor) => this.follow(editor)),
    );
  }

  /** Open the pane for the spec that is being edited. */
  show(): void {
    this.follow(vscode.window.activeTextEditor);
    if (this.panel) {
      this.panel.reveal(vscode.ViewColumn.Beside, true);
    } else {
      this.panel = vscode.window.createWebviewPanel(
        "schematic.preview",
        "Schematic",
        { viewColumn: vscode.ViewColumn.Beside, preserveFocus: true },
        { enableScripts: false, localResourceRoots: [] },
      );
      this.panel.onDidDispose(() => (this.panel = undefined));
    }
    this.refresh();
  }

  /** Ask again once typing rests. */
  refresh(): void {
    clearTimeout(this.timer);
    this.timer = setTimeout(() => void this.draw(), REST);
  }

  dispose(): void {
    clearTimeout(this.timer);
    this.panel?.dispose();
    this.listeners.dispose();
  }

  private follow(editor: vscode.TextEditor | undefined): void {
    if (editor?.document.languageId !== "sgm" || editor.document === this.document) return;
    this.document = editor.document;
    this.last = undefined;
    this.refresh();
  }

  /** Show the newest answer; while the text has errors, the last picture stays. */
  private async draw(): Promise<void> {
    const client = this.client();
    if (!this.panel || !this.document || !client) return;
    const uri = client.code2ProtocolConverter.asUri(this.document.uri);
    let view: View;
    try {
      view = await client.sendRequest<View>("schematic/view", { textDocument: { uri } });
    } catch (error) {
      client.warn(`the picture cannot be had: ${String(error)}`);
      return;
    }
    if (!this.panel || view.version < this.document.version) return;
    if (view.picture) this.last = view;
    this.panel.title = view.name;
    this.panel.webview.html = page(view, this.last);
  }
}
