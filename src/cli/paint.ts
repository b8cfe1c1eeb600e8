import { styleText } from 'node:util';
import type { Io } from './io';

export type Style = Parameters<typeof styleText>[0];

/** Styles a text where a terminal shows it; what is read by a program stays plain. */
export function paint({ hasColours }: Pick<Io, 'hasColours'>, style: Style, text: string): string {
  return hasColours === true ? styleText(style, text) : text;
}
