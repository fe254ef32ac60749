/** The page: the spec on the left, its picture and what follows from it on the right. */
import gan from "../../specs/gan.sgm?raw";
import { Announcer } from "./announce";
import { fill, h } from "./dom";
import { Editor } from "./editor/editor";
import type { Hello } from "./desk";
import { exportAs, FORMATS } from "./export";
import { EditedFile } from "./file";
import { helper } from "./editor/helper";
import { Tools } from "./editor/tools";
import { isRefused, type Transport, type Words } from "./protocol";
import { fromFragment, toFragment } from "./pure/share";
import { Session } from "./session";
import { Tabs } from "./tabs";
import { theme } from "./theme";
import { openMenu, STYLES } from "./views/menu";
import { ObjectiveView } from "./views/objective";
import { PictureView } from "./views/picture";
import { RewritesView } from "./views/rewrites";
import { TrainingView } from "./views/training";
import { Zoo } from "./views/zoo";

export async function startPage(transport: Transport): Promise<void> {
  const embedded = new URLSearchParams(location.search).has("embed");
  document.body.classList.toggle("embedded", embedded);
  const session = new Session(transport);
  const announcer = new Announcer();
  const status = h("p", { class: "status" });
  const say = (what: string): void => {
    status.textContent = what;
    announcer.tell("status", what);
  };
  const badge = h("span", { class: "badge", hidden: true });
  const notice = h("p", { class: "notice", hidden: true });
  const damaged = h("p", { class: "damaged", role: "alert", hidden: true });

  const left = h("section", { class: "spec", "aria-label": "Spec" });
  const tools: Tools = new Tools(session, say, () => editor.view);
  if (!embedded) left.append(tools.element);
  const editor = new Editor(left, (text) => void session.take(text), helper(session), tools.extension);
  const write = (text: string): void => editor.write(text);

  let file: EditedFile | null = null;
  const objective = new ObjectiveView();
  const rewrites = new RewritesView(session, write, say);
  const open = (text: string, name = "Another spec"): void => {
    damaged.hidden = true;
    file?.pause();
    write(text);
    say(`${name} is open.`);
  };
  const zoo = new Zoo(transport, open);

  const draw = async (question: "add_arrow" | "restyle" | "remove", words: Words): Promise<void> => {
    if (session.pictured !== session.text) {
      return say("The picture is not of the text as it stands: mend the errors, then draw.");
    }
    try {
      const answer = await session.edit(question, words);
      if (isRefused(answer)) say([answer.message, answer.cause, answer.cure].filter(Boolean).join(". "));
      else write(answer.text);
    } catch (why) {
      say((why as Error).message);
    }
  };
  const picture = new PictureView({
    node: (name) => say(`${name} is chosen: click the circle to which an arrow shall lead.`),
    connect: (tail, head, at) =>
      openMenu(
        at,
        `${tail} → ${head}`,
        STYLES.map(([arrow, label]) => ({
          label,
          picture: arrow,
          act: () => void draw("add_arrow", { parents: tail, child: head, arrow }),
        })),
      ),
    arrow: (index, at) => {
      const factor = session.picture?.factors[index];
      if (!factor) return;
      openMenu(at, factor.text, [
        ...STYLES.map(([arrow, label]) => ({
          label,
          picture: arrow,
          current: arrow === factor.arrow,
          act: () => void draw("restyle", { factor: String(index), arrow }),
        })),
        {
          label: "Delete",
          danger: true,
          act: () => void draw("remove", { factor: String(index) }),
        },
      ]);
    },
  });

  const unread = (why: Error): null => {
    damaged.hidden = false;
    damaged.textContent = why.message;
    return null;
  };

  const { desk } = transport;
  let hello: Hello | null = null;
  let refused = "";
  try {
    hello = (await desk?.hello()) ?? null;
  } catch (why) {
    refused = (why as Error).message;
  }
  file = desk && hello?.file ? new EditedFile(desk, hello.file, () => editor.text, write) : null;
  const training = desk && hello ? new TrainingView(session, desk, hello, open).element : null;
  const tabs = new Tabs(session, objective.element, write, training);
  const right = h(
    "section",
    { class: "seen", "aria-label": "What follows" },
    h("div", { class: "stage" }, h("div", { class: "stage-head" }, badge, notice, damaged), picture.element, rewrites.element),
    tabs.element,
  );

  const walk = h("select", { "aria-label": "Walk to a model of the zoo" }, h("option", { value: "" }, "Walk to …"));
  chosenWhenOpen(walk);
  walk.addEventListener("change", () => {
    const goal = walk.value;
    walk.value = "";
    if (!goal) return;
    file?.pause();
    void rewrites.walkTo(goal);
  });
  const files = h("select", { "aria-label": "Export" }, h("option", { value: "" }, "Export …"), ...FORMATS.map(([value, label]) => h("option", { value }, label)));
  chosenWhenOpen(files);
  files.addEventListener("change", () => {
    const format = files.value;
    files.value = "";
    if (format) void exportAs(session, format, tabs.shapes).then(say, (why: Error) => say(why.message));
  });
  const share = async (): Promise<void> => {
    let fragment;
    try {
      fragment = await toFragment(session.text);
    } catch (why) {
      return say((why as Error).message);
    }
    history.replaceState(null, "", fragment);
    const address = new URL(location.href);
    address.searchParams.delete("token");
    address.searchParams.set("embed", "");
    const frame = `<iframe src="${address.href.replace("embed=", "embed")}" width="760" height="520" title="Schematic"></iframe>`;
    address.searchParams.delete("embed");
    showShare(address.href, frame, desk !== undefined, say);
  };
  const actions = h(
    "nav",
    { "aria-label": "Actions" },
    h("button", { class: "zoo-button", onclick: () => void zoo.open() }, "Zoo"),
    walk,
    files,
    h("button", { onclick: () => void share() }, "Share"),
    theme(),
  );
  const whole = h("a", { class: "whole", href: location.href, target: "_blank", rel: "noopener" }, "Open in Schematic");
  whole.addEventListener("click", async (event) => {
    event.preventDefault();
    window.open(location.href.replace(/[?&]embed[^#]*/, "").split("#")[0] + (await toFragment(session.text)), "_blank", "noopener");
  });
  document.body.append(
    h("header", { class: "top" }, h("h1", {}, "Schematic"), file?.element, embedded ? whole : actions),
    h("main", {}, left, right),
    h("footer", {}, status, announcer.element),
    zoo.element,
  );

  const main = document.querySelector("main")!;
  session.onText.on(() => main.setAttribute("aria-busy", "true"));
  session.onSettled.on(() => main.removeAttribute("aria-busy"));
  session.onObjective.on((found) => {
    const before = objective.inWords();
    objective.show(found);
    if (objective.inWords() !== before) announcer.tell("objective", objective.inWords());
  });
  session.onPicture.on((found) => {
    fill(notice);
    picture.show(found);
    editor.place(found.nodes, found.factors);
  });
  session.onNoPicture.on((why) => {
    notice.hidden = false;
    notice.textContent = [why.message, why.cure].filter(Boolean).join(": ");
  });
  session.onFindings.on((findings) => {
    editor.mark(findings);
    const errors = findings.filter((finding) => finding.severity === "error").length;
    document.body.classList.toggle("stale", errors > 0);
    rewrites.element.inert = errors > 0;
    notice.hidden = !errors;
    notice.textContent = errors ? "The text has errors; this is what it said before." : "";
    const others = findings.length - errors;
    const counts = [counted(errors, "error"), counted(others, "warning")].filter(Boolean).join(", ");
    if (findings.length) say(`${counts}: ${findings[0]?.message}`);
    else if (!rewrites.walking) say("No findings.");
    if (errors) badge.hidden = true;
  });
  session.onHints.on((found) => editor.hint(found));
  session.onKnown.on((name) => {
    badge.hidden = !name;
    if (!name) return;
    void zoo.groups().then((groups) => {
      const spec = groups.flatMap((group) => group.specs).find((each) => each.name === name);
      const shown = spec?.title.split(", ")[0] ?? name;
      badge.textContent = `This is ${shown}`;
      if (session.findings.length === 0 && !rewrites.walking) say(`This is ${shown}.`);
    });
  });
  session.onFailure.on((why) => {
    main.removeAttribute("aria-busy");
    say(`The compiler did not answer: ${why}`);
  });

  document.body.setAttribute("aria-busy", "true");
  say("Starting …");
  try {
    if (refused) throw new Error(refused);
    const given = file ? await file.read() : (hello?.text ?? gan);
    const shared = file ? null : await fromFragment(location.hash).catch(unread);
    editor.write(shared ?? given);
    session.onText.on(() => file?.changed());
    await transport.start(say);
    await session.take(editor.text);
  } catch (why) {
    say(`The page cannot start: ${(why as Error).message}`);
  }
  document.body.removeAttribute("aria-busy");
  addEventListener("hashchange", () => {
    void fromFragment(location.hash).then((text) => text !== null && open(text, "The spec of the address"), unread);
  });
  void zoo.groups().then((groups) => {
    for (const group of groups) {
      const options = group.specs.map((spec) => h("option", { value: spec.name }, spec.title.split(", ")[0] ?? spec.name));
      const place = h("optgroup", { label: group.title }, ...options);
      walk.append(place);
    }
  });
}

/** Keys open a list in place of choosing from it unseen: what is chosen acts at once. */
function chosenWhenOpen(list: HTMLSelectElement): void {
  list.addEventListener("keydown", (event) => {
    const moves = /^(Arrow|Page|Home|End)/.test(event.key) || event.key.length === 1;
    if (!moves || !("showPicker" in list) || event.ctrlKey || event.metaKey || event.altKey) return;
    event.preventDefault();
    list.showPicker();
  });
}

function counted(number: number, word: string): string {
  return number ? `${number} ${word}${number === 1 ? "" : "s"}` : "";
}

function showShare(
  address: string,
  frame: string,
  isLocal: boolean,
  say: (what: string) => void,
): void {
  const copy = (text: string) => async (): Promise<void> => {
    try {
      await navigator.clipboard.writeText(text);
      say("Copied.");
    } catch {
      say("The browser does not let this page copy; select the text and copy it.");
    }
  };
  const row = (id: string, label: string, text: string): HTMLElement => {
    const field = h("input", { id, readonly: true, value: text });
    field.addEventListener("focus", () => field.select());
    return h("div", {}, h("label", { for: id }, label), field, h("button", { onclick: () => void copy(text)() }, "Copy"));
  };
  const dialog = h(
    "dialog",
    { class: "share", "aria-label": "Share" },
    h("h2", {}, "Share"),
    h("p", { class: "note" }, "The whole spec is in the address; nothing is stored anywhere."),
    isLocal &&
      h("p", { class: "note" }, "This address is of this machine alone. For others, put what follows the # behind the address of a page on a server."),
    row("share-address", "Address", address),
    row("share-frame", "For a page of yours", frame),
    h("button", { class: "done", onclick: () => dialog.close() }, "Done"),
  );
  dialog.addEventListener("close", () => dialog.remove());
  document.body.append(dialog);
  dialog.showModal();
}
