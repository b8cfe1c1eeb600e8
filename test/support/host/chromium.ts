import { chmodSync, existsSync, mkdirSync, readFileSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import { delimiter, join } from 'node:path';
import { brotliDecompressSync } from 'node:zlib';
import { cacheRoot, type Report, run } from './cache';
import { unpackTar } from './tar';

/** A Chromium and what it wants to be started with. */
export interface Browser {
  readonly executable: string;
  readonly args: readonly string[];
  readonly env: Record<string, string>;
}

const folder = join(cacheRoot, 'chromium');

/** npm packages that carry a browser and fonts, where this machine has none. `@sparticuz/chromium` is Linux on x64 only. */
export function browserPackages(): Record<string, string> {
  if (systemBrowser() !== undefined || !canUnpack()) return {};
  return { '@sparticuz/chromium': '147.0.0', 'dejavu-fonts-ttf': '2.37.3' };
}

/** A browser of the machine, else the one of the packages, else Debian's; unpacked on the first call. */
export async function installBrowser(host: string, report: Report): Promise<Browser> {
  const system = systemBrowser();
  if (system !== undefined) return { executable: system, args: [], env: {} };
  if (canUnpack()) return unpacked(host);
  if (process.platform === 'linux' && process.getuid?.() === 0) {
    report('Installing Debian’s package chromium, since there is no browser for this machine on npm …');
    await run('apt-get', ['install', '-y', '--no-install-recommends', 'chromium', 'fonts-dejavu-core'], {
      cwd: cacheRoot,
      timeoutMs: 10 * 60_000,
    });
    const installed = systemBrowser();
    if (installed !== undefined) return { executable: installed, args: [], env: {} };
  }
  throw new Error('No browser: install Chromium or Google Chrome, or set CHROME_PATH to one.');
}

function canUnpack(): boolean {
  return process.platform === 'linux' && process.arch === 'x64';
}

function systemBrowser(): string | undefined {
  const named = process.env.CHROME_PATH;
  if (named !== undefined && named !== '') return named;
  if (process.platform === 'darwin') {
    return ['Google Chrome', 'Chromium']
      .map((name) => `/Applications/${name}.app/Contents/MacOS/${name}`)
      .find((path) => existsSync(path));
  }
  const folders = (process.env.PATH ?? '').split(delimiter);
  return ['google-chrome', 'google-chrome-stable', 'chromium', 'chromium-browser']
    .flatMap((name) => folders.map((path) => join(path, name)))
    .find((path) => existsSync(path));
}

/**
 * The package's own start-up code unpacks its shared libraries (NSS, NSPR, expat) only on Amazon's machines, and into
 * `/tmp`; a bare Debian lacks them just the same, and fonts too.
 */
function unpacked(host: string): Browser {
  if (!existsSync(join(folder, 'fonts.conf'))) unpack(join(host, 'node_modules'));
  return {
    executable: join(folder, 'chromium'),
    args: ['--no-zygote', '--font-render-hinting=none'],
    env: {
      LD_LIBRARY_PATH: join(folder, 'lib'),
      FONTCONFIG_FILE: join(folder, 'fonts.conf'),
      FONTCONFIG_PATH: folder,
    },
  };
}

/** `fonts.conf` is written last: it marks a whole unpacking. */
function unpack(modules: string): void {
  const archives = join(modules, '@sparticuz/chromium/bin');
  const inflate = (name: string): Buffer => brotliDecompressSync(readFileSync(join(archives, name)));
  rmSync(folder, { recursive: true, force: true });
  mkdirSync(folder, { recursive: true });
  writeFileSync(join(folder, 'chromium.part'), inflate('chromium.br'));
  chmodSync(join(folder, 'chromium.part'), 0o755);
  renameSync(join(folder, 'chromium.part'), join(folder, 'chromium'));
  unpackTar(inflate('al2023.tar.br'), folder);
  unpackTar(inflate('fonts.tar.br'), folder);
  writeFileSync(join(folder, 'fonts.conf'), fontsConfiguration(modules));
}

function fontsConfiguration(modules: string): string {
  const prefer = (family: string, font: string): string =>
    `  <alias><family>${family}</family><prefer><family>${font}</family></prefer></alias>\n`;
  return `<?xml version="1.0"?>
<!DOCTYPE fontconfig SYSTEM "fonts.dtd">
<fontconfig>
  <dir>${join(folder, 'fonts')}</dir>
  <dir>${join(modules, 'dejavu-fonts-ttf/ttf')}</dir>
  <cachedir>${join(folder, 'fonts-cache')}</cachedir>
${prefer('sans-serif', 'Open Sans')}${prefer('system-ui', 'Open Sans')}${prefer('monospace', 'DejaVu Sans Mono')}</fontconfig>
`;
}
