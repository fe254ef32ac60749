/** The shipped specs, as choices. */
import { h } from "../dom";
import type { ZooGroup } from "../protocol";

export class ShippedGroups {
  constructor(readonly groups: ZooGroup[]) {}

  options(): HTMLElement[] {
    return this.groups.map((group) =>
      h("optgroup", { label: group.title }, ...group.specs.map((spec) => h("option", { value: spec.name }, spec.title.split(", ")[0] ?? spec.name))),
    );
  }

  text(name: string): string | null {
    return this.groups.flatMap((group) => group.specs).find((spec) => spec.name === name)?.text ?? null;
  }
}
