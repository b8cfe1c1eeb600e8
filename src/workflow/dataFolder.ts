import { join } from 'node:path';

/** Where Colophon keeps what belongs to a person and to no repository. */
export function dataFolder(env: NodeJS.ProcessEnv, home: string): string {
  if (process.platform === 'win32')
    return join(env.LOCALAPPDATA ?? join(home, 'AppData', 'Local'), 'colophon');
  return join(env.XDG_DATA_HOME || join(home, '.local', 'share'), 'colophon');
}
