/** How law 3 has a change read, in git's own words; the code has more, which only keeps a user's settings out. */
export const law3 = [
  '-p',
  '--text',
  '-U0',
  '--no-ext-diff',
  '--no-textconv',
  '--diff-algorithm=histogram',
  '-M50%',
];
