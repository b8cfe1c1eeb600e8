// For esbuild: the shell scripts become texts in the bundle. Without it, as under tsx, they are read where they lie.
import { readdirSync, readFileSync } from 'node:fs';
import { basename, dirname, join } from 'node:path';

/** Lines for who reads the scripts in the source, which stay behind where they are installed: see `shellScript`. */
const forReaders = /^ *(?:##|# shellcheck) .*\n/gm;

export const shellTexts = {
  name: 'shell-texts',
  setup(build) {
    build.onLoad({ filter: /[\\/]git[\\/]hooks[\\/]shellTexts\.ts$/ }, ({ path }) => {
      const folder = join(dirname(path), 'shell');
      const watchFiles = readdirSync(folder)
        .sort()
        .map((name) => join(folder, name));
      const texts = watchFiles.map((file) => [
        basename(file),
        readFileSync(file, 'utf8').replace(forReaders, ''),
      ]);
      const contents = `const texts = ${JSON.stringify(Object.fromEntries(texts))};\nexport const shellText = (name) => texts[name];`;
      return { contents, loader: 'js', watchFiles };
    });
  },
};
