/** Colours of VS Code's own themes, by the names of `media.image` in the manifest. */
const themes = {
  dark: {
    paper: '#1f1f1f',
    edge: '#454545',
    text: '#cccccc',
    quiet: '#9d9d9d',
    bar: '#7a6400',
    onBar: '#ffffff',
  },
  light: {
    paper: '#ffffff',
    edge: '#cecece',
    text: '#3b3b3b',
    quiet: '#616161',
    bar: '#725102',
    onBar: '#ffffff',
  },
  hc: {
    paper: '#000000',
    edge: '#6fc3df',
    text: '#ffffff',
    quiet: '#ffffff',
    bar: '#000000',
    onBar: '#ffffff',
  },
  hcLight: {
    paper: '#ffffff',
    edge: '#0f4a85',
    text: '#292929',
    quiet: '#292929',
    bar: '#ffffff',
    onBar: '#292929',
  },
} as const;

type Theme = (typeof themes)[keyof typeof themes];

/** Lines on a sheet; one that begins with `#` is a comment, and `✓` stands for a check mark. */
interface Picture {
  readonly title: string;
  readonly lines: readonly string[];
  /** What the status bar below says. */
  readonly bar?: string;
}

const pictures: Readonly<Record<string, Picture>> = {
  policy: {
    title: 'The file policy.yaml',
    lines: [
      '# .ai-policy/policy.yaml',
      'zones:',
      '  - name: train',
      '    mode: restricted',
      '    paths: ["/train/"]',
      '  - name: core',
      '    mode: attest',
      '    paths: ["/src/core/"]',
    ],
  },
  zone: {
    title: 'A zone in the status bar',
    lines: ['# train/load.py', 'def load(path):', '    return open(path).read()'],
    bar: '⚠ train · restricted · Copilot is enabled here',
  },
  hooks: { title: 'The commit hooks', lines: ['✓ prepare-commit-msg', '✓ commit-msg', '✓ post-commit'] },
  commit: {
    title: 'A commit message with trailers',
    lines: [
      'Rank the best first',
      '',
      'Assisted-by: GitHub-Copilot',
      'AI-Provenance: v1; lines=12; ai=4; human=8',
      'AI-Attested-by: Ada Park <ada@acme.dev>',
    ],
  },
};

/** The pictures of the walkthrough by path, one for each kind of theme: an image cannot ask for the theme's colours. */
export function walkthroughPictures(): Record<string, string> {
  return Object.fromEntries(
    Object.entries(pictures).flatMap(([step, picture]) =>
      Object.entries(themes).map(([kind, theme]) => [
        `media/walkthrough/${step}-${kind}.svg`,
        drawn(picture, theme),
      ]),
    ),
  );
}

const [width, lineHeight, margin] = [520, 24, 28];

function drawn({ title, lines, bar }: Picture, theme: Theme): string {
  const height = lines.length * lineHeight + 36;
  const whole = height + (bar === undefined ? 8 : 36);
  const text = lines.map((line, at) => {
    const colour = line.startsWith('#') ? theme.quiet : theme.text;
    return line === '' ? [] : [textAt(line, 42 + at * lineHeight, colour)];
  });
  const below =
    bar === undefined
      ? []
      : [
          `  <rect x="8" y="${height}" width="${width - 16}" height="28" fill="${theme.bar}" stroke="${theme.edge}"/>`,
          textAt(bar, height + 19, theme.onBar),
        ];
  return [
    `<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 ${width} ${whole}" font-family="monospace" font-size="14">`,
    `  <title>${title}</title>`,
    `  <rect x="8" y="8" width="${width - 16}" height="${height - 8}" rx="6" fill="${theme.paper}" stroke="${theme.edge}"/>`,
    ...text.flat(),
    ...below,
    '</svg>\n',
  ].join('\n');
}

function textAt(text: string, y: number, colour: string): string {
  const escaped = text.replace(/[&<>]/g, (character) => `&#${character.charCodeAt(0)};`);
  return `  <text x="${margin}" y="${y}" fill="${colour}" xml:space="preserve">${escaped}</text>`;
}
