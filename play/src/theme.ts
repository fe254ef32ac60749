/** Light or dark: as the system has it, until somebody chooses. */
import { h } from "./dom";

const KEY = "schematic-theme";

function stored(): string | null {
  try {
    return localStorage.getItem(KEY);
  } catch {
    return null;
  }
}

/** A button that changes the theme, and remembers it where the browser lets it. */
export function theme(): HTMLButtonElement {
  const system = matchMedia("(prefers-color-scheme: dark)");
  const dark = (): boolean => (document.documentElement.dataset["theme"] ?? (system.matches ? "dark" : "light")) === "dark";
  const before = stored();
  if (before) document.documentElement.dataset["theme"] = before;
  const button = h("button", { class: "theme" });
  const label = (): void => {
    button.textContent = dark() ? "☀" : "☾";
    button.setAttribute("aria-label", dark() ? "Light" : "Dark");
  };
  button.addEventListener("click", () => {
    const next = dark() ? "light" : "dark";
    document.documentElement.dataset["theme"] = next;
    try {
      localStorage.setItem(KEY, next);
    } catch {
      // A browser that stores nothing shows what the system has next time.
    }
    label();
  });
  system.addEventListener("change", label);
  label();
  return button;
}
