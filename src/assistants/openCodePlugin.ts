/**
 * The plugin for OpenCode, as JavaScript that needs nothing: it gives each call of a tool to `colophon agent opencode`, as
 * `{"hook", "input", "output", "directory", "model"}`, and refuses what that refuses, as `{"deny": "<reason>"}`. The model
 * is told only when a message begins, so it is kept for each session. `mark` is what its file is recognised by.
 */
export function openCodePlugin(mark: string): string {
  return `// Colophon: ${mark}; changes are lost.
import { spawn } from "node:child_process";
import { existsSync, readFileSync } from "node:fs";
import { homedir } from "node:os";
import { sep } from "node:path";

const { env } = process;
const isWindows = sep !== "/";
const usual = isWindows ? "/AppData/Local" : "/.local/share";
const folder = (env.LOCALAPPDATA || (!isWindows && env.XDG_DATA_HOME) || homedir() + usual) + "/colophon/";
const shim = folder + "agent";
/** What is started, with what and in which environment; Windows has no shell for the shim. */
const start = () => {
  if (!isWindows) return [shim, ["opencode"], env];
  const [program, how] = existsSync(folder + "runtime") ? readFileSync(folder + "runtime", "utf8").split("\\n") : [];
  const isThere = Boolean(program) && existsSync(program);
  const more = isThere && how === "electron" ? { ELECTRON_RUN_AS_NODE: "1" } : {};
  return [isThere ? program : "node", [folder + "agent.cjs", "opencode"], { ...env, ...more }];
};
const limitMs = 15000;
const maxSessions = 500;

export const Colophon = async ({ directory }) => {
  const models = new Map();
  let said = false;

  const keep = (session, model) => {
    if (typeof session !== "string" || typeof model !== "string") return;
    models.delete(session);
    models.set(session, model);
    if (models.size > maxSessions) models.delete(models.keys().next().value);
  };
  const fail = (why) => {
    if (!said) console.error("colophon: " + why + "; what OpenCode writes is not recorded.");
    said = true;
  };

  /** The reason to refuse, if there is one. Whatever else happens, the call goes on. */
  const ask = (hook, input, output) =>
    new Promise((resolve) => {
      // Others may work on this project without Colophon.
      if (!existsSync(shim)) return resolve(undefined);
      let child;
      let timer;
      const end = (why, reason) => {
        clearTimeout(timer);
        if (why) fail(why);
        resolve(reason);
      };
      try {
        const model = models.get(input.sessionID) ?? null;
        const text = JSON.stringify({ hook, input, output, directory, model });
        const [program, args, variables] = start();
        const stdio = ["pipe", "pipe", "ignore"];
        child = spawn(program, args, { cwd: directory, env: variables, stdio, windowsHide: true });
        let answer = "";
        child.on("error", (error) => end("the hook could not be started (" + error.code + ")"));
        child.stdin.on("error", () => {});
        child.stdout.setEncoding("utf8");
        child.stdout.on("data", (chunk) => (answer += chunk));
        child.on("close", (code, signal) => {
          if (code !== 0) return end("the hook ended with " + (signal ?? code));
          try {
            const deny = answer.trim() === "" ? undefined : JSON.parse(answer).deny;
            end("", typeof deny === "string" ? deny : undefined);
          } catch {
            end("the hook gave no answer that could be read");
          }
        });
        timer = setTimeout(() => {
          child.kill("SIGKILL");
          end("the hook took too long");
        }, limitMs);
        child.stdin.end(text);
      } catch (error) {
        end("the hook could not be started (" + error.message + ")");
      }
    });

  return {
    "chat.message": async (input, output) => keep(input.sessionID, output?.message?.model?.modelID),
    "chat.params": async (input) => keep(input.sessionID, input.model?.id),
    "tool.execute.before": async (input, output) => {
      const reason = await ask("tool.execute.before", input, output);
      if (reason !== undefined) throw new Error(reason);
    },
    "tool.execute.after": async (input, output) => {
      await ask("tool.execute.after", input, output);
    },
  };
};
`;
}
