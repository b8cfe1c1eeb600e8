/** One call of a tool, as an agent's hook tells of it; the same for every agent. */
export interface AgentEvent {
  /** Catalogue id. */
  readonly assistant: string;
  /** What the agent does not say is `null`, and is never guessed. */
  readonly session: string | null;
  readonly model: string | null;
  readonly call: string | null;
  /** `other` is no call of a tool: a session begins or ends. */
  readonly phase: 'before' | 'after' | 'failed' | 'other';
  /** `other` is a tool that is not known: it may write. */
  readonly kind: 'edit' | 'shell' | 'read' | 'other';
  /** The folder that relative paths start from. */
  readonly cwd: string | null;
  /** Where a shell was told to run besides, as it was told; not every agent goes there. */
  readonly folder?: string;
  /** As the tool was given them: in any spelling, possibly outside of the repository. */
  readonly paths: readonly string[];
  /** What an `edit`, or a patch in a command, puts where; one for each file. */
  readonly edits: readonly AgentEdit[];
  /** The language of these, where the agent's tool tells it. */
  readonly shell?: 'posix' | 'powershell' | 'cmd';
  /** What a `shell` would run; of a tool that is not known, each text that it was given. */
  readonly commands: readonly string[];
  /** A file that holds the session so far, in the agent's own form; `~` is the home folder. */
  readonly transcript: string | null;
  /** Fields that the agent always sends were missing or of another type: what it says cannot be relied on. */
  readonly isDoubtful: boolean;
}

export interface AgentEdit {
  readonly path: string;
  /**
   * Each puts `text` in the place of `old`, which is empty where text is inserted or the whole file is written. `null`: the
   * payload does not hold the text as the file has it. None: the file is deleted, or moved away.
   */
  readonly replaced: readonly { readonly old: string; readonly text: string }[] | null;
}

/** What is answered before a call. `reason` is for a model to act on. */
export interface Answer {
  readonly decision: 'allow' | 'ask' | 'deny';
  readonly reason: string;
}

/** What the hook's process prints and ends with, byte for byte. */
export interface Reply {
  readonly stdout: string;
  readonly stderr: string;
  readonly exit: number;
}

/** A payload: what an agent gave on standard input, parsed; possibly of any shape. */
export type Payload = Readonly<Record<string, unknown>>;

/** How one agent speaks. */
export interface Agent {
  /** Catalogue id, and the argument of `colophon agent`. */
  readonly assistant: string;
  /** It shows a question to a person; where it cannot, an `ask` would stop the agent or let the call pass. */
  readonly canAsk: boolean;
  /** Never throws. */
  readonly read: (payload: Payload) => AgentEvent;
  /** In the form that was measured, see the test over the matrices. `payload` is empty where it could not be read. */
  readonly reply: (answer: Answer, payload: Payload) => Reply;
  /** The model of this very call, from the session's own file; `tail` gives its last part. */
  readonly modelIn?: (event: AgentEvent, tail: (file: string) => string) => string | null;
}

/** Lets the call go on, and says nothing that could stand for a person's permission. */
export const silence: Reply = { stdout: '', stderr: '', exit: 0 };

export function printed(answer: unknown): Reply {
  return { ...silence, stdout: JSON.stringify(answer) };
}
