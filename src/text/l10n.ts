declare global {
  /**
   * What `l10n/bundle.l10n.<language>.json` holds, by the English text; nothing where people read English. The
   * editor's: bundles that it loads later have a copy of this file each.
   */
  var colophonTranslations: Readonly<Record<string, string>> | undefined;
}

/**
 * `message` in the person's language, `{0}`, `{1}` … replaced by `args`. Called as `l10n.t('…')` with the whole text as
 * one literal, so that `tools/l10n.ts` finds it. What others read or compare stays out of it: trailers, statements,
 * `--json`, what agents are sent. On the command line and in hooks it is English.
 */
export function t(message: string, ...args: readonly (string | number)[]): string {
  const text = globalThis.colophonTranslations?.[message] ?? message;
  return text.replace(/\{(\d)\}/g, (place, at) => (args[at] ?? place) as string);
}

/**
 * What `make` gives, in English: for texts that people are shown, where an agent, a file or somebody else gets them. It
 * must not wait for anything, since meanwhile all texts are.
 */
export function inEnglish<Made>(make: () => Made): Made {
  const translations = globalThis.colophonTranslations;
  globalThis.colophonTranslations = undefined;
  try {
    return make();
  } finally {
    globalThis.colophonTranslations = translations;
  }
}
