import type { System } from './system';

const most = 48;

/**
 * Everything that a path may mean: nobody knows how each tool and shell reads `~`, `file://`, a drive or a backslash, so each
 * way of reading counts. Relative ones stay so.
 */
export function spellingsOf(system: System, text: string, home: string): string[] {
  const rules = [urls, devices, drives, ...(system.name === 'win32' ? [plainNames] : [])];
  const found = new Set([text]);
  if (/^~(?:[\\/]|$)/.test(text)) found.add(home + text.slice(1));
  // What one rule makes of it another may read.
  for (const one of found) {
    for (const rule of rules) for (const other of rule(one, system)) if (found.size < most) found.add(other);
    if (one.includes('\\') && found.size < most) found.add(one.replaceAll('\\', '/'));
  }
  return [...found];
}

/** `file:` in all of its forms, and what stands there in escapes. */
function* urls(text: string): Iterable<string> {
  const [, rest] = /^file:(.*)$/is.exec(text) ?? [];
  if (rest !== undefined) {
    yield rest.replace(/^[\\/]{2}(?=[\\/])/, '');
    yield rest.replace(/^[\\/]{2}(?:localhost(?=[\\/]))?/i, '');
    yield rest.replace(/^[\\/]*(?=[A-Za-z](?::|\||%3A|%7C))/i, '');
  }
  if (text.includes('%')) yield decoded(text);
}

function decoded(text: string): string {
  try {
    return decodeURIComponent(text);
  } catch {
    return text.replace(/%[0-7][\da-f]/gi, (found) =>
      String.fromCharCode(Number.parseInt(found.slice(1), 16)),
    );
  }
}

/** Names of Windows that lead to a drive by way of a device, a volume or the network. */
function* devices(text: string): Iterable<string> {
  const [, bare] = /^(?:[\\/]{2}[?.]|[\\/]\?\?)[\\/]+(.*)$/s.exec(text) ?? [];
  if (bare !== undefined) {
    const [, share] =
      /^(?:GLOBALROOT[\\/]+)?(?:Device[\\/]+(?:Mup|LanmanRedirector)|UNC)[\\/]+(.*)$/is.exec(bare) ?? [];
    if (share !== undefined) yield `\\\\${share}`;
    yield bare;
    // A volume by its number is the drive that is worked on, for all that is known.
    const [, within] =
      /^(?:GLOBALROOT[\\/]+)?(?:Device[\\/]+\w+|Volume\{[^}]*\}|Global(?:Root)?)[\\/]+(.*)$/is.exec(bare) ??
      [];
    if (within !== undefined) yield* [`/${within}`, within];
  }
  const [, host, share, rest = ''] =
    /^[\\/]{2}([^\\/?.][^\\/]*)[\\/]+([^\\/]+)(?:[\\/]+(.*))?$/s.exec(text) ?? [];
  if (host === undefined || share === undefined) return;
  const [, drive] = /^([A-Za-z])[$:]$/.exec(share) ?? [];
  if (drive !== undefined) yield `${drive}:/${rest}`;
  // What a share is called says little of where it lies; the files of WSL's systems are told by what they mount.
  yield* [`/${rest}`, `/${share}/${rest}`];
}

/** A drive as each kind of shell names it: `C:\`, `/c/`, `/mnt/c/`, `/cygdrive/c/`, `/c:/`. */
function* drives(text: string, { name, path }: System): Iterable<string> {
  const [, drive, rest] = /^[\\/]?([A-Za-z])[:|](.*)$/s.exec(text) ?? [];
  if (drive !== undefined && rest !== undefined) {
    if (/^[\\/]/.test(rest)) yield rest;
    if (path.sep === '\\') yield `${drive}:${rest}`;
    else if (name === 'linux' && /^[\\/]/.test(rest)) yield `/mnt/${drive.toLowerCase()}${rest}`;
  }
  if (name === 'darwin') yield text.replace(/^\/System\/Volumes\/Data(?=\/)/i, '');
  if (name !== 'win32') return;
  const [, mounted, after = ''] =
    /^[\\/]+(?:(?:proc[\\/]+)?cygdrive[\\/]+|mnt[\\/]+|tmp[\\/]+\.\.[\\/]+)?([A-Za-z])(?:[\\/](.*))?$/is.exec(
      text,
    ) ?? [];
  if (mounted !== undefined) yield `${mounted}:/${after}`;
}

/** Names as Windows takes them: without dots and blanks at their end, and without the stream that is meant in a file. */
function* plainNames(text: string): Iterable<string> {
  const [, start = '', names = ''] = /^([A-Za-z]:)?(.*)$/s.exec(text) ?? [];
  yield start +
    names
      .split(/([\\/])/)
      .map(plainName)
      .join('');
}

function plainName(name: string): string {
  if (name === '.' || name === '..') return name;
  const bare = name.replace(/(?<=.):.*$/s, '').replace(/[. ]+$/, '');
  return bare === '' && /^\.\. +$/.test(name) ? '..' : bare;
}

/** The absolute paths that it may be by short names (`GIT~1`), where there are any in it. */
export function longNames({ name, path, disk }: System, absolute: string): string[] {
  if (name !== 'win32' || !absolute.includes('~')) return [];
  const { root } = path.parse(absolute);
  let found = [root];
  for (const part of absolute.slice(root.length).split(/[\\/]/)) {
    found = found.flatMap((folder) => {
      const long = isShort(part) ? disk.namesIn(folder).filter((one) => isShortOf(part, one)) : [];
      return [...new Set([...long, part])].map((one) => path.join(folder, one));
    });
    found = found.slice(0, most);
  }
  return found.filter((one) => one !== absolute);
}

const short = /^([^~.]{1,6})~\d{1,6}(?:\.([^.~]{0,3}))?$/;

function isShort(name: string): boolean {
  return short.test(name);
}

/** By the rules of NTFS: six characters of the name, or two and four of a sum. */
function isShortOf(given: string, name: string): boolean {
  const [, base = '', ending = ''] = short.exec(given.toLowerCase()) ?? [];
  const bare = name
    .toLowerCase()
    .replace(/^\.+|[ ]/g, '')
    .replace(/[+,;=[\]]/g, '_');
  const dot = bare.lastIndexOf('.');
  const stem = (dot > 0 ? bare.slice(0, dot) : bare).replaceAll('.', '');
  const isEnding = ending === '' || (dot > 0 && bare.slice(dot + 1).startsWith(ending));
  const isSum = /^.{0,2}[\da-f]{4}$/.test(base) && stem.startsWith(base.slice(0, -4));
  return isEnding && (stem.startsWith(base) || isSum);
}

/** What is there by a pattern of a shell's (`src/*.c`), as far as that may be looked at. */
export function matchingNames({ path, disk }: System, absolute: string): string[] {
  const { root } = path.parse(absolute);
  const parts = absolute.slice(root.length).split(path.sep);
  if (!parts.some((part) => wild.test(part))) return [];
  let found = [root];
  for (const part of parts) {
    if (!wild.test(part)) found = found.map((folder) => path.join(folder, part));
    else {
      const matches = matcherOf(part);
      found = found.flatMap((folder) =>
        (matches ? disk.namesIn(folder) : [])
          .filter((name) => matches?.test(name))
          .map((name) => path.join(folder, name)),
      );
    }
    found = found.slice(0, maxMatches);
  }
  return found;
}

const wild = /[*?]|\[[^\]]+\]/;
const maxMatches = 2000;

/** `undefined` where it is no pattern that can be read soon. */
function matcherOf(part: string): RegExp | undefined {
  if (part.length > 100 || part.split('*').length > 4) return undefined;
  const pattern = part.replace(/\*+|\?|\[[!^]?[\w-]+\]|[\s\S]/g, (piece) => {
    if (piece.startsWith('*')) return '.*';
    if (piece === '?') return '.';
    if (piece.length > 2) return piece.replace('!', '^');
    return piece.replace(/[^\w]/g, '\\$&');
  });
  try {
    return new RegExp(`^${pattern}$`, 'is');
  } catch {
    return undefined;
  }
}

/** The one name of a path: of what exists of it as the system has it, then as it was given. Nothing needs to exist. */
export function trueName({ name, path, disk }: System, absolute: string): string {
  const left: string[] = [];
  for (let at = absolute; ; at = path.dirname(at)) {
    const known = disk.nameOf(at);
    if (known !== undefined) {
      const whole = path.join(plainDrive(known), ...left);
      // git keeps macOS's names composed.
      return name === 'darwin' ? whole.normalize('NFC') : whole;
    }
    if (at === path.dirname(at)) return absolute;
    left.unshift(path.basename(at));
  }
}

function plainDrive(path: string): string {
  return path.replace(/^\\\\\?\\(?=[A-Za-z]:)/, '');
}

/** A path as the rules read it: with slashes, whatever the system. */
export function posixPath({ path }: Pick<System, 'path'>, text: string): string {
  return path.sep === '/' ? text : text.replaceAll('\\', '/');
}
