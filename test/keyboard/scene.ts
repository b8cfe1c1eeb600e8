import type { Desk } from './desk';
import type { Way } from './ways';

/** What a person does by keys alone, and what it comes to outside of the window. */
export interface Scene {
  readonly title: string;
  /** The ways of the manifest that are gone in it. */
  readonly ways: readonly Way[];
  readonly play: (desk: Desk) => Promise<void>;
}
