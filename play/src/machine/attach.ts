/** What the page gets where `sgm play` serves it: its file, and tabs to train and to prove. */
import type { Part } from "../protocol";
import { FileOnDisk } from "./file";
import { type Hello, Server, type Version } from "./server";
import { ShippedGroups } from "./shipped";
import { trainPanel } from "./train";
import { verifyPanel } from "./verify";

/** Add it all; the text to begin with, or null where there is none. */
export async function attach({ session, tabs, notices, write, say }: Part): Promise<string | null> {
  const server = new Server();
  const hello = await server.json<Hello>("GET", "hello");
  const shipped = new ShippedGroups(await session.transport.ask("zoo", ""));
  tabs.add("Train", trainPanel(server, session, hello, shipped));
  tabs.add("Verify", verifyPanel(server, session));
  if (hello.file === null) return hello.text;
  const first = await server.json<Version>("GET", "file");
  const file = new FileOnDisk(server, session, first, write, say);
  notices.append(file.element);
  document.title = `${first.name} · Schematic`;
  return first.text;
}
