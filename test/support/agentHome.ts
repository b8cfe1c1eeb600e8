import { spawnSync } from 'node:child_process';
import {
  chmodSync,
  existsSync,
  lstatSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  readlinkSync,
  realpathSync,
  rmSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';

/** Says what it was started with, and what it was given; stands in for the agents' bundle. */
const standIn = `const text = require('node:fs').readFileSync(0, 'utf8');
const { ELECTRON_RUN_AS_NODE: electron, NODE_OPTIONS: options } = process.env;
process.stdout.write(JSON.stringify({ args: process.argv.slice(2), text, electron, options }));
`;

/** A home of its own, a working tree, and stand-ins for the bundles. */
export class AgentHome {
  readonly base = realpathSync(mkdtempSync(join(tmpdir(), 'colophon-agents-')));
  readonly home = join(this.base, 'home');
  readonly root = join(this.base, 'project');
  readonly bundles = join(this.base, 'bundles');
  readonly env: NodeJS.ProcessEnv = { HOME: this.home, PATH: '/usr/bin:/bin' };
  readonly machine = { home: this.home, env: this.env };

  constructor() {
    for (const folder of [this.home, this.root, this.bundles]) mkdirSync(folder);
    writeFileSync(join(this.bundles, 'agent.cjs'), standIn);
    for (const name of ['shells.cjs', 'rewrite.cjs', 'colophon.cjs', 'policyTools.cjs'])
      writeFileSync(join(this.bundles, name), `// ${name}\n`);
    spawnSync('git', ['init', '-q', this.root], { env: this.env });
  }

  /** @param path from the base: `home/…` or `project/…` */
  write(path: string, text: string, mode = 0o644): string {
    const full = join(this.base, path);
    mkdirSync(dirname(full), { recursive: true });
    writeFileSync(full, text);
    chmodSync(full, mode);
    return full;
  }

  read(path: string): string {
    return readFileSync(join(this.base, path), 'utf8');
  }

  has(path: string): boolean {
    return existsSync(join(this.base, path));
  }

  link(path: string, to: string): void {
    mkdirSync(dirname(join(this.base, path)), { recursive: true });
    symlinkSync(to, join(this.base, path));
  }

  /** Every path of home and project, with mode and content. */
  snapshot(): Record<string, string> {
    const entries = ['home', 'project'].flatMap((folder) =>
      readdirSync(join(this.base, folder), { recursive: true, encoding: 'utf8' }).map((path) => {
        const full = join(this.base, folder, path);
        const found = lstatSync(full);
        const what = found.isSymbolicLink()
          ? `-> ${readlinkSync(full)}`
          : found.isDirectory()
            ? 'folder'
            : `${(found.mode & 0o777).toString(8)} ${readFileSync(full, 'latin1')}`;
        return [`${folder}/${path}`, what] as const;
      }),
    );
    return Object.fromEntries(entries.filter(([path]) => !path.startsWith('project/.git/')));
  }

  remove(): void {
    rmSync(this.base, { recursive: true, force: true });
  }
}
