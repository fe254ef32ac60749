/** The keywords of the grammar, read when the page is built. */
declare const __KEYWORDS__: string[];
