import * as vscode from 'vscode';

/** The person wants the question before. */
export const back: unique symbol = Symbol('back');

/** Where a question stands in its row. */
export interface QuestionPosition {
  readonly step: number;
  readonly total: number;
}

export interface Question<State> {
  /** Answers with what is known then; `undefined` when the person left. */
  readonly ask: (state: State, place: QuestionPosition) => Promise<State | typeof back | undefined>;
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

export interface PickOptions<Item> {
  readonly title: string;
  readonly placeholder: string;
  readonly items: readonly Item[];
  readonly many?: boolean;
  /** What is chosen to begin with. */
  readonly picked?: readonly Item[];
  /** What the typed text stands for, where it is no item: one more item, or nothing. */
  readonly typed?: (text: string) => Item | undefined;
}

/** One question as a list. */
export function pick<Item extends vscode.QuickPickItem>(
  { step, total }: QuestionPosition,
  { title, placeholder, items, many = false, picked = [], typed }: PickOptions<Item>,
): Promise<readonly Item[] | typeof back | undefined> {
  return new Promise((fulfil) => {
    const list = vscode.window.createQuickPick<Item>();
    const done = (answer: readonly Item[] | typeof back | undefined) => {
      fulfil(answer);
      list.dispose();
    };
    Object.assign(list, { title, step, totalSteps: total, placeholder, canSelectMany: many });
    list.items = items;
    list.ignoreFocusOut = true;
    list.matchOnDescription = true;
    list.matchOnDetail = true;
    if (step > 1) list.buttons = [vscode.QuickInputButtons.Back];
    if (many) list.selectedItems = picked;
    else if (picked[0]) list.activeItems = [picked[0]];
    list.onDidTriggerButton(() => done(back));
    list.onDidHide(() => done(undefined));
    list.onDidAccept(() => {
      if (many || list.selectedItems.length > 0) done([...list.selectedItems]);
    });
    if (typed)
      list.onDidChangeValue((text) => {
        const item = typed(text.trim());
        list.items = item && !items.some(({ label }) => label === item.label) ? [item, ...items] : items;
      });
    list.show();
  });
}

/** One question as a line of text. */
export function enter(
  { step, total }: QuestionPosition,
  title: string,
  prompt: string,
  value: string,
  problemOf: (text: string) => string | undefined,
): Promise<string | typeof back | undefined> {
  return new Promise((fulfil) => {
    const box = vscode.window.createInputBox();
    const done = (answer: string | typeof back | undefined) => {
      fulfil(answer);
      box.dispose();
    };
    Object.assign(box, { title, step, totalSteps: total, prompt, value });
    box.ignoreFocusOut = true;
    if (step > 1) box.buttons = [vscode.QuickInputButtons.Back];
    const look = (text: string) => {
      box.validationMessage = problemOf(text);
    };
    box.onDidChangeValue(look);
    box.onDidTriggerButton(() => done(back));
    box.onDidHide(() => done(undefined));
    box.onDidAccept(() => {
      if (problemOf(box.value) === undefined) done(box.value);
    });
    box.show();
  });
}
