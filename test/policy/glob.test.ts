import { equal } from 'node:assert/strict';
import { Minimatch } from 'minimatch';
import { compileName } from '../../src/policy/compile';
import { fold } from '../../src/policy/fold';
import { globMatches, readyGlob } from '../../src/policy/glob';
import { readPattern } from '../../src/policy/pattern';
import { property } from '../support/random';

const options = {
  platform: 'linux',
  nobrace: true,
  noext: true,
  nonegate: true,
  nocomment: true,
  noglobstar: true,
  dot: true,
  nocase: true,
  normalize: 'NFC',
} as const;

// What a compiled glob takes is what minimatch takes: the hook, which has no minimatch, judges as everything else does.
property('a compiled glob takes the names that minimatch takes', 4_000, (random, trace) => {
  const pieces = [
    'a',
    'B',
    'é',
    'É',
    '😀',
    '.',
    '-',
    '*',
    '*',
    '?',
    '[ab]',
    '[!a]',
    '[A-C]',
    '[^é😀]',
    '[[:alpha:]]',
    '[a-]',
    '\\*',
    '{a,b}',
    '+(a)',
    '!',
  ];
  const glob = Array.from({ length: 1 + random.below(7) }, () => random.pick(pieces)).join('');
  const read = readPattern(`/${glob}`);
  if ('bad' in read || glob === '.' || glob === '..') return;
  const compiled = compileName(glob);
  const mine = (name: string) =>
    typeof compiled === 'string' ? compiled === name : globMatches(readyGlob(compiled), name);
  const theirs = new Minimatch(glob, options);
  const characters = ['a', 'b', 'C', 'é', 'e\u0301', '😀', '.', '-', '*', '{', ',', '}', '(', ')', '+', '!'];
  for (let i = 0; i < 20; i++) {
    const name = Array.from({ length: 1 + random.below(6) }, () => random.pick(characters)).join('');
    if (name === '.' || name === '..') continue;
    trace(`${glob} on ${name}`);
    equal(mine(fold(name)), theirs.match(name));
  }
});
