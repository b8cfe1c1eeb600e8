/** Shared by all bundles of a process: the editor loads some of them later, each with a copy of this file. */
const key = Symbol.for('colophon.translations');
const shared = globalThis as { [key]?: Readonly<Record<string, string>> | undefined };

/** What `l10n/bundle.l10n.<language>.json` holds, by the English text; nothing for English. */
export function useTranslations(translations: Readonly<Record<string, string>> | undefined): void {
  shared[key] = translations;
}

/**
 * `message` in the person's language, `{0}`, `{1}` … replaced by `args`. Called as `l10n.t('…')` with the whole text as
 * one literal, so that `tools/l10n.ts` finds it. What others read or compare stays out of it: trailers, statements,
 * `--json`, what agents are told. Where nobody has given translations, on the command line and in hooks, it is English.
 */
export function t(message: string, ...args: readonly (string | number)[]): string {
  return (shared[key]?.[message] ?? message).replace(/\{(\d)\}/g, (all, at) => String(args[at] ?? all));
}

/**
 * What `make` gives, in English: for texts that people are shown, where an agent, a file or somebody else gets them. It
 * must not wait for anything, since meanwhile all texts are.
 */
export function inEnglish<Made>(make: () => Made): Made {
  const translations = shared[key];
  useTranslations(undefined);
  try {
    return make();
  } finally {
    useTranslations(translations);
  }
}
