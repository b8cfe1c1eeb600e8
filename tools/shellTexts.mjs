// For esbuild: the shell scripts become texts in the bundle. Without it, as under tsx, they are read where they lie.
import { readdirSync } from 'node:fs';
import { dirname, join } from 'node:path';

export const shellTexts = {
  name: 'shell-texts',
  setup(build) {
    build.initialOptions.loader = { ...build.initialOptions.loader, '.sh': 'text' };
    build.onLoad({ filter: /[\\/]git[\\/]hooks[\\/]shellTexts\.ts$/ }, ({ path }) => {
      const resolveDir = dirname(path);
      const names = readdirSync(join(resolveDir, 'shell')).sort();
      const imports = names.map((name, i) => `import text${i} from './shell/${name}';`);
      const entries = names.map((name, i) => `'${name}': text${i},`);
      const contents = `${imports.join('\n')}\nconst texts = { ${entries.join(' ')} };\nexport const shellText = (name) => texts[name];`;
      return { contents, loader: 'js', resolveDir };
    });
  },
};
