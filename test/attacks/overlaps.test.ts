import { strictEqual } from 'node:assert';
import { Gate, lines, says } from './gate';

const two = (first: string, second: string) => `version: 1
policyOwners: [luis@acme.dev, zoe@acme.dev]
zones:
  - { name: first, mode: attest, paths: [/lib/], ${first} }
  - { name: second, mode: attest, paths: [/lib/secret/], ${second} }
vendors:
  - { id: v1, product: V, assistants: [claude-code], status: approved }
  - { id: bad, product: B, assistants: [cursor], status: rejected }
`;
const bob = 'AI-Attested-by: Bob <bob@acme.dev>';
const zoe = 'AI-Attested-by: Zoe <zoe@acme.dev>';

describe('Attacks: one line in several zones', function () {
  this.timeout(60_000);
  let gate: Gate;
  afterEach(() => gate.remove());

  const verdict = async (policy: string, files: Record<string, string>, ...told: string[]) => {
    gate = Gate.create({ '.ai-policy/policy.yaml': policy });
    gate.commit(files, says(told[0]!, ...told.slice(1)));
    const found = await gate.verdict();
    gate.remove();
    return found;
  };
  const secret = { 'lib/secret/n.py': lines('x', 20) };
  const all = 'lines=20; ai=20';
  const detail = 'AI-Detail: zones=first:20; evidence=reported:20; vendors=v1:20';

  it('asks each of them', async () => {
    strictEqual(await verdict(two('vendors: approved', 'vendors: approved'), secret, all, detail, bob), '0');
    strictEqual(
      await verdict(two('vendors: approved', 'vendors: none'), secret, all, detail, bob),
      '1 vendor-not-approved',
    );
    const other = two('attestedBy: author', 'attestedBy: other');
    strictEqual(await verdict(other, secret, all, detail, bob), '1 attestation-missing');
    strictEqual(await verdict(other, secret, all, detail, zoe), '0');
    strictEqual(
      await verdict(other, { 'lib/n.py': lines('x', 20) }, all, detail, bob),
      '0',
      'a file in the first alone',
    );
    strictEqual(
      await verdict(other, { 'lib/n.py': lines('x', 20), 'lib/secret/n.py': '' }, all, detail, bob),
      '0',
      'a file in both that adds no line',
    );
  });

  it('takes a vendor’s lines for anywhere, unless the commit says where', async () => {
    const files = { 'lib/n.py': lines('x', 10), 'src/n.py': lines('y', 10) };
    const mixed = 'AI-Detail: zones=first:10,default:10; evidence=reported:20; vendors=bad:10,v1:10';
    const policy = two('vendors: approved', 'vendors: approved');
    const places = (first: string, other: string) =>
      `AI-Detail: places=first/${first}:10,default/${other}:10`;
    strictEqual(await verdict(policy, files, all, mixed, bob), '1 vendor-not-approved');
    strictEqual(await verdict(policy, files, all, mixed, places('v1', 'bad'), bob), '0');
    strictEqual(await verdict(policy, files, all, mixed, places('bad', 'v1'), bob), '1 vendor-not-approved');
    strictEqual(
      await verdict(policy, files, all, mixed, 'AI-Detail: places=first/v1:10', bob),
      '1 vendor-not-approved',
      'half of it is as good as nothing',
    );
  });

  it('asks a zone that base has got meanwhile', async () => {
    gate = Gate.create();
    gate.commit({ 'src/n.py': lines('x', 20) }, says(all, 'AI-Detail: zones=default:20'));
    strictEqual(await gate.verdict(), '0');
    const policy = gate.repo.read('.ai-policy/policy.yaml');
    gate.onBase({ '.ai-policy/policy.yaml': policy.replace('/lib/]', '/lib/, /src/]') });
    strictEqual(await gate.verdict(), '1 attestation-missing');
  });

  it('takes nobody’s word, nor an assistant’s or a bot’s', async () => {
    const policy = two('vendors: approved', 'vendors: approved');
    const file = { 'lib/n.py': lines('x', 20) };
    for (const who of [
      '',
      'nobody',
      'Bob',
      'Claude <noreply@anthropic.com>',
      'Claude Code <bob@acme.dev>',
      'dependabot[bot] <49699333+dependabot[bot]@users.noreply.github.com>',
    ])
      strictEqual(
        await verdict(policy, file, all, detail, `AI-Attested-by: ${who}`),
        '1 attestation-missing',
        who,
      );
    strictEqual(await verdict(policy, file, all, detail, 'AI-Attested-by: <bob@acme.dev>'), '0');
  });
});
