// Starts `sgm lsp`, and shows a picture beside the text.

import * as vscode from "vscode";
import { LanguageClient } from "vscode-languageclient/node";
import { Preview } from "./preview";

let client: LanguageClient | undefined;

export async function activate(context: vscode.ExtensionContext): Promise<void> {
  const preview = new Preview(() => client);
  context.subscriptions.push(
    preview,
    vscode.commands.registerCommand("schematic.preview", () => preview.show()),
    vscode.commands.registerCommand("schematic.restart", start),
  );
  await start();
  preview.refresh();
}

export async function deactivate(): Promise<void> {
  await client?.stop();
}

/** Start the server, or start it anew; a server that cannot be started is told with its cure. */
async function start(): Promise<void> {
  await client?.stop().catch(() => undefined);
  const words = vscode.workspace.getConfiguration("schematic").get<string[]>("command") ?? [];
  const [command = "sgm", ...args] = words;
  client = new LanguageClient(
    "schematic",
    "Schematic",
    { command, args },
    { documentSelector: [{ language: "sgm" }] },
  );
  try {
    await client.start();
  } catch (error) {
    client = undefined;
    const settings = "Open Settings";
    const chosen = await vscode.window.showErrorMessage(
      `Schematic: \`${words.join(" ")}\` does not start (${String(error)}). ` +
        "Install it with: pip install 'schematic[lsp]', or say where it is.",
      settings,
    );
    if (chosen === settings) {
      await vscode.commands.executeCommand("workbench.action.openSettings", "schematic.command");
    }
  }
}
