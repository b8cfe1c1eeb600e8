import type * as vscode from 'vscode';

/** Documents that may be a policy, or one that it extends. */
export const policySelector: vscode.DocumentFilter = {
  scheme: 'file',
  pattern: '**/.ai-policy/**/*.{yaml,yml}',
};
