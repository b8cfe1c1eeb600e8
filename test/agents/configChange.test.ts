import { deepStrictEqual } from 'node:assert';
import { Stage } from './stage';

describe('Claude Code’s settings change while it runs', function () {
  this.timeout(30_000);
  let stage: Stage;
  beforeEach(() => {
    stage = Stage.create();
  });
  afterEach(() => stage.remove());

  const ours = '{"hooks":{"PreToolUse":[{"hooks":[{"command":"…/colophon/agent\\" claude-code"}]}]}}';
  const change = async () => {
    const payload = { cwd: stage.repo.root, hook_event_name: 'ConfigChange', source: 'local_settings' };
    const { exit, stdout } = await stage.hear('claude-code', payload);
    return [exit, stdout];
  };

  it('and leave Colophon connected: they are taken', async () => {
    stage.repo.write('.claude/settings.json', ours);
    stage.repo.write('.claude/settings.local.json', '{"model":"opus"}');
    deepStrictEqual(await change(), [0, '']);
  });

  it('and take it out, or switch all hooks off: the hooks that run stay', async () => {
    stage.repo.write('.claude/settings.json', '{}');
    deepStrictEqual(await change(), [2, '']);
    stage.repo.write('.claude/settings.json', ours);
    stage.repo.write('.claude/settings.local.json', '{"disableAllHooks": true}');
    deepStrictEqual(await change(), [2, '']);
  });
});
