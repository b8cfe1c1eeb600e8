/** From package.json, put in by the build; the tests run without one. */
declare const COLOPHON_VERSION: string;
export const version = typeof COLOPHON_VERSION === 'undefined' ? '0.0.0' : COLOPHON_VERSION;
