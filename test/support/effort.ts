/**
 * Whether everything is tried: `npm run test:full`. `npm test` takes the first few of what goes on and on: seeds, paces,
 * mutations, walks.
 */
export const isFull = process.env.COLOPHON_FULL === '1';

/** How much of it: so much in `npm test`, and so much in `npm run test:full`. */
export function effort(usual: number, full: number): number {
  return isFull ? full : usual;
}
