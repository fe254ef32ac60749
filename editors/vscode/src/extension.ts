// Starts `sgm lsp`, and shows a picture beside the text.

import * as vscode from "vscode";
import { PANE, Preview } from "./preview";
import { Server } from "./server";

let server: Server | undefined;

/** Nothing here waits for the server: commands work, and say what is missing, at once. */
export function activate(context: vscode.ExtensionContext): void {
  const running = (server = new Server());
  const preview = new Preview(running);
  context.subscriptions.push(
    running,
    preview,
    vscode.commands.registerCommand("schematic.preview", () => preview.show()),
    vscode.commands.registerCommand("schematic.restart", () => running.start()),
    vscode.window.registerWebviewPanelSerializer(PANE, preview),
    vscode.workspace.onDidChangeConfiguration((event) => {
      if (event.affectsConfiguration("schematic.command")) void running.start();
    }),
    vscode.workspace.onDidGrantWorkspaceTrust(() => running.start()),
  );
  void running.start();
}

export async function deactivate(): Promise<void> {
  await server?.stop();
}
