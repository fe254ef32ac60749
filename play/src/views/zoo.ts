/** The zoo: every shipped spec in its group, with a search, and a picture of each. */
import { h, fill } from "../dom";
import { isRefused, type Transport, type ZooGroup } from "../protocol";

interface Entry {
  card: HTMLElement;
  words: string;
}

export class Zoo {
  readonly element: HTMLDialogElement;
  #groups: Promise<ZooGroup[]> | null = null;
  #search = h("input", {
    type: "search",
    placeholder: "Search the zoo: gan, Kingma, adversarial …",
    "aria-label": "Search the zoo",
  });
  #list = h("div", { class: "zoo-list" });
  #entries: Entry[] = [];
  #pictures = new IntersectionObserver((seen) => this.#draw(seen), { rootMargin: "200px" });
  #texts = new WeakMap<Element, string>();

  constructor(
    readonly transport: Transport,
    readonly choose: (text: string, name: string) => void,
  ) {
    const shut = h("button", { class: "quiet", "aria-label": "Close", onclick: () => this.element.close() }, "✕");
    this.element = h(
      "dialog",
      { class: "zoo", "aria-label": "The zoo" },
      h("header", {}, h("h2", {}, "The zoo"), this.#search, shut),
      this.#list,
    );
    this.#search.addEventListener("input", () => this.#filter());
    this.element.addEventListener("click", (event) => {
      if (event.target === this.element) this.element.close();
    });
  }

  /** The groups; they are asked for once. */
  groups(): Promise<ZooGroup[]> {
    return (this.#groups ??= this.transport.ask("zoo", ""));
  }

  async open(): Promise<void> {
    const groups = await this.groups();
    if (!this.#entries.length) this.#fill(groups);
    this.element.showModal();
    this.#search.value = "";
    this.#filter();
    this.#search.focus();
  }

  #fill(groups: ZooGroup[]): void {
    fill(
      this.#list,
      ...groups.map((group) =>
        h(
          "section",
          {},
          h("h3", {}, group.title),
          h("div", { class: "cards" }, ...group.specs.map((spec) => this.#card(group.title, spec))),
        ),
      ),
    );
  }

  #card(group: string, spec: ZooGroup["specs"][number]): HTMLElement {
    const [name, ...rest] = spec.title.split(", ");
    const picture = h("span", { class: "thumb", "aria-hidden": "true" });
    this.#texts.set(picture, spec.text);
    this.#pictures.observe(picture);
    const card = h(
      "button",
      {
        class: "card",
        "data-name": spec.name,
        onclick: () => {
          this.element.close();
          this.choose(spec.text, spec.name);
        },
      },
      picture,
      h("b", {}, name ?? spec.name),
      h("span", {}, rest.join(", ")),
    );
    this.#entries.push({ card, words: `${spec.name} ${spec.title} ${group}`.toLowerCase() });
    return card;
  }

  #draw(seen: IntersectionObserverEntry[]): void {
    for (const { target, isIntersecting } of seen) {
      const text = this.#texts.get(target);
      if (!isIntersecting || text === undefined) continue;
      this.#texts.delete(target);
      this.#pictures.unobserve(target);
      void this.transport.ask("picture", text).then((picture) => {
        if (picture && !isRefused(picture)) target.replaceChildren(stillPicture(picture.svg));
      });
    }
  }

  #filter(): void {
    const words = this.#search.value.toLowerCase().split(/\s+/);
    for (const { card, words: has } of this.#entries) {
      card.hidden = !words.every((word) => has.includes(word));
    }
    for (const section of this.#list.children) {
      (section as HTMLElement).hidden = !section.querySelector(".card:not([hidden])");
    }
  }
}

/** A picture that only shows: nothing in it has a name or can be reached by keys. */
export function stillPicture(svg: string): SVGSVGElement {
  const parsed = new DOMParser().parseFromString(svg, "image/svg+xml").documentElement;
  const picture = document.importNode(parsed, true) as unknown as SVGSVGElement;
  picture.querySelectorAll("[id]").forEach((part) => part.removeAttribute("id"));
  picture.querySelectorAll("[role]").forEach((part) => part.removeAttribute("role"));
  picture.querySelectorAll("title").forEach((part) => part.remove());
  picture.setAttribute("aria-hidden", "true");
  return picture;
}
