import type { LineOrigin } from '../../../provenance/source';

/** How an origin is shown: its theme colour, the product icon in lists, and the shape in the gutter (`media/marks`). */
interface OriginMark {
  /** As the manifest contributes it. */
  readonly color: string;
  readonly icon: string;
}

/** In the order in which they are listed for people. */
export const lineOrigins = [
  'ai',
  'mixed',
  'pasted',
  'unknown',
  'tool',
  'human',
] as const satisfies readonly LineOrigin[];

export const originMarks: Readonly<Record<LineOrigin, OriginMark>> = {
  ai: { color: 'colophon.aiForeground', icon: 'sparkle' },
  mixed: { color: 'colophon.mixedForeground', icon: 'sparkle' },
  pasted: { color: 'colophon.pastedForeground', icon: 'clippy' },
  unknown: { color: 'colophon.unknownForeground', icon: 'question' },
  tool: { color: 'colophon.toolForeground', icon: 'tools' },
  human: { color: 'colophon.humanForeground', icon: 'person' },
};

/** The known origins among what a setting names. */
export function originsOf(value: unknown): Set<LineOrigin> {
  const wanted: unknown[] = Array.isArray(value) ? value : [];
  return new Set(lineOrigins.filter((origin) => wanted.includes(origin)));
}
