import type { Agent } from './agentEvent';
import { type Kinds, readClaudeLike, replyClaudeLike } from './claudeLike';

/**
 * The agent of GitHub Copilot in VS Code, as its documentation has it
 * (https://code.visualstudio.com/docs/agents/reference/hooks-reference); not yet seen live. `PostToolUse` may come
 * before the file is on disk. The model is not told.
 */
export const vscodeAgent: Agent = {
  assistant: 'github-copilot',
  canAsk: true,
  read: (payload) => readClaudeLike('github-copilot', payload, vscodeTools),
  reply: replyClaudeLike,
};

export const vscodeTools: Kinds = {
  create_file: 'edit',
  replace_string_in_file: 'edit',
  multi_replace_string_in_file: 'edit',
  insert_edit_into_file: 'edit',
  edit_notebook_file: 'edit',
  editfiles: 'edit',
  run_in_terminal: 'shell',
  read_file: 'read',
  list_dir: 'read',
  file_search: 'read',
  grep_search: 'read',
  semantic_search: 'read',
  get_errors: 'read',
};
