import { strictEqual } from 'node:assert';
import { Gate } from './gate';

describe('Attacks: what a restricted file is checked out as', function () {
  this.timeout(120_000);
  let gate: Gate;
  beforeEach(() => {
    gate = Gate.create();
  });
  afterEach(() => gate.remove());

  /** Written to the index alone, since a working tree may not be able to hold it. */
  const change = async (files: Record<string, string>, mode = '100644') => {
    gate.repo.git('reset', '-q', '--hard', 'main');
    for (const [path, input] of Object.entries(files)) {
      const oid = gate.repo.tryGit(['hash-object', '-w', '--stdin'], { input }).stdout.trim();
      gate.repo.git('update-index', '--add', '--cacheinfo', `${mode},${oid},${path}`);
    }
    gate.commitStaged();
    return gate.verdict();
  };
  const missing = '1 signoff-missing';

  it('is a change of its zone, wherever and however the attribute is given', async () => {
    for (const files of [
      { '.gitattributes': 'core/a.py working-tree-encoding=UTF-7\n' },
      { '.gitattributes': '* ident\n' },
      { '.gitattributes': '*.py text eol=crlf\n' },
      { '.gitattributes': '/core/** filter=evil\n' },
      { '.gitattributes': '[attr]quiet eol=crlf\n*.py quiet\n' },
      { '.gitattributes': 'CORE/A.PY working-tree-encoding=UTF-7\n' },
      { '.GitAttributes': 'core/a.py working-tree-encoding=UTF-7\n' },
      { '.gitattributes': '.ai-policy/policy.yaml working-tree-encoding=UTF-16\n' },
    ])
      strictEqual((await change(files)).slice(0, 2), '1 ', JSON.stringify(files));
    const asLink = await change({ '.gitattributes': 'core/a.py working-tree-encoding=UTF-7' }, '120000');
    strictEqual(asLink, missing, 'a link, which git reads as it stands when it checks out');
    strictEqual(await change({ '.gitattributes': '* ident\n' }), '1 policy-changed signoff-missing');
  });

  it('is none where nothing is checked out otherwise', async () => {
    for (const files of [
      { '.gitattributes': 'src/* working-tree-encoding=UTF-16\n' },
      { 'src/.gitattributes': '* eol=crlf filter=lfs\n' },
      { '.gitattributes': '* text=auto\n*.py text diff=python linguist-language=Python\n*.png binary\n' },
      { '.gitattributes': '*.py eol=lf\n' },
      { 'src/gitattributes': 'core/a.py ident\n', 'src/notes': '' },
    ])
      strictEqual(await change(files), '0', JSON.stringify(files));
  });

  it('is signed off like any other change of the zone', async () => {
    strictEqual(await change({ '.gitattributes': '/core/ -text\n/core/a.py eol=crlf\n' }), missing);
    gate.repo.git('reset', '-q', '--hard');
    await gate.signOff();
    strictEqual(await gate.verdict(), '0');
    gate.merge();
    gate.repo.git('switch', '-qC', 'pr');
    strictEqual(await change({ '.gitattributes': '' }), missing, 'and so is its end');
  });
});
