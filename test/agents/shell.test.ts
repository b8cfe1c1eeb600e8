import { deepStrictEqual } from 'node:assert';
import { Stage } from './stage';

describe('What an agent may run', function () {
  this.timeout(60_000);
  let stage: Stage;
  before(() => {
    stage = Stage.create();
    stage.folder('src/deep');
  });
  after(() => stage.remove());

  const denied = `
echo x > training/new.ts
echo x >> training/new.ts
echo x >|training/new.ts
echo x 2>training/new.ts
cat src/app.ts | tee training/copy.ts
cp src/app.ts training/
mv training/data.ts src/
rm -rf training
rm training/data.ts
touch training/new.ts
mkdir -p training/new
ln -s ../src training/link
sed -i s/a/b/ training/data.ts
sed -i.bak -e s/a/b/ training/data.ts
perl -pi -e s/a/b/ training/data.ts
cd training && echo x > data.ts
cd src && cd ../training && rm data.ts
pushd training; rm data.ts
(cd training; rm data.ts)
sudo rm training/data.ts
env A=b rm training/data.ts
A=b rm training/data.ts
true && rm training/data.ts
false || rm training/data.ts
rm "training/data.ts"
rm 'training/data.ts'
rm train''ing/data.ts
rm trai\\ning/data.ts
rm ./training/../training/data.ts
rm $PWD/training/data.ts
python3 -c "open('training/x.py', 'w').write('x')"
node -e "require('fs').writeFileSync('training/x', '')"
python3 src/gen.py training/out.py
python3 src/gen.py --out=training/out.py
gcc -otraining/a.out src/a.c
git mv src/app.ts training/app.ts
git checkout HEAD~1 -- training/data.ts
git restore training/data.ts
git rm training/data.ts
dd if=src/app.ts of=training/copy
curl -o training/x https://example.com
find training -name '*.ts' -delete
find training -exec rm {} ;
bash -c "echo x > training/new.ts"
sh -c 'rm training/data.ts'
echo training/data.ts | xargs rm training/data.ts
prettier --write training/data.ts
echo x > big.manifest.jsonl
for f in training/*; do rm "$f"; done
if true; then rm training/data.ts; fi
echo $(rm training/data.ts)
echo "$(rm training/data.ts)"
colophon attest
colophon signoff --zone training
npx colophon signoff
node dist/colophon.cjs signoff
node "/x/colophon.cjs" attest
colophon --json hooks uninstall
colophon agents uninstall
yes | colophon attest
script -qec 'colophon attest' /dev/null
sh -c "colophon signoff"
echo 'colophon attest' | sh
col''ophon attest
$(which colophon) attest
ssh-keygen -Y sign -f key -n signoff@colophon
ssh-keygen -q -Y sign -f key file
git config core.hooksPath /dev/null
git -c core.hooksPath=/dev/null commit -m x
git config colophon.hooks false
git config --global core.hookspath x
COLOPHON=off git commit -m x
rm .git/hooks/pre-commit
rm -rf .ai-policy
rm -rf .claude
echo '{}' > .claude/settings.local.json
chmod -x .git/hooks/commit-msg
sed -i s/block/record/ .ai-policy/policy.yaml
`.trim();
  for (const command of denied.split('\n')) {
    it(`not: ${command}`, async () => {
      const heard = await stage.claude('before', 'Bash', { command });
      deepStrictEqual([heard.decision, heard.said], ['deny', []]);
    });
  }

  const documents: [what: string, command: string][] = [
    ['a here-document into the zone', "cat > training/x.ts <<'EOF'\nx\nEOF"],
    ['a here-document for an interpreter', "python3 - <<'EOF'\nopen('training/x', 'w')\nEOF"],
    ['a here-document that is piped into one', "cat <<EOF | python3\nopen('training/x', 'w')\nEOF"],
    ['a patch', "apply_patch <<'EOF'\n*** Begin Patch\n*** Add File: training/x.ts\n+x\n*** End Patch\nEOF"],
    ['a continued line', 'rm \\\n  training/data.ts'],
  ];
  for (const [what, command] of documents) {
    it(`not: ${what}`, async () => {
      deepStrictEqual((await stage.claude('before', 'Bash', { command })).decision, 'deny');
    });
  }

  const silent = `
cat training/data.ts
ls -la training
grep -rn secret training
rg secret training | head -5
head -n 3 training/data.ts > src/copy.ts
wc -l training/*.ts
git diff training/data.ts
git log -p -- training
git add training/data.ts
git commit -m "Mention training/data.ts"
sed -n 1,3p training/data.ts
find training -name '*.ts'
pytest training/tests
python3 training/train.py
node training/run.js
diff training/data.ts src/app.ts
echo "see training/data.ts" >> src/notes.md
echo training/data.ts
npm test
npm run build
make
colophon lookup training/data.ts
colophon status --json
colophon verify main..HEAD
grep -rn "colophon attest" docs
git log --grep "colophon signoff"
ssh-keygen -Y verify -f allowed_signers -I ada -n x -s sig
git config --get core.hooksPath
ls .git/hooks
cat .ai-policy/policy.yaml
2>/dev/null ls training
cat training/data.ts 2>&1
cat < training/data.ts
cd training
`.trim();
  for (const command of silent.split('\n')) {
    it(`freely: ${command}`, async () => {
      const heard = await stage.claude('before', 'Bash', { command });
      deepStrictEqual([heard.decision, heard.said], ['silent', []]);
    });
  }

  it('freely: text that only speaks of the zone', async () => {
    const command = "cat > src/notes.md <<'EOF'\nSee training/data.ts and run colophon attest.\nEOF";
    deepStrictEqual((await stage.claude('before', 'Bash', { command })).decision, 'silent');
  });

  it('asks where its vendor is approved', async () => {
    deepStrictEqual((await stage.claude('before', 'Bash', { command: 'rm secret/key.ts' })).decision, 'ask');
  });

  it('an endless command is refused soon', async () => {
    const started = Date.now();
    const heard = await stage.claude('before', 'Bash', {
      command: Array.from({ length: 300_000 }, (_, i) => `f${i}/x`).join(' '),
    });
    deepStrictEqual([heard.decision, Date.now() - started < 8_000], ['deny', true]);
  });
});
