import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { type Payload, type Reply, silence } from '../../assistants/agentEvent';
import { text } from '../../assistants/payload';

/**
 * Claude Code takes its hooks anew when a settings file changes, so an agent could switch them off by a shell. Exit 2 from
 * `ConfigChange` was measured to keep those that run. A change that leaves Colophon connected goes on; a person who
 * disconnects it starts a new session.
 */
export function replyToConfigChange(payload: Payload, root: string, home: string): Reply | undefined {
  if (text(payload, 'hook_event_name') !== 'ConfigChange') return undefined;
  const files = [home, root].flatMap((folder) =>
    ['settings.json', 'settings.local.json'].map((name) => read(join(folder, '.claude', name))),
  );
  const isOff = files.some((file) => /"disableAllHooks"\s*:\s*true/.test(file));
  if (!isOff && files.some((file) => file.includes('/colophon/agent'))) return silence;
  const stderr =
    'Colophon: this change would switch off the hooks that record what is written; they stay on.\n';
  return { ...silence, stderr, exit: 2 };
}

function read(file: string): string {
  try {
    return readFileSync(file, 'utf8');
  } catch {
    return '';
  }
}
