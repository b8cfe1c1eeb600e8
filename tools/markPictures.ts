import { lineOrigins, originMarks } from '../src/editor/provenance/lines/originMarks';

interface Color {
  readonly id: string;
  readonly defaults: Readonly<Record<'dark' | 'light' | 'highContrast' | 'highContrastLight', string>>;
}

/** VS Code does not colour a gutter's icon: each theme has its own, in the colour of the manifest. */
const themes = [
  ['light', 'light'],
  ['hc', 'highContrast'],
  ['hcLight', 'highContrastLight'],
] as const;

/** The gutter's icons by path, from the drawings for dark themes. */
export function markPictures(
  colors: readonly Color[],
  read: (path: string) => string,
): Record<string, string> {
  const made = lineOrigins.flatMap((origin) => {
    const { defaults } = colors.find(({ id }) => id === originMarks[origin].color)!;
    const drawing = read(`media/marks/${origin}-dark.svg`);
    const color = defaults.dark.toLowerCase();
    if (!drawing.includes(color)) throw new Error(`media/marks/${origin}-dark.svg is not drawn in ${color}`);
    return themes.map(([name, theme]): [string, string] => [
      `media/marks/${origin}-${name}.svg`,
      drawing.replaceAll(color, defaults[theme].toLowerCase()),
    ]);
  });
  return Object.fromEntries(made);
}
