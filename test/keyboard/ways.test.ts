import { deepStrictEqual } from 'node:assert';
import { keyboardRuns } from './runs';
import { declaredWays, withoutKeys } from './ways';

/** That each scene really goes the ways that it declares is found out when it is played. */
describe('keyboard: the ways to each action', () => {
  it('are those of the manifest, each gone by keys in a scene', () => {
    const gone = keyboardRuns().flatMap(({ scenes }) => scenes.flatMap(({ ways }) => ways));
    deepStrictEqual([...new Set(gone)].sort(), [...declaredWays()].sort());
  });

  it('lead to all that an icon in a row does', () => {
    deepStrictEqual(withoutKeys(), []);
  });

  it('are gone in scenes that can be told apart', () => {
    const titles = keyboardRuns().flatMap(({ title, scenes }) =>
      scenes.map((scene) => `${title} ${scene.title}`),
    );
    deepStrictEqual(titles.length, new Set(titles).size);
  });
});
