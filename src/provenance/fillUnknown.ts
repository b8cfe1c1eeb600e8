import { concatRuns, type Runs, sliceRuns } from './runs';

/**
 * The runs of a text of which there are two accounts: where the first says unknown, the second counts. What a person
 * declares unknown stays.
 * Law: where one of them knows a stretch and the other does not, their order makes no difference.
 */
export function fillUnknown(runs: Runs, other: Runs): Runs {
  let at = 0;
  return concatRuns(
    runs.map((run) => {
      at += run.length;
      const { source } = run;
      return source?.origin === 'unknown' && !source.evidence ? sliceRuns(other, at - run.length, at) : [run];
    }),
  );
}
