import * as vscode from 'vscode';

/** The person wants the question before. */
export const back: unique symbol = Symbol('back');

/** `undefined` when the person left. */
type QuestionAnswer<Value> = Value | typeof back | undefined;

/** Where a question stands in its row. */
interface QuestionPosition {
  readonly step: number;
  readonly total: number;
}

export interface Question<State> {
  /** Answers with what is known then. */
  readonly ask: (state: State, position: QuestionPosition) => Promise<QuestionAnswer<State>>;
  /** Whether there is something to ask. */
  readonly applies?: (state: State) => boolean;
}

/** Asks one after the other, with a way back to the one before; `undefined` when the person left. */
export async function askInTurn<State>(
  start: State,
  questions: readonly Question<State>[],
): Promise<State | undefined> {
  /** What was known before each question that was asked. */
  const before: { readonly at: number; readonly state: State }[] = [];
  let state = start;
  for (let at = 0; at < questions.length; ) {
    const { ask, applies } = questions[at]!;
    if (applies?.(state) === false) {
      at++;
      continue;
    }
    const answer = await ask(state, { step: at + 1, total: questions.length });
    if (answer === undefined) return undefined;
    if (answer === back) {
      const last = before.pop();
      // The answers that were given stay, to start from.
      if (last) at = last.at;
      continue;
    }
    before.push({ at, state });
    state = answer;
    at++;
  }
  return state;
}

interface PickOptions<Item> {
  readonly title: string;
  readonly placeholder: string;
  readonly items: readonly Item[];
  readonly many?: boolean;
  /** What is chosen to begin with. */
  readonly picked?: readonly Item[];
  /** What the typed text stands for, where it is no item: one more item, or nothing. */
  readonly typed?: (text: string) => Item | undefined;
}

/** One question as a list. @param answer what is known with the items that were chosen */
export async function pick<Item extends vscode.QuickPickItem, State>(
  { step, total }: QuestionPosition,
  { title, placeholder, items, many = false, picked = [], typed }: PickOptions<Item>,
  answer: (chosen: readonly Item[]) => QuestionAnswer<State> | Promise<QuestionAnswer<State>>,
): Promise<QuestionAnswer<State>> {
  const list = vscode.window.createQuickPick<Item>();
  Object.assign(list, { title, step, totalSteps: total, placeholder, canSelectMany: many });
  list.items = items;
  list.matchOnDescription = true;
  list.matchOnDetail = true;
  if (many) list.selectedItems = picked;
  else if (picked[0]) list.activeItems = [picked[0]];
  if (typed)
    list.onDidChangeValue((text) => {
      const item = typed(text.trim());
      list.items = item && !items.some(({ label }) => label === item.label) ? [item, ...items] : items;
    });
  const chosen = await answerOf<readonly Item[]>(list, step, () =>
    many || list.selectedItems.length > 0 ? [...list.selectedItems] : undefined,
  );
  return chosen === undefined || chosen === back ? chosen : answer(chosen);
}

/** One question as a line of text. @param read what the text says, or why it cannot be used */
export function enter<Value extends object>(
  { step, total }: QuestionPosition,
  title: string,
  prompt: string,
  value: string,
  read: (text: string) => Value | { readonly message: string },
): Promise<QuestionAnswer<Value>> {
  const box = vscode.window.createInputBox();
  Object.assign(box, { title, step, totalSteps: total, prompt, value });
  box.onDidChangeValue((text) => {
    const found = read(text);
    box.validationMessage = 'message' in found ? found.message : undefined;
  });
  return answerOf<Value>(box, step, () => {
    const found = read(box.value);
    return 'message' in found ? undefined : found;
  });
}

/** Shows what asks, until the person has answered, gone back or left; what `accepted` does not give is no answer yet. */
function answerOf<Value>(
  input: vscode.QuickPick<vscode.QuickPickItem> | vscode.InputBox,
  step: number,
  accepted: () => Value | undefined,
): Promise<QuestionAnswer<Value>> {
  return new Promise((fulfil) => {
    const end = (answer: QuestionAnswer<Value>) => {
      fulfil(answer);
      input.dispose();
    };
    input.ignoreFocusOut = true;
    if (step > 1) input.buttons = [vscode.QuickInputButtons.Back];
    input.onDidTriggerButton(() => end(back));
    input.onDidHide(() => end(undefined));
    input.onDidAccept(() => {
      const answer = accepted();
      if (answer !== undefined) end(answer);
    });
    input.show();
  });
}
