declare module "temml" {
  interface Options {
    displayMode?: boolean;
    throwOnError?: boolean;
    macros?: Record<string, string>;
  }
  const temml: { render(latex: string, into: HTMLElement, options?: Options): void };
  export default temml;
}
