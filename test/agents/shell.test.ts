import { deepStrictEqual, ok } from 'node:assert';
import { readPosix } from '../support/shells';
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
grep -rl foo training | xargs sed -i 's/foo/bar/g'
rg -l foo training | xargs sed -i s/a/b/
git grep -l foo training | xargs sed -i s/a/b/
git ls-files training | xargs sed -i s/a/b/
git diff --name-only -- training | xargs prettier --write
find training -name '*.ts' | xargs rm
find training -print0 | xargs -0 -n 1 rm
find training -name '*.ts' | parallel rm
find .git/hooks -type f | xargs rm
sed -i s/a/b/ $(grep -rl foo training)
sed -i s/a/b/ \`grep -rl foo training\`
for f in $(find training -name '*.ts'); do sed -i s/a/b/ "$f"; done
find training -type f | while read f; do sed -i s/a/b/ "$f"; done
while read -r f; do rm "$f"; done < <(find training -type f)
find training -exec sh -c 'rm "$1"' _ {} +
find . -path './training/*' -delete
FILE=training/data.ts; sed -i s/a/b/ "$FILE"
D=training; rm $D/data.ts
D=training && E=$D/deep && rm -r \${E}
export OUT=training; echo x > $OUT/y
P=.ai-policy/policy.yaml; sed -i s/a/b/ $P
files=(src/app.ts training/data.ts); rm "\${files[@]}"
F=$(grep -rl foo training); sed -i s/a/b/ $F
for d in src training; do rm $d/data.ts; done
echo x > \${OUT:-training}/y
echo x > $PWD/training/new.ts
echo x > "$PWD/training/new.ts"
echo x > \${PWD}/training/new.ts
echo x > "$CLAUDE_PROJECT_DIR/training/new.ts"
echo x > "$(pwd)/training/new.ts"
echo x > $'training/x'
echo x > $'\\x74raining/x'
cd "$PWD/training" && rm data.ts
cd "$(git rev-parse --show-toplevel)/training" && echo x > data.ts
cp src/app.ts $(pwd)/training/
cp src/app.ts "$(git rev-parse --show-toplevel)/training/"
rm "$(git rev-parse --git-dir)/hooks/commit-msg"
yq -i '.a = 1' training/c.yaml
yq eval --inplace '.a = 1' training/c.yaml
fd -e ts . training -x sed -i s/a/b/
awk '{print > "training/out.txt"}' src/app.ts
tree -o training/tree.txt
uniq src/a training/b
xxd -r src/a training/b
git diff --output=training/x
git diff --output training/x
echo x >& training/new.ts
echo x &> training/new.ts
echo x <> training/new.ts
out="$(python3 src/gen.py --out "training/x")"
cat >(tee training/x)
touch {training,src}/x
cp src/app.ts {training,src}/
cp -r /tmp/new/training .
rsync -a src/ training/
rsync -a src/ training/ -e ssh
env -C training rm data.ts
tar xf /tmp/x.tar -C training
perl -ne 'unlink $_' training/data.ts
bash training/run.sh training/data.ts
eslint --fix training
black training
prettier --ignore-unknown --write training/data.ts
git restore --staged --worktree training/data.ts
echo $(case x in x) true;; esac; rm training/data.ts)
echo $(( (1 << 2) )); rm training/data.ts
python3 <<< "open('training/x', 'w')"
npx colophon@latest attest
npx -y colophon@1.2.0 signoff
colophon.cmd attest
colophon.exe attest
Colophon attest
SSH-KEYGEN -Y sign -f key file
ssh-keygen -qY sign -f key file
git -ccore.hooksPath=/dev/null commit -m x
git --config-env=core.hooksPath=X commit -m x
GIT_CONFIG_COUNT=1 GIT_CONFIG_KEY_0=core.hooksPath GIT_CONFIG_VALUE_0=x git commit -m x
git config --remove-section colophon
git config --unset core.hooksPath
git config set core.hooksPath x
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
    ['a here-document with an odd end', "cat <<'END-1' > src/x\nx\nEND-1\nrm training/data.ts"],
    ['an indented here-document', 'cat <<-EOF > src/x\n\tx\n\tEOF\nrm training/data.ts'],
    ['what an open here-document runs', 'cat > src/x <<EOF\nsee $(rm training/data.ts)\nEOF'],
    ['a shift to the left', 'echo $((1 << n))\nrm training/data.ts\nn'],
    ['a quoted here-document', 'git commit -m "parse << tokens"\nsed -i s/a/b/ training/data.ts\ntokens'],
    ['a here-string', 'grep foo <<< bar\nrm training/data.ts\nbar'],
    ['a comment about a here-document', '# see <<EOF\nrm training/data.ts\nEOF'],
    ['a here-document without an end', 'cat <<EOF\nrm training/data.ts'],
    ['a loop over a here-document', 'while read f; do\n  rm "$f"\ndone <<EOF\ntraining/data.ts\nEOF'],
    ['a pipe over two lines', 'find training -type f |\n  xargs rm'],
    [
      'a unified diff',
      "patch -p1 <<'EOF'\n--- a/training/data.ts\n+++ b/training/data.ts\n@@ -1 +1 @@\n-a\n+b\nEOF",
    ],
    ['a diff for git', "git apply <<'EOF'\n--- a/training/data.ts\n+++ b/training/data.ts\nEOF"],
    [
      'a diff that is piped to git',
      "cat <<'EOF' | git apply\n--- a/training/data.ts\n+++ b/training/data.ts\nEOF",
    ],
    [
      'a diff in a file',
      "cat > /tmp/p.diff <<'EOF'\n--- /dev/null\n+++ b/training/new.ts\nEOF\ngit apply /tmp/p.diff",
    ],
    ['a rename in a diff', "git apply <<'EOF'\nrename from src/app.ts\nrename to training/app.ts\nEOF"],
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
grep -rl foo training | xargs grep bar
grep -rl training src | xargs sed -i s/a/b/
git ls-files src | xargs prettier --write
find src -type f | while read -r f; do sed -i s/a/b/ "$f"; done
D=src; rm $D/data.ts
T=$(mktemp -d); mkdir $T/training
[[ -d training ]] && echo yes
[[ -f .git/MERGE_HEAD ]] && echo merging
awk '{print $1}' training/data.ts
awk '$3 > 5' training/data.ts
awk '/x/' .git/config
for f in training/*.ts; do cat "$f"; done
for f in .git/hooks/*; do echo "$f"; done
while read l; do echo "$l"; done < training/list.txt
python3 src/report.py < training/data.csv
find training -name '*.ts' -exec grep -l foo {} +
find training -name '*.ts' -exec wc -l {} \\;
find .ai-policy -type f -exec cat {} +
perl -ne 'print if /x/' training/data.ts
zcat training/x.gz
tac training/data.ts
shasum training/data.ts
cp training/data.ts /tmp/x
cp .ai-policy/policy.yaml /tmp/x
tar czf /tmp/x training
npx prettier --check .ai-policy/policy.yaml
find . -not -path './.git/*' -type f -exec sed -i s/a/b/ {} +
find . ! -path './.git/*' -type f -exec sed -i s/a/b/ {} +
find . -path ./.git -prune -o -type f -exec grep x {} +
find . -path ./.git -prune -o -type f -exec sed -i s/a/b/ {} +
rsync -a --exclude .git ./ /tmp/x
rsync -a --exclude=.git ./ /tmp/x
zip -r x . -x '.git/*'
eslint . --ignore-pattern .claude
eslint src --fix --ignore-pattern .claude
ruff check . --exclude training
tar --exclude=training -czf /tmp/x.tgz .
git clean -fd -e training
python -m pytest training/tests
npm test -- training
yarn test training
pnpm test training
go test ./training/...
npx eslint training
ruff check training
black --check training
prettier --check training
bash training/run.sh
gh pr create --title "Note on training/data.ts" --body "In training/data.ts"
gh pr create --title x --body "$(cat src/body.md)"
git stash push -m "wip training/data"
git switch training
git merge training
npm run training
make training
gh pr comment 3 --body "please run colophon attest"
sed -n '/colophon attest/p' README.md
rm -f .git/index.lock
git add colophon.json
git config core.hooksPath
git config --show-origin core.hooksPath
git log --grep colophon.hooks
git restore --staged training/x
git reset training/x
diff <(sort src/a) <(sort training/data.ts)
x=$((1 << 3)); echo $x
echo x >&2
echo x 2>&1 >/dev/null
`.trim();
  for (const command of silent.split('\n')) {
    it(`freely: ${command}`, async () => {
      const heard = await stage.claude('before', 'Bash', { command });
      deepStrictEqual([heard.decision, heard.said], ['silent', []]);
    });
  }

  const texts: [what: string, command: string][] = [
    ['text', "cat > src/notes.md <<'EOF'\nSee training/data.ts and run colophon attest.\nEOF"],
    ['a message', "git commit -m \"$(cat <<'EOF'\nDon't touch training/data.ts (yet)\nEOF\n)\""],
    ['a description', 'gh pr create --body "$(cat <<\'EOF\'\nrm training/data.ts; see \\`x\\`\nEOF\n)"'],
    ['a diff', "cat > src/x.diff <<'EOF'\n--- a/training/data.ts\n+++ b/training/data.ts\nEOF"],
  ];
  for (const [what, command] of texts) {
    it(`freely: ${what} that only speaks of the zone`, async () => {
      deepStrictEqual((await stage.claude('before', 'Bash', { command })).decision, 'silent');
    });
  }

  it('from a folder: the root that the shell looks up', async () => {
    const command = 'cd "$(git rev-parse --show-toplevel)" && rm training/data.ts';
    const heard = await stage.claude('before', 'Bash', { command }, { cwd: stage.repo.path('src') });
    deepStrictEqual(heard.decision, 'deny');
  });

  it('asks where its vendor is approved', async () => {
    deepStrictEqual((await stage.claude('before', 'Bash', { command: 'rm secret/key.ts' })).decision, 'ask');
  });

  const endless: [what: string, command: string][] = [
    ['brackets', 'echo "$('.repeat(30_000)],
    ['here-documents', Array.from({ length: 30_000 }, (_, i) => `a <<X${i}`).join('\n')],
    ['variables', `A=aa;${'A=$A$A;'.repeat(30_000)}rm $A`],
    ['loops', 'read a|'.repeat(30_000)],
  ];
  for (const [what, command] of endless) {
    it(`an endless row of ${what} is read soon`, () => {
      const started = Date.now();
      readPosix(command);
      ok(Date.now() - started < 8_000);
    });
  }

  it('an endless command is refused soon', async () => {
    // The processor's time of this process: a busy machine takes longer, and not more.
    const before = process.cpuUsage();
    const heard = await stage.claude('before', 'Bash', {
      command: Array.from({ length: 300_000 }, (_, i) => `f${i}/x`).join(' '),
    });
    const { user } = process.cpuUsage(before);
    deepStrictEqual([heard.decision, user < 8_000_000], ['deny', true]);
  });
});
