import type { LineOrigin } from '../provenance/source';

/** How an origin is shown: its theme colour, the product icon in lists, and the shape in the gutter (`media/marks`). */
export interface OriginMark {
  /** As the manifest contributes it. */
  readonly color: string;
  readonly icon: string;
  /** A person's word for it. */
  readonly word: string;
}

/** In the order in which a person is told. */
export const lineOrigins = [
  'ai',
  'mixed',
  'pasted',
  'unknown',
  'tool',
  'human',
] as const satisfies readonly LineOrigin[];

export const originMarks: Readonly<Record<LineOrigin, OriginMark>> = {
  ai: { color: 'colophon.aiForeground', icon: 'sparkle', word: 'AI' },
  mixed: { color: 'colophon.mixedForeground', icon: 'sparkle', word: 'Mixed: some AI text' },
  pasted: { color: 'colophon.pastedForeground', icon: 'clippy', word: 'Pasted' },
  unknown: { color: 'colophon.unknownForeground', icon: 'question', word: 'Unknown' },
  tool: { color: 'colophon.toolForeground', icon: 'tools', word: 'Tool' },
  human: { color: 'colophon.humanForeground', icon: 'person', word: 'Human' },
};

/** Of what a setting says, the origins there are. */
export function originsOf(value: unknown): Set<LineOrigin> {
  const wanted: unknown[] = Array.isArray(value) ? value : [];
  return new Set(lineOrigins.filter((origin) => wanted.includes(origin)));
}
