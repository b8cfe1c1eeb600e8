import { deepStrictEqual } from 'node:assert';
import { explainLineModel } from '../../../../src/editor/provenance/marks/explainModel';
import { fromMarks } from '../../../support/marks';

function check(marked: string, line: number, expect: unknown) {
  const { text, runs } = fromMarks(marked);
  const found = explainLineModel(text, runs, line);
  deepStrictEqual(
    found && [found.record?.origin, ...found.stretches.map((one) => [one.text, one.source?.origin ?? null])],
    expect,
  );
}

describe('a line explained', () => {
  it('is taken apart by where its text came from', () => {
    check('base\n«human|const a = »«ai:sample|f(1)»«human|;\n»', 2, [
      'mixed',
      ['const a =', 'human'],
      ['f(1)', 'ai'],
      [';', 'human'],
    ]);
  });

  it('counts as nothing where it is committed', () => {
    check('base\n«ai@c0ffee|its»\n', 1, [undefined, ['base', null]]);
    check('base\n«ai@c0ffee|its»\n', 2, [undefined, ['its', 'ai']]);
  });

  it('may be blank, or behind the end', () => {
    check('one\n«human|\n»two', 2, ['human', ['', 'human']]);
    check('one\n', 2, undefined);
  });

  it('has long text cut', () => {
    check(`«ai|${'x'.repeat(200)}»`, 1, ['ai', [`${'x'.repeat(59)}…`, 'ai']]);
  });
});
